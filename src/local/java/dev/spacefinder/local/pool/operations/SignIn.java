package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.protocol.CognitoException.incorrectPassword;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.secrets.Srp;

/**
 * The one way to sign in, for the API and for the login pages: each proof leads to the next challenge, or to a user who
 * has proven everything. What such a user gets, tokens or an authorization code, is the caller's part. Its methods run
 * within {@link dev.spacefinder.local.pool.accounts.Store#transaction}, and refuse with Cognito's errors.
 */
public final class SignIn {

    /** Where a sign-in stands after a proof. */
    public sealed interface Step {}

    /**
     * Nothing more is asked for.
     *
     * @param user who signs in
     */
    public record Proven(User user) implements Step {}

    /**
     * Something more is asked for.
     *
     * @param name Cognito's name of the challenge
     * @param session what the client hands back with its answer, or null if the parameters hold it already
     * @param parameters Cognito's ChallengeParameters
     */
    public record Challenge(String name, String session, Map<String, String> parameters) implements Step {}

    /** The answer to the challenge of SRP, as the client sent it. */
    record SrpProof(String secretBlock, String signature, String timestamp) {}

    static final String SRP_CHALLENGE = "PASSWORD_VERIFIER";
    static final String NEW_PASSWORD_CHALLENGE = "NEW_PASSWORD_REQUIRED";

