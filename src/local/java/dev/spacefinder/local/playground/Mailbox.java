package dev.spacefinder.local.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.pool.files.PrivateFiles;

/** Keeps the newest messages that the local user pool would have sent by mail, in a folder if there is one. */
public final class Mailbox implements Consumer<Message> {

    private static final int KEPT = 50;
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Clock clock;
    private final Optional<Path> file;
    private final Deque<Received> messages;

    /** A mail box that is empty at each start. */
    public Mailbox(Clock clock) {
        this(clock, Optional.empty());
    }

    /**
     * A mail box.
     *
     * @param clock tells when a message came
     * @param folder keeps the messages between starts, if there is one
     * @throws UncheckedIOException if what the folder keeps cannot be read; the message says what to do
     */
    public Mailbox(Clock clock, Optional<Path> folder) {
        this.clock = clock;
        this.file = folder.map(place -> place.resolve("mail.json"));
        this.messages = new ArrayDeque<>(file.map(Mailbox::read).orElse(List.of()));
    }

    /** A message and when it came. */
    record Received(String username, String destination, String text, String code, String purpose, Instant at) {}

    @Override
    public synchronized void accept(Message message) {
        messages.addFirst(new Received(
                message.username(),
                message.destination(),
                message.text(),
                message.code(),
                message.purpose(),
                clock.instant()));
        if (messages.size() > KEPT) {
            messages.removeLast();
        }
        file.ifPresent(this::write);
    }

    /** Throws all messages away. */
    public synchronized void clear() {
        messages.clear();
        file.ifPresent(this::write);
    }

    /** The newest first. */
    synchronized List<Received> messages() {
        return List.copyOf(messages);
    }

    private static List<Received> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("The mail box " + file + " cannot be read: delete it.", e);
        }
    }

    private void write(Path file) {
        try {
            PrivateFiles.write(file, JSON.writeValueAsBytes(messages));
        } catch (IOException e) {
            throw new UncheckedIOException("The mail box " + file + " cannot be written.", e);
        }
    }
}
