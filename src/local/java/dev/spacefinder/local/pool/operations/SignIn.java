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
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Credentials;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool.Mfa;
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

    /** What more is asked for, by Cognito's names. */
    public enum ChallengeName {
        /** A proof of the password by SRP. */
        PASSWORD_VERIFIER,
        /** Another password in place of the temporary one: {@link SignIn#newPassword}. */
        NEW_PASSWORD_REQUIRED,
        /** A code of the authenticator app: {@link SignIn#softwareToken}. */
        SOFTWARE_TOKEN_MFA,
        /**
         * An authenticator app has to be set up: {@link SignIn#associate}, {@link SignIn#verify},
         * {@link SignIn#mfaSetup}.
         */
        MFA_SETUP
    }

    /**
     * Something more is asked for.
     *
     * @param name which challenge it is
     * @param session what the client hands back with its answer, or null if the parameters hold it already
     * @param parameters Cognito's ChallengeParameters
     */
    public record Challenge(ChallengeName name, String session, Map<String, String> parameters) implements Step {}

    /**
     * A secret for an authenticator app.
     *
     * @param secretCode the secret in Base32
     * @param session what the client hands back with the app's first code
     */
    public record Setup(String secretCode, String session) {}

    /** The session of a challenge that was opened. */
    private record Opened(String id, User user, String clientId, boolean verified, long until) {}

    /** The answer to the challenge of SRP, as the client sent it. */
    record SrpProof(String secretBlock, String signature, String timestamp) {}

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
            throw unknownUser(username, password, client);
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
        var opened = open(ChallengeName.NEW_PASSWORD_REQUIRED, session);
        var user = opened.user();
        check(opened, username, client);
        if (user.status() != Status.FORCE_CHANGE_PASSWORD) {
            throw invalidSession();
        }
        pool.declared().passwordPolicy().check(password, "Password does not conform to policy: ");
        pool.users().check(attributes, client, false);
        checkNotProvided(user, attributes);
        checkComplete(user.withWritten(attributes));
        var confirmed = pool.users()
                .change(user, u -> pool.users().withPassword(u, password, false).withWritten(attributes));
        answered(opened);
        return proceed(confirmed, client);
    }

    /**
     * Answers the challenge SOFTWARE_TOKEN_MFA. After a wrong code the session may be used again.
     *
     * @param session the challenge's session
     * @param username the name that was signed in with, or the user's own
     * @param code the code of the authenticator app
     * @throws CognitoException as Cognito refuses
     */
    public Step softwareToken(String session, String username, String code, Client client) {
        var opened = open(ChallengeName.SOFTWARE_TOKEN_MFA, session);
        check(opened, username, client);
        if (!pool.softwareTokens().asks(opened.user())) {
            throw invalidSession();
        }
        var user = pool.softwareTokens().redeem(opened.user(), code);
        answered(opened);
        return new Proven(user);
    }

    /**
     * Hands out a secret within the challenge MFA_SETUP. It may be asked for again; the last one counts.
     *
     * @param session the challenge's session
     * @throws CognitoException as Cognito refuses
     */
    public Setup associate(String session) {
        var opened = open(ChallengeName.MFA_SETUP, session);
        checkUserEnabled(opened.user());
        return new Setup(
                pool.softwareTokens().associate(opened.user()),
                session(ChallengeName.MFA_SETUP, opened.user(), pool.declared().client(opened.clientId()), false));
    }

    /**
     * Takes the first code of the secret that {@link #associate} handed out. After a wrong code the session may be used
     * again.
     *
     * @param session the session that came with the secret
     * @param code the code of the authenticator app
     * @param deviceName what the user calls the device, or null
     * @return the session for {@link #mfaSetup}
     * @throws CognitoException as Cognito refuses
     */
    public String verify(String session, String code, String deviceName) {
        var opened = open(ChallengeName.MFA_SETUP, session);
        checkUserEnabled(opened.user());
        var user = pool.softwareTokens().verify(opened.user(), code, deviceName);
        answered(opened);
        return session(ChallengeName.MFA_SETUP, user, pool.declared().client(opened.clientId()), true);
    }

    /**
     * Answers the challenge MFA_SETUP.
     *
     * @param session the session that {@link #verify} gave
     * @param username the name that was signed in with, or the user's own
     * @throws CognitoException as Cognito refuses
     */
    public Step mfaSetup(String session, String username, Client client) {
        var opened = open(ChallengeName.MFA_SETUP, session);
        check(opened, username, client);
        if (!opened.verified()) {
            throw invalidSession();
        }
        answered(opened);
        return new Proven(opened.user());
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
                : UUID.nameUUIDFromBytes(simulated.toByteArray()).toString();
        var salt = user == null ? simulated : user.credentials().saltNumber();
        var verifier = user == null ? simulated : user.credentials().openVerifier(pool.sealer());
        var secret = Srp.randomSecret();
        var secretBlock = pool.sealer()
                .seal(
                        ChallengeName.PASSWORD_VERIFIER.name(),
                        Json.object()
                                .put("username", username)
                                .put("unknown", user == null ? name : null)
                                .put("client", client.id())
                                .put("A", clientNumber.toString(16))
                                .put("b", secret.toString(16)),
                        SRP_VALIDITY);
        return new Challenge(
                ChallengeName.PASSWORD_VERIFIER,
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
        var claim = pool.sealer().open(ChallengeName.PASSWORD_VERIFIER.name(), proof.secretBlock());
        if (claim == null
                || claim.expired()
                || !claim.value().path("client").asText().equals(client.id())) {
            throw incorrectPassword();
        }
        if (claim.value().hasNonNull("unknown")) {
            throw unknownUser(claim.value(), proof);
        }
        var user = pool.users().find(claim.value().path("username").asText());
        if (user == null || !user.equals(pool.users().find(username))) {
            throw incorrectPassword();
        }
        checkAllowed(user);
        var verifier = user.credentials().openVerifier(pool.sealer());
        checkProof(user, isTimestamp(proof.timestamp()) && isProven(user.username(), verifier, claim.value(), proof));
        return proceed(user, client);
    }

    /**
     * The refusal of a password for a name that nobody has. If the client hides who exists, it takes as long as that of
     * a known user, and locks out as it does.
     */
    private CognitoException unknownUser(String name, String password, Client client) {
        if (!client.hidesUsers()) {
            return CognitoException.userNotFound();
        }
        var key = "name:" + pool.store().key(name);
        if (pool.attempts().isLocked(key)) {
            return attemptsExceeded();
        }
        Credentials.hashInVain(password);
        pool.attempts().failed(key);
        return incorrectPassword();
    }

    /** The same for a proof by SRP. */
    private CognitoException unknownUser(JsonNode claim, SrpProof proof) {
        var name = claim.path("unknown").asText();
        var key = "name:" + pool.store().key(name);
        if (pool.attempts().isLocked(key)) {
            return attemptsExceeded();
        }
        isProven(claim.path("username").asText(), simulated(name), claim, proof);
        pool.attempts().failed(key);
        return incorrectPassword();
    }

    private static CognitoException attemptsExceeded() {
        return notAuthorized("Password attempts exceeded");
    }

    /**
     * Checked before the password, as in Cognito: even with a wrong one, an unconfirmed user is told to confirm first.
     */
    private void checkAllowed(User user) {
        if (pool.attempts().isLocked(user)) {
            throw attemptsExceeded();
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
        if (user.status() == Status.RESET_REQUIRED) {
            throw new CognitoException("PasswordResetRequiredException", "Password reset required for the user");
        }
        var temporary = user.credentials().temporary();
        if (temporary != null && pool.clock().instant().isAfter(temporary)) {
            throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
        }
    }

    /**
     * What comes after the password. While a code is still asked for, earlier failures go on counting: who knows the
     * password would otherwise try codes without end.
     */
    private Step proceed(User user, Client client) {
        var needsPassword = user.status() == Status.FORCE_CHANGE_PASSWORD;
        if (!needsPassword && pool.softwareTokens().asks(user)) {
            return softwareTokenChallenge(user, client);
        }
        pool.attempts().succeeded(user);
        if (needsPassword) {
            return newPasswordChallenge(user, client);
        }
        return pool.declared().mfa() == Mfa.ON ? mfaSetupChallenge(user, client) : new Proven(user);
    }

    private Challenge softwareTokenChallenge(User user, Client client) {
        var parameters = new TreeMap<>(Map.of("USER_ID_FOR_SRP", user.username()));
        if (user.softwareToken().deviceName() != null) {
            parameters.put("FRIENDLY_DEVICE_NAME", user.softwareToken().deviceName());
        }
        return new Challenge(
                ChallengeName.SOFTWARE_TOKEN_MFA,
                session(ChallengeName.SOFTWARE_TOKEN_MFA, user, client, false),
                parameters);
    }

    private Challenge mfaSetupChallenge(User user, Client client) {
        return new Challenge(
                ChallengeName.MFA_SETUP,
                session(ChallengeName.MFA_SETUP, user, client, false),
                Map.of("USER_ID_FOR_SRP", user.username(), "MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]"));
    }

    private String session(ChallengeName challenge, User user, Client client, boolean verified) {
        return pool.sealer()
                .seal(
                        challenge.name(),
                        Json.object()
                                .put("id", UUID.randomUUID().toString())
                                .put("username", user.username())
                                .put("sub", user.sub())
                                .put("client", client.id())
                                .put("verified", verified),
                        client.sessionValidity());
    }

    /** The session of a challenge that waits for its answer; it is good for the very user who got it. */
    private Opened open(ChallengeName challenge, String session) {
        var sealed = pool.sealer().open(challenge.name(), session);
        if (sealed == null) {
            throw challenge == ChallengeName.NEW_PASSWORD_REQUIRED ? forgedSession() : invalidSession();
        }
        var id = sealed.value().path("id").asText();
        if (answered.containsKey(id)) {
            throw notAuthorized("Invalid session for the user, session can only be used once.");
        }
        if (sealed.expired()) {
            throw notAuthorized("Invalid session for the user, session is expired.");
        }
        var user = pool.users().find(sealed.value().path("username").asText());
        if (user == null || !user.sub().equals(sealed.value().path("sub").asText())) {
            throw invalidSession();
        }
        return new Opened(
                id,
                user,
                sealed.value().path("client").asText(),
                sealed.value().path("verified").asBoolean(),
                sealed.value().path("until").asLong());
    }

    private void check(Opened opened, String username, Client client) {
        if (!opened.clientId().equals(client.id())) {
            throw forgedSession();
        }
        if (!opened.user().equals(pool.users().find(username))) {
            throw invalidSession();
        }
        checkUserEnabled(opened.user());
    }

    private void answered(Opened opened) {
        var now = pool.clock().millis();
        answered.values().removeIf(until -> until < now);
        answered.put(opened.id(), opened.until());
    }

    private static CognitoException forgedSession() {
        return new CognitoException("CodeMismatchException", "Invalid session provided");
    }

    private static CognitoException invalidSession() {
        return notAuthorized("Invalid session for the user.");
    }

    private Challenge newPasswordChallenge(User user, Client client) {
        var missing = Json.MAPPER.createArrayNode();
        pool.declared().attributes().values().stream()
                .filter(attribute -> attribute.required()
                        && !attribute.name().equals("sub")
                        && !user.attributes().containsKey(attribute.name()))
                .forEach(attribute -> missing.add("userAttributes." + attribute.name()));
        return new Challenge(
                ChallengeName.NEW_PASSWORD_REQUIRED,
                session(ChallengeName.NEW_PASSWORD_REQUIRED, user, client, false),
                Map.of(
                        "USER_ID_FOR_SRP",
                        user.username(),
                        "requiredAttributes",
                        missing.toString(),
                        "userAttributes",
                        Json.MAPPER.valueToTree(user.attributes()).toString()));
    }

    /** The challenge is answered with what it asked for, in the words of aws-sdk-js #1290. */
    private void checkComplete(User user) {
        for (var attribute : pool.declared().attributes().values()) {
            if (attribute.required()
                    && !attribute.name().equals("sub")
                    && !user.attributes().containsKey(attribute.name())) {
                throw CognitoException.invalidParameter(
                        "Invalid attributes given, " + attribute.name() + " is missing");
            }
        }
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

    /** Whether the proof is that of a verifier's password. */
    private boolean isProven(String username, BigInteger verifier, JsonNode claim, SrpProof proof) {
        var clientNumber = hexadecimal(claim.path("A").asText());
        var secret = hexadecimal(claim.path("b").asText());
        var key = Srp.sessionKey(clientNumber, Srp.publicNumber(verifier, secret), verifier, secret);
        var expected = Srp.signature(
                key,
                pool.declared().srpName(),
                username,
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
