package dev.spacefinder.local.pool.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.files.PrivateFiles;
import dev.spacefinder.local.pool.protocol.Json;

/**
 * Users, groups and sessions. One operation at a time reads and changes them. Its changes are written as one line of a
 * journal before it is answered, so that a crash loses nothing that was answered. Each start writes the journal anew,
 * without expired sessions and replaced values.
 */
public final class Store implements AutoCloseable {

    /** The attributes that may sign in beside the user name. */
    static final List<String> ALIASES = List.of("email", "phone_number", "preferred_username");

    private static final String FILE = "pool.journal";

    private final NavigableMap<String, User> users = new TreeMap<>();
    private final NavigableMap<String, Group> groups = new TreeMap<>();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> subs = new HashMap<>();

    private final DeclaredPool declared;
    private final Clock clock;
    private final FileChannel journal;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private Instant created;
    private ArrayNode changes = Json.MAPPER.createArrayNode();

    Store(DeclaredPool declared, Optional<Path> folder, Clock clock) throws IOException {
        this.declared = declared;
        this.clock = clock;
        this.created = clock.instant();
        this.journal = folder.isPresent() ? begin(folder.get().resolve(FILE)) : null;
    }

    /** Whether the folder keeps the users of a pool. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** Runs one operation: all its changes are kept, or none if it fails. */
    public synchronized <T> T transaction(Supplier<T> operation) {
        try {
            var answer = operation.get();
            commit();
            return answer;
        } finally {
            while (!undo.isEmpty()) {
                undo.pop().run();
            }
            changes = Json.MAPPER.createArrayNode();
        }
    }

    /** The users by name, in its order. */
    public NavigableMap<String, User> users() {
        return users;
    }

    /** The groups by name, in its order. */
    public NavigableMap<String, Group> groups() {
        return groups;
    }

    /** When the pool was made. */
    public Instant created() {
        return created;
    }

    Session session(String id) {
        return sessions.get(id);
    }

    /** The name under which a user name or alias is filed. */
    public String key(String name) {
        return declared.caseSensitive() ? name : name.toLowerCase(Locale.ROOT);
    }

    /** Whom this e-mail address or telephone number signs in, as the key of {@link #users()}; null if nobody. */
    public String userOf(String attribute, String value) {
        return aliases.get(attribute + ":" + key(value));
    }

    /** The user with this sub, or null. */
    User userOfSub(String sub) {
        var key = subs.get(sub);
        return key == null ? null : users.get(key);
    }

    /** Adds a user, or replaces the one of the same name. */
    public void put(User user) {
        var key = key(user.username());
        var old = users.put(key, user);
        reindex(old, user);
        undo.push(() -> {
            restore(users, key, old);
            reindex(user, old);
        });
        record("user", key, user);
    }

    /** Removes a user. */
    public void remove(User user) {
        var key = key(user.username());
        users.remove(key);
        reindex(user, null);
        undo.push(() -> {
            users.put(key, user);
            reindex(null, user);
        });
        record("user", key, null);
    }

    /** Adds a group, or replaces the one of the same name. */
    public void put(Group group) {
        var old = groups.put(group.name(), group);
        undo.push(() -> restore(groups, group.name(), old));
        record("group", group.name(), group);
    }

    /** Removes a group; its members are left as they are. */
    public void remove(Group group) {
        groups.remove(group.name());
        undo.push(() -> groups.put(group.name(), group));
        record("group", group.name(), null);
    }

    /** When a user signed in last, of the sign-ins whose sessions are kept. */
    public Optional<Instant> lastSignIn(String username) {
        return sessions.values().stream()
                .filter(session -> session.username().equals(username))
                .map(Session::authenticated)
                .max(Comparator.naturalOrder());
    }

    void put(Session session) {
        var old = sessions.put(session.id(), session);
        undo.push(() -> restore(sessions, session.id(), old));
        record("session", session.id(), session);
        forgetExpiredSessions();
    }

    private void forgetExpiredSessions() {
        var oldest = sessions.values().iterator();
        while (oldest.hasNext() && oldest.next().expires().isBefore(clock.instant())) {
            oldest.remove();
        }
    }

