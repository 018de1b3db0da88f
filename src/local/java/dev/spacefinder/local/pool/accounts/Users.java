package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import java.time.Clock;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.secrets.Sealer;

/** The rules for users: their names and aliases, their attributes, their passwords. */
public final class Users {

    private static final String SCHEMA = "Attributes did not conform to the schema: ";
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern PHONE = Pattern.compile("\\+[0-9]{4,15}");

    private final DeclaredPool declared;
    private final Store store;
    private final Sealer sealer;
    private final Clock clock;

    Users(DeclaredPool declared, Store store, Sealer sealer, Clock clock) {
        this.declared = declared;
        this.store = store;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** Whom this user name or alias names, or null. */
    public User find(String name) {
        var user = store.users().get(store.key(name));
        for (var attribute : Store.ALIASES) {
            var key = user == null ? store.userOf(attribute, name) : null;
            user = key == null ? user : store.users().get(key);
        }
        return user;
    }

    /** Whom an administrator names: by user name, alias or sub (API_AdminGetUser); sub signs nobody in. */
    User get(String name) {
        var named = find(name);
        var user = named == null ? store.userOfSub(name) : named;
        if (user == null) {
            throw CognitoException.userNotFound();
        }
        return user;
    }

    /**
     * Replaces a user by the result of a change.
     *
     * @throws CognitoException if an alias of the changed user signs somebody else in
     */
    public User change(User user, UnaryOperator<User> change) {
        return put(change.apply(user).modifiedAt(clock.instant()));
    }

    /**
     * Of attributes that are about to be written, those that wait: a contact that the pool verifies first keeps its
     * value, unless an administrator writes that the new one is verified (AdminUpdateUserAttributes).
     */
    public Map<String, String> waiting(User user, Map<String, String> written) {
        var waiting = new TreeMap<String, String>();
        for (var contact : declared.verifiedFirst()) {
            var value = written.getOrDefault(contact, "");
            if (!value.isEmpty()
                    && !value.equals(user.attributes().get(contact))
                    && !Boolean.parseBoolean(written.get(contact + "_verified"))) {
                waiting.put(contact, value);
            }
        }
        return waiting;
    }

    /**
     * Writes attributes, but for those that wait.
     *
     * @throws CognitoException if one that the schema requires would be missing, or one that needs no verification to
     *     sign in is somebody else's
     */
    public User write(User user, Map<String, String> written) {
        var all = user.withWritten(written);
        checkRequired(all.attributes());
        checkAliases(all);
        var now = new TreeMap<>(written);
        for (var contact : waiting(user, written).keySet()) {
            now.remove(contact);
            now.remove(contact + "_verified");
        }
        return change(user, u -> u.withWritten(now));
    }

    /**
     * Takes from others the aliases that attributes verify for one user, as AdminUpdateUserAttributes does (boto3
     * #3213).
     */
    public void takeAliases(String username, Map<String, String> attributes) {
        for (var alias : declared.aliases()) {
            var value = attributes.getOrDefault(alias, "");
            if ("true".equals(attributes.get(alias + "_verified"))
                    && !value.isEmpty()
                    && !store.key(username).equals(store.userOf(alias, value))) {
                releaseAlias(alias, value);
            }
        }
    }

    /** Takes an alias from the user whom it signs in; that user must verify it again to get it back. */
    public void releaseAlias(String attribute, String value) {
        var holder = store.userOf(attribute, value);
        if (holder != null) {
            change(store.users().get(holder), u -> u.withAttribute(attribute + "_verified", "false"));
        }
    }

    private User put(User user) {
        checkAliases(user);
        store.put(user);
        return user;
    }

    private void checkAliases(User user) {
        for (var attribute : Store.ALIASES) {
            var holder = store.signsIn(user, attribute)
                    ? store.userOf(attribute, user.attributes().get(attribute))
                    : null;
            if (holder != null && !holder.equals(store.key(user.username()))) {
                throw new CognitoException(
                        "AliasExistsException", "An account with the " + attribute + " already exists.");
            }
        }
    }

    /**
     * Adds a user. In a pool whose user names are e-mail addresses or telephone numbers, the name becomes that
     * attribute and the user name is generated.
     *
     * @param sub the user's id, or null for a new one
     */
    public User create(
            String name,
            String sub,
            String password,
            boolean temporary,
            Status status,
            Map<String, String> attributes,
            String takenMessage) {
        var id = sub == null ? newSub() : sub;
        var all = new TreeMap<>(attributes);
        var username = name;
        if (!declared.usernameAttributes().isEmpty()) {
            all.put(usernameAttribute(name), name);
            username = id;
        } else if (declared.aliases().contains("email") && EMAIL.matcher(name).matches()) {
            throw invalidParameter(
                    "Username cannot be of email format, since user pool is configured for email alias.");
        }
        if (store.users().containsKey(store.key(name))
                || store.users().containsKey(store.key(username))
                || !declared.usernameAttributes().isEmpty() && find(name) != null) {
            throw new CognitoException("UsernameExistsException", takenMessage);
        }
        checkRequired(all);
        var now = clock.instant();
        return put(new User(
                username,
                id,
                status,
                true,
                all,
                Set.of(),
                credentials(username, password, temporary),
                Map.of(),
                0,
                now,
                now,
                SoftwareToken.NONE));
    }

    private String usernameAttribute(String name) {
        var kinds = declared.usernameAttributes();
        if (kinds.contains("email") && EMAIL.matcher(name).matches()) {
            return "email";
        }
        if (kinds.contains("phone_number") && PHONE.matcher(name).matches()) {
            return "phone_number";
        }
        throw invalidParameter(
                kinds.size() > 1
                        ? "Username should be either an email or a phone number."
                        : "Username should be a" + (kinds.contains("email") ? "n email." : " phone number."));
    }

    /** A user with another password; a temporary one must be changed at the next sign-in. */
    public User withPassword(User user, String password, boolean temporary) {
        return user.withCredentials(credentials(user.username(), password, temporary))
                .withStatus(temporary ? Status.FORCE_CHANGE_PASSWORD : Status.CONFIRMED);
    }

    private Credentials credentials(String username, String password, boolean temporary) {
        return Credentials.of(
                declared.srpName(),
                username,
                password,
                temporary ? clock.instant().plus(declared.passwordPolicy().temporaryValidity()) : null,
                sealer);
    }

    /**
     * Checks attributes that are about to be written, and names all that break the schema.
     *
     * @param client through which a user writes them, or null for an administrator
     * @param creating whether they are those of a new user
     * @throws CognitoException in the words of amplify-flutter #509 for a new user, #1531 for one who is there
     */
    public void check(Map<String, String> attributes, Client client, boolean creating) {
        var problems = new StringBuilder();
        attributes.forEach((name, value) -> problem(name, value, creating)
                .ifPresent(problem -> problems.append(creating ? "" : "user.")
                        .append(name)
                        .append(": ")
                        .append(problem)
                        .append('\n')));
        if (creating) {
            var named = new TreeMap<>(attributes);
            declared.usernameAttributes().forEach(name -> named.put(name, "the name"));
            problems.append(missing(named));
        }
        if (!problems.isEmpty()) {
            throw invalidParameter((creating ? SCHEMA : "") + problems);
        }
        checkWritable(attributes.keySet(), client);
        checkForm("email", EMAIL, attributes, "Invalid email address format.");
        checkForm("phone_number", PHONE, attributes, "Invalid phone number format.");
    }

    /** Checks the names of attributes that are about to be deleted; the client is as for {@link #check}. */
    public void checkDeleted(Collection<String> names, Client client) {
        for (var name : names) {
            var attribute = declared.attributes().get(name);
            if (attribute == null) {
                throw invalidParameter(SCHEMA + name + ": Attribute does not exist in the schema.\n");
            }
            if (name.equals("sub") || !attribute.mutable()) {
                throw invalidParameter("user." + name + ": Attribute cannot be updated.\n");
            }
        }
        checkWritable(names, client);
    }

    private Optional<String> problem(String name, String value, boolean creating) {
        var attribute = declared.attributes().get(name);
        if (attribute == null) {
            return Optional.of("Attribute does not exist in the schema.");
        }
        if (name.equals("sub") || !creating && !attribute.mutable()) {
            return Optional.of("Attribute cannot be updated.");
        }
        if (value.isEmpty()) {
            return attribute.required() && !creating
                    ? Optional.of("Required attribute cannot be deleted.")
                    : Optional.empty();
        }
        return attribute.violation(value);
    }

    private static void checkWritable(Collection<String> names, Client client) {
        if (client != null && names.stream().anyMatch(name -> name.endsWith("_verified") || !client.mayWrite(name))) {
            throw notAuthorized("A client attempted to write unauthorized attribute");
        }
    }

    private static void checkForm(String name, Pattern form, Map<String, String> attributes, String refusal) {
        var value = attributes.getOrDefault(name, "");
        if (!value.isEmpty() && !form.matcher(value).matches()) {
            throw invalidParameter(refusal);
        }
    }

    /** Refuses attributes among which one that the schema requires is missing. */
    public void checkRequired(Map<String, String> attributes) {
        var missing = missing(attributes);
        if (!missing.isEmpty()) {
            throw invalidParameter(SCHEMA + missing);
        }
    }

    private String missing(Map<String, String> attributes) {
        return declared.attributes().values().stream()
                .filter(attribute -> attribute.required()
                        && !attribute.name().equals("sub")
                        && attributes.getOrDefault(attribute.name(), "").isEmpty())
                .map(attribute -> attribute.name() + ": The attribute is required\n")
                .collect(Collectors.joining());
    }

    /** Attributes in the protocol's form, sub first. */
    public static ArrayNode describeAttributes(User user) {
        var list = Json.MAPPER.createArrayNode();
        list.addObject().put("Name", "sub").put("Value", user.sub());
        user.attributes()
                .forEach((name, value) -> list.addObject().put("Name", name).put("Value", value));
        return list;
    }

    /** A user in the protocol's form; the name of the list of attributes differs from operation to operation. */
    public static ObjectNode describe(User user, String attributesName) {
        var described = Json.object().put("Username", user.username());
        described.set(attributesName, describeAttributes(user));
        described.set("UserCreateDate", Json.timestamp(user.created()));
        described.set("UserLastModifiedDate", Json.timestamp(user.modified()));
        return described
                .put("Enabled", user.enabled())
                .put("UserStatus", user.status().name());
    }

    /** A random UUID with 70 in its third group, as recent pools have it. */
    public static String newSub() {
        var random = UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
        return random.substring(0, 14) + "70" + random.substring(16);
    }
}