    private static final Duration SRP_VALIDITY = Duration.ofMinutes(1);
    private static final DateTimeFormatter SRP_TIMESTAMP = DateTimeFormatter.ofPattern(
                    "EEE MMM d HH:mm:ss 'UTC' uuuu", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final Pool pool;
    /** The sessions of challenges that were answered, with the moment when they would have expired anyway. */
    private final Map<String, Long> answered = new HashMap<>();

    /** Signs the users of a pool in. */
    public SignIn(Pool pool) {
        this.pool = pool;
    }

    /**
     * Begins with a name and a password.
     *
     * @throws CognitoException as Cognito refuses
     */
    public Step password(String username, String password, Client client) {
        var user = pool.users().find(username);
        if (user == null) {
            throw client.hidesUsers() ? incorrectPassword() : CognitoException.userNotFound();
        }
        checkAllowed(user);
        checkProof(user, user.credentials().matches(password));
        return proceed(user, client);
    }

    /**
     * Answers the challenge NEW_PASSWORD_REQUIRED.
     *
     * @param session the challenge's session
     * @param username the name that was signed in with, or the user's own
     * @param attributes attributes that are written too, by name
     * @throws CognitoException as Cognito refuses
     */
    public Step newPassword(
            String session, String username, String password, Map<String, String> attributes, Client client) {
        var opened = pool.sealer().open(NEW_PASSWORD_CHALLENGE, session);
        if (opened == null || !opened.value().path("client").asText().equals(client.id())) {
            throw new CognitoException("CodeMismatchException", "Invalid session provided");
        }
        var id = opened.value().path("id").asText();
        if (answered.containsKey(id)) {
            throw notAuthorized("Invalid session for the user, session can only be used once.");
        }
        if (opened.expired()) {
            throw notAuthorized("Invalid session for the user, session is expired.");
        }
        var user = pool.users().find(opened.value().path("username").asText());
        if (user == null
                || !user.equals(pool.users().find(username))
                || user.status() != Status.FORCE_CHANGE_PASSWORD) {
            throw notAuthorized("Invalid session for the user.");
        }
        checkUserEnabled(user);
        pool.declared().passwordPolicy().check(password, "Password does not conform to policy: ");
        pool.users().check(attributes, client, false);
        checkNotProvided(user, attributes);
        pool.users().checkRequired(user.withWritten(attributes).attributes());
        var confirmed = pool.users()
                .change(user, u -> pool.users().withPassword(u, password, false).withWritten(attributes));
        var now = pool.clock().millis();
        answered.values().removeIf(until -> until < now);
        answered.put(id, opened.value().path("until").asLong());
        return proceed(confirmed, client);
    }

    /**
     * Begins with a name and SRP's public number of the client, in hexadecimal. A name that nobody has gets a challenge
     * too if the client hides who exists.
     */
    Challenge srp(String name, String clientHexadecimal, Client client) {
        var clientNumber = hexadecimal(clientHexadecimal);
        if (clientNumber == null || !Srp.isAcceptable(clientNumber)) {
            throw incorrectPassword();
        }
        var user = pool.users().find(name);
        if (user == null && !client.hidesUsers()) {
            throw CognitoException.userNotFound();
        }
        var simulated = simulated(name);
        var username = user != null
                ? user.username()
                : name.contains("@")
                        ? UUID.nameUUIDFromBytes(simulated.toByteArray()).toString()
                        : name;
        var salt = user == null ? simulated : user.credentials().saltNumber();
        var verifier = user == null
                ? Srp.verifier(pool.declared().srpName(), username, salt.toString(), salt)
                : user.credentials().openVerifier(pool.sealer());
        var secret = Srp.randomSecret();
        var secretBlock = pool.sealer()
                .seal(
                        SRP_CHALLENGE,
                        Json.object()
                                .put("username", username)
                                .put("client", client.id())
                                .put("A", clientNumber.toString(16))
                                .put("b", secret.toString(16)),
                        SRP_VALIDITY);
        return new Challenge(
                SRP_CHALLENGE,
                null,
                Map.of(
                        "SALT", salt.toString(16),
                        "SECRET_BLOCK", secretBlock,
                        "SRP_B", Srp.publicNumber(verifier, secret).toString(16),
                        "USERNAME", username,
                        "USER_ID_FOR_SRP", username));
    }

    /** Answers the challenge PASSWORD_VERIFIER. */
    Step srpProof(String username, SrpProof proof, Client client) {
        var claim = pool.sealer().open(SRP_CHALLENGE, proof.secretBlock());
        if (claim == null
                || claim.expired()
                || !claim.value().path("client").asText().equals(client.id())) {
            throw incorrectPassword();
        }
        var user = pool.users().find(claim.value().path("username").asText());
        if (user == null || !user.equals(pool.users().find(username))) {
            throw incorrectPassword();
        }
        checkAllowed(user);
        checkProof(user, isTimestamp(proof.timestamp()) && isProven(user, claim.value(), proof));
        return proceed(user, client);
    }

    /**
     * Checked before the password, as in Cognito: even with a wrong one, an unconfirmed user is told to confirm first.
     */
    private void checkAllowed(User user) {
        if (pool.attempts().isLocked(user)) {
            throw notAuthorized("Password attempts exceeded");
        }
        checkUserEnabled(user);
        if (user.status() == Status.UNCONFIRMED) {
            throw new CognitoException("UserNotConfirmedException", "User is not confirmed.");
        }
    }

    private static void checkUserEnabled(User user) {
        if (!user.enabled()) {
            throw notAuthorized("User is disabled.");
        }
    }

    private void checkProof(User user, boolean proven) {
        if (!proven) {
            pool.attempts().failed(user);
            throw incorrectPassword();
        }
        pool.attempts().succeeded(user);
        if (user.status() == Status.RESET_REQUIRED) {
            throw new CognitoException("PasswordResetRequiredException", "Password reset required for the user");
        }
        var temporary = user.credentials().temporary();
        if (temporary != null && pool.clock().instant().isAfter(temporary)) {
            throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
        }
    }

    /** What comes after the password. */
    private Step proceed(User user, Client client) {
        return user.status() == Status.FORCE_CHANGE_PASSWORD ? newPasswordChallenge(user, client) : new Proven(user);
    }

    private Challenge newPasswordChallenge(User user, Client client) {
        var missing = Json.MAPPER.createArrayNode();
        pool.declared().attributes().values().stream()
                .filter(attribute -> attribute.required()
                        && !attribute.name().equals("sub")
                        && !user.attributes().containsKey(attribute.name()))
                .forEach(attribute -> missing.add("userAttributes." + attribute.name()));
        var session = pool.sealer()
                .seal(
                        NEW_PASSWORD_CHALLENGE,
                        Json.object()
                                .put("id", UUID.randomUUID().toString())
                                .put("username", user.username())
                                .put("client", client.id()),
                        client.sessionValidity());
        return new Challenge(
                NEW_PASSWORD_CHALLENGE,
                session,
                Map.of(
                        "USER_ID_FOR_SRP",
                        user.username(),
                        "requiredAttributes",
                        missing.toString(),
                        "userAttributes",
                        Json.MAPPER.valueToTree(user.attributes()).toString()));
    }

    /** The challenge asks for required attributes that are missing; those that are there stay as they are. */
    private void checkNotProvided(User user, Map<String, String> written) {
        for (var name : written.keySet()) {
            if (pool.declared().attributes().get(name).required()
                    && user.attributes().containsKey(name)) {
                throw notAuthorized("Cannot modify an already provided " + name);
            }
        }
    }

    /** A salt that stays the same for a name that nobody has (RFC 5054, 2.5.1.3). */
    private BigInteger simulated(String name) {
        return new BigInteger(1, pool.sealer().fingerprint(pool.store().key(name))).shiftRight(128);
    }

    private boolean isProven(User user, JsonNode claim, SrpProof proof) {
        var verifier = user.credentials().openVerifier(pool.sealer());
        var clientNumber = hexadecimal(claim.path("A").asText());
        var secret = hexadecimal(claim.path("b").asText());
        var key = Srp.sessionKey(clientNumber, Srp.publicNumber(verifier, secret), verifier, secret);
        var expected = Srp.signature(
                key,
                pool.declared().srpName(),
                user.username(),
                Base64.getDecoder().decode(proof.secretBlock()),
                proof.timestamp());
        return MessageDigest.isEqual(
                Base64.getEncoder().encode(expected), proof.signature().getBytes(UTF_8));
    }

    /** Whether a moment is written as Cognito wants it: with its right weekday, and the day without a leading zero. */
    private static boolean isTimestamp(String written) {
        try {
            return SRP_TIMESTAMP
                    .format(LocalDateTime.parse(written, SRP_TIMESTAMP))
                    .equals(written);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static BigInteger hexadecimal(String written) {
        return written.matches("[0-9a-fA-F]{1,1024}") ? new BigInteger(written, 16) : null;
    }
}