    private static <T> void restore(Map<String, T> map, String key, T old) {
        if (old == null) {
            map.remove(key);
        } else {
            map.put(key, old);
        }
    }

    private void reindex(User old, User user) {
        if (old != null) {
            subs.remove(old.sub(), key(old.username()));
        }
        if (user != null) {
            subs.put(user.sub(), key(user.username()));
        }
        for (var attribute : ALIASES) {
            if (old != null && old.attributes().containsKey(attribute)) {
                aliases.remove(attribute + ":" + key(old.attributes().get(attribute)), key(old.username()));
            }
            if (user != null && signsIn(user, attribute)) {
                aliases.put(attribute + ":" + key(user.attributes().get(attribute)), key(user.username()));
            }
        }
    }

    /** Whether this attribute of a user signs the user in. */
    boolean signsIn(User user, String attribute) {
        return user.attributes().containsKey(attribute)
                && (declared.usernameAttributes().contains(attribute)
                        || declared.aliases().contains(attribute)
                                && (attribute.equals("preferred_username")
                                        ? user.status() != User.Status.UNCONFIRMED
                                        : user.isVerified(attribute)));
    }

    private void record(String kind, String key, Object value) {
        if (journal != null) {
            changes.add(change(kind, key, value));
        }
    }

    private static JsonNode change(String kind, String key, Object value) {
        return Json.object().put("kind", kind).put("key", key).set("value", Json.MAPPER.valueToTree(value));
    }

    private void commit() {
        if (journal != null && !changes.isEmpty()) {
            try {
                var end = journal.size();
                try {
                    write(journal, changes);
                } catch (IOException e) {
                    journal.truncate(end);
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The local user pool cannot write its state.", e);
            }
        }
        undo.clear();
    }

    private static void write(FileChannel journal, ArrayNode changes) throws IOException {
        var line = ByteBuffer.wrap((changes + "\n").getBytes(UTF_8));
        while (line.hasRemaining()) {
            journal.write(line);
        }
    }

    private FileChannel begin(Path file) throws IOException {
        if (Files.exists(file)) {
            read(file);
        }
        var everything = Json.MAPPER.createArrayNode();
        everything.add(change("pool", declared.poolId(), created));
        users.forEach((key, user) -> everything.add(change("user", key, user)));
        groups.forEach((key, group) -> everything.add(change("group", key, group)));
        sessions.values().stream()
                .filter(session -> session.expires().isAfter(clock.instant()))
                .forEach(session -> everything.add(change("session", session.id(), session)));
        var fresh = PrivateFiles.create(file.resolveSibling(file.getFileName() + ".new"));
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            write(channel, everything);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return FileChannel.open(file, StandardOpenOption.APPEND);
    }

    /**
     * Reads the journal. A last line that a crash cut short, even in the middle of a character, was never answered and
     * is left out.
     */
    private void read(Path file) throws IOException {
        var lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line;
            try {
                line = Json.MAPPER.readTree(lines.get(i));
            } catch (JsonProcessingException e) {
                if (i == lines.size() - 1) {
                    return;
                }
                throw new IOException(file + ":" + (i + 1) + " is damaged. Delete the folder " + file.getParent()
                        + " to start with a new pool.");
            }
            for (var change : line) {
                apply(change.path("kind").asText(), change.path("key").asText(), change.path("value"));
            }
        }
    }

    private void apply(String kind, String key, JsonNode value) throws IOException {
        switch (kind) {
            case "user" -> {
                var user = value.isNull() ? null : Json.MAPPER.treeToValue(value, User.class);
                reindex(users.get(key), user);
                restore(users, key, user);
            }
            case "pool" -> created = Json.MAPPER.treeToValue(value, Instant.class);
            case "group" -> restore(groups, key, value.isNull() ? null : Json.MAPPER.treeToValue(value, Group.class));
            default -> restore(sessions, key, Json.MAPPER.treeToValue(value, Session.class));
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (journal != null) {
                journal.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The local user pool cannot close its state.", e);
        }
    }
}
