package dev.spacefinder.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.http.ProblemException;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.spaces.SpaceInput;

/**
 * Users and spaces to begin with, from a file that is read as a whole before anything is written.
 *
 * @param ready the users whom each start has, as the file changes them
 * @param users everybody, those of each start first
 */
public record Seed(List<SeedUser> ready, List<SeedUser> users, List<Owned> spaces) {

    /** A space and the {@code sub} of its owner. */
    public record Owned(SpaceInput input, String owner) {}

    private static final Pattern USERNAME = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}&&[^@]]{1,128}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** No file: the users whom each start has, and no spaces. */
    public static Seed without(LocalUserPoolSettings settings) {
        return new Seed(settings.users(), settings.users(), List.of());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalStateException if it cannot be taken as it is; the message names the field
     */
    public static Seed read(Path file, LocalUserPoolSettings settings) {
        JsonNode content;
        try {
            content = Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s, which local.seed names, is no JSON: see line %d, column %d."
                    .formatted(
                            file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new IllegalStateException(file + ", which local.seed names, cannot be read.");
        }
        return new Reader(file, settings).read(content);
    }

    /** Reads one file, and refuses it at the first mistake. */
    private static final class Reader {

        private final Path file;
        private final DeclaredPool pool;
        private final Map<String, SeedUser> ready = new LinkedHashMap<>();
        private final Map<String, SeedUser> users = new LinkedHashMap<>();
        private final Set<String> taken = new HashSet<>();

        Reader(Path file, LocalUserPoolSettings settings) {
            this.file = file;
            this.pool = LocalUserPool.declared(settings);
            settings.users().forEach(user -> ready.put(user.username(), user));
            users.putAll(ready);
        }

        Seed read(JsonNode content) {
            fields("the file", content, Set.of("users", "spaces"));
            var written = list("users", content.path("users"));
            for (int i = 0; i < written.size(); i++) {
                user("users[" + i + "]", written.get(i));
            }
            checkAddresses();
            var spaces = new ArrayList<Owned>();
            for (var space : list("spaces", content.path("spaces"))) {
                spaces.add(space("spaces[" + spaces.size() + "]", space));
            }
            return new Seed(List.copyOf(ready.values()), List.copyOf(users.values()), spaces);
        }

        private void user(String place, JsonNode written) {
            fields(place, written, Set.of("username", "email", "password", "groups", "sub"));
            var username = text(place + ".username", written.path("username"), USERNAME, "a name without an @");
            if (!taken.add("username " + folded(username))) {
                throw mustBe(place + ".username", "another one than that of the users before, but is " + username);
            }
            var known = ready.get(username);
            var email = text(place + ".email", written.path("email"), EMAIL, "an e-mail address");
            var sub = written.has("sub")
                    ? text(place + ".sub", written.path("sub"), UUID, "a UUID in small letters")
                    : known == null ? Users.newSub() : known.sub();
            if (!taken.add("sub " + sub)) {
                throw mustBe(place + ".sub", "another one than that of the users before");
            }
            var user = new SeedUser(username, password(place, written, known), email, sub, groups(place, written));
            users.put(username, user);
            if (known != null) {
                ready.put(username, user);
            }
        }

        private String password(String place, JsonNode written, SeedUser known) {
            var password = written.path("password");
            if (known != null && password.isMissingNode()) {
                return known.password();
            }
            if (!password.isTextual()) {
                throw mustBe(
                        place + ".password",
                        "a string that keeps the template's password policy; an export has no passwords, so write one");
            }
            pool.passwordPolicy().violation(password.asText()).ifPresent(violation -> {
                throw mustBe(place + ".password", "one of the template's password policy: " + violation);
            });
            return password.asText();
        }

        private List<String> groups(String place, JsonNode written) {
            var groups = new ArrayList<String>();
            for (var group : list(place + ".groups", written.path("groups"))) {
                groups.add(text(place + ".groups[" + groups.size() + "]", group, GROUP, "the name of a group"));
            }
            return groups;
        }

        /** Each address signs one user in; those whom the file leaves out are there too. */
        private void checkAddresses() {
            var holders = new LinkedHashMap<String, String>();
            for (var user : users.values()) {
                var holder = holders.putIfAbsent(folded(user.email()), user.username());
                if (holder != null) {
                    throw new IllegalStateException("%s: the users %s and %s have the same email, %s."
                            .formatted(file, holder, user.username(), user.email()));
                }
            }
        }

        private Owned space(String place, JsonNode written) {
            fields(place, written, Set.of("name", "location", "description", "photoUrl", "owner"));
            var owner = text(place + ".owner", written.path("owner"), GROUP, "a username");
            var user = users.get(owner);
            if (user == null && !UUID.matcher(owner).matches()) {
                throw mustBe(place + ".owner", "the username of one of the users, but is " + owner);
            }
            var input = ((ObjectNode) written).deepCopy().without("owner");
            try {
                return new Owned(
                        SpaceInput.parse(Json.MAPPER.writeValueAsBytes(input)), user == null ? owner : user.sub());
            } catch (ProblemException e) {
                var violation = e.problem().violations().get(0);
                throw new IllegalStateException(
                        "%s: %s.%s %s.".formatted(file, place, violation.field(), violation.message()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        /** As the pool compares names. */
        private String folded(String name) {
            return pool.caseSensitive() ? name : name.toLowerCase(Locale.ROOT);
        }

        private void fields(String place, JsonNode written, Set<String> known) {
            if (!written.isObject()) {
                throw mustBe(place, "a JSON object");
            }
            written.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw new IllegalStateException("%s: %s has the field %s, which is none of %s."
                            .formatted(
                                    file, place, name, known.stream().sorted().toList()));
                }
            });
        }

        private List<JsonNode> list(String place, JsonNode written) {
            if (!written.isMissingNode() && !written.isArray()) {
                throw mustBe(place, "a list");
            }
            return StreamSupport.stream(written.spliterator(), false).toList();
        }

        private String text(String place, JsonNode written, Pattern form, String wanted) {
            if (!written.isTextual() || !form.matcher(written.asText()).matches()) {
                throw mustBe(place, wanted + (written.isValueNode() ? ", but is " + written : ""));
            }
            return written.asText();
        }

        private IllegalStateException mustBe(String place, String wanted) {
            return new IllegalStateException("%s: %s must be %s.".formatted(file, place, wanted));
        }
    }
}
