package dev.spacefinder.local.playground;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;

/** Keeps the newest messages that the local user pool would have sent by mail, for as long as the process lives. */
public final class Mailbox implements Consumer<Message> {

    private static final int KEPT = 50;

    private final Clock clock;
    private final Deque<Received> messages = new ArrayDeque<>();

    /** @param clock tells when a message came */
    public Mailbox(Clock clock) {
        this.clock = clock;
    }

    /** A message and when it came. */
    record Received(String username, String destination, String text, String code, Instant at) {}

    @Override
    public synchronized void accept(Message message) {
        messages.addFirst(new Received(
                message.username(), message.destination(), message.text(), message.code(), clock.instant()));
        if (messages.size() > KEPT) {
            messages.removeLast();
        }
    }

    /** Throws all messages away. */
    public synchronized void clear() {
        messages.clear();
    }

    /** The newest first. */
    synchronized List<Received> messages() {
        return List.copyOf(messages);
    }
}
