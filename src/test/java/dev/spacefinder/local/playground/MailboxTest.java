package dev.spacefinder.local.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.local.playground.Mailbox.Received;
import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;

/** What the pool would have sent by mail, from one start of the server to the next. */
class MailboxTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:10:12.345Z");
    private static final Message MESSAGE = new Message("ada", "ada@example.com", "Code: 123456", "123456", "sign-up");

    @TempDir
    Path folder;

    private Mailbox mailbox() {
        return new Mailbox(Clock.fixed(NOW, ZoneOffset.UTC), Optional.of(folder));
    }

    @Test
    void keepsTheMessagesWhenTheServerStartsAnew() {
        mailbox().accept(MESSAGE);

        assertEquals(
                List.of(new Received("ada", "ada@example.com", "Code: 123456", "123456", "sign-up", NOW)),
                mailbox().messages());
    }

    @Test
    void keepsTheNewestFifty() {
        var mailbox = mailbox();
        IntStream.rangeClosed(1, 60)
                .forEach(i -> mailbox.accept(new Message("ada", "ada@example.com", "", "" + i, "sign-up")));

        var codes = mailbox().messages().stream().map(Received::code).toList();
        assertEquals(50, codes.size());
        assertEquals("60", codes.get(0));
    }

    @Test
    void showsThemToNobodyElseOnTheMachine() throws IOException {
        mailbox().accept(MESSAGE);

        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void saysWhatToDoWithAFileThatCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("mail.json"), "{");

        var failure = assertThrows(UncheckedIOException.class, this::mailbox);
        assertTrue(failure.getMessage().endsWith("mail.json cannot be read: delete it."), failure.getMessage());
    }
}
