package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.protocol.CognitoException.incorrectPassword;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;
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
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.Tokens;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.secrets.Srp;

/** The authentication flows and their challenges. */
public final class SignIn {

    private static final String SRP_CHALLENGE = "PASSWORD_VERIFIER";
    private static final String NEW_PASSWORD_CHALLENGE = "NEW_PASSWORD_REQUIRED";
    private static final Duration SRP_VALIDITY = Duration.ofMinutes(1);
    private static final DateTimeFormatter SRP_TIMESTAMP = DateTimeFormatter.ofPattern(
                    "EEE MMM d HH:mm:ss 'UTC' uuuu", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final Pool pool;
    /** The sessions of challenges that were answered, with the moment when they would have expired anyway. */
    private final Map<String, Long> answered = new HashMap<>();

    public SignIn(Pool pool) {
        this.pool = pool;
    }

    /** InitiateAuth, or AdminInitiateAuth if the caller is an administrator. */
    JsonNode initiate(Input in, boolean admin) {
        var client = pool.client(in);
        var flow = in.text("AuthFlow")
                .replace("ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH")
                .replaceFirst("^REFRESH_TOKEN$", "REFRESH_TOKEN_AUTH");
        if (flow.equals(admin ? "USER_PASSWORD_AUTH" : "ADMIN_USER_PASSWORD_AUTH")) {
            throw invalidParameter("Initiate Auth method not supported");
        }
        checkEnabled(client, flow);
        return switch (flow) {
            case "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH" -> password(in, client);
            case "USER_SRP_AUTH" -> srpChallenge(in, client);
            case "REFRESH_TOKEN_AUTH" ->
                result(pool.tokens()
                        .refresh(
                                in.requiredParameter("REFRESH_TOKEN"),
                                client,
                                user -> checkRefreshSecretHash(client, user, in.parameter("SECRET_HASH"))));
            case "CUSTOM_AUTH" ->
                throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
            default -> throw invalidParameter("Initiate Auth method not supported");
        };
    }

    /** RespondToAuthChallenge and AdminRespondToAuthChallenge. */
    JsonNode respond(Input in) {
        var client = pool.client(in);
        checkSecretHash(in, client, in.requiredParameter("USERNAME"));
        return switch (in.text("ChallengeName")) {
            case SRP_CHALLENGE -> srpAnswer(in, client);
            case NEW_PASSWORD_CHALLENGE -> newPassword(in, client);
            default ->
                throw invalidParameter("Challenge " + in.text("ChallengeName") + " is not one that this pool gives.");
        };
    }

    /**
     * Whom this name and password sign in, with every check but that of a pending challenge; the sign-in page uses it
     * too.
     *
     * @throws CognitoException as Cognito refuses
     */
    public User authenticate(String username, String password, Client client) {
        var user = pool.users().find(username);
        if (user == null) {
            throw client.hidesUsers() ? incorrectPassword() : CognitoException.userNotFound();
        }
        checkAllowed(user);
        checkProof(user, user.credentials().matches(password));
        return user;
    }

    /** The tokens as the protocol's AuthenticationResult. */
    static ObjectNode result(Tokens.Issued issued) {
        var answer = Json.object();
        var result = answer.putObject("AuthenticationResult")
                .put("AccessToken", issued.access())
                .put("ExpiresIn", issued.accessValidity().toSeconds())
                .put("TokenType", "Bearer");
        if (issued.refresh() != null) {
            result.put("RefreshToken", issued.refresh());
        }
        if (issued.id() != null) {
            result.put("IdToken", issued.id());
        }
        answer.putObject("ChallengeParameters");
        return answer;
    }

    private static void checkEnabled(Client client, String flow) {
        if (flow.equals("REFRESH_TOKEN_AUTH") && client.rotates()) {
            throw invalidParameter("Refresh Token flow not enabled for this client");
        }
        if (!client.authFlows().contains(flow)) {
            throw invalidParameter(
                    switch (flow) {
                        case "USER_PASSWORD_AUTH" -> "USER_PASSWORD_AUTH flow not enabled for this client";
                        case "USER_SRP_AUTH" -> "USER_SRP_AUTH is not enabled for the client";
                        case "REFRESH_TOKEN_AUTH" -> "Refresh Token flow not enabled for this client";
                        case "ADMIN_USER_PASSWORD_AUTH" -> "Auth flow not enabled for this client";
                        default -> flow + " is not enabled for the client.";
                    });
        }
    }

    private void checkSecretHash(Input in, Client client, String username) {
        var hash = in.parameter("SECRET_HASH");
        if (client.hasSecret() && hash == null) {
            throw notAuthorized("Client " + client.id() + " is configured for secret but secret was not received");
        }
        if (hash != null) {
            pool.checkSecretHash(client, username, hash);
        }
    }

    private void checkRefreshSecretHash(Client client, User user, String hash) {
        if (!client.hasSecret() && hash == null) {
            return;
        }
        try {
            pool.checkSecretHash(client, user.username(), hash);
        } catch (CognitoException e) {
            throw notAuthorized("SecretHash does not match for the client: " + client.id());
        }
    }

    private JsonNode password(Input in, Client client) {
        var username = in.requiredParameter("USERNAME");
        var password = in.requiredParameter("PASSWORD");
        checkSecretHash(in, client, username);
        return proceed(authenticate(username, password, client), client);
    }

    /** What is checked before the password: Cognito tells an unconfirmed user so even with a wrong password. */
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

    /** The tokens, or the challenge that comes before them. */
    private JsonNode proceed(User user, Client client) {
        if (user.status() != Status.FORCE_CHANGE_PASSWORD) {
            return result(pool.tokens().signIn(user, client));
        }
        var missing = Json.MAPPER.createArrayNode();
        pool.declared().attributes().values().stream()
                .filter(attribute -> attribute.required()
                        && !attribute.name().equals("sub")
                        && !user.attributes().containsKey(attribute.name()))
                .forEach(attribute -> missing.add("userAttributes." + attribute.name()));
        var challenge = Json.object()
                .put("ChallengeName", NEW_PASSWORD_CHALLENGE)
                .put(
                        "Session",
                        pool.sealer()
                                .seal(
                                        NEW_PASSWORD_CHALLENGE,
                                        Json.object()
                                                .put("id", UUID.randomUUID().toString())
                                                .put("username", user.username())
                                                .put("client", client.id()),
                                        client.sessionValidity()));
        challenge
                .putObject("ChallengeParameters")
                .put("USER_ID_FOR_SRP", user.username())
                .put("requiredAttributes", missing.toString())
                .put(
                        "userAttributes",
                        Json.MAPPER.valueToTree(user.attributes()).toString());
        return challenge;
    }

    private JsonNode newPassword(Input in, Client client) {
        var sealed = in.text("Session");
        if (sealed == null) {
            throw invalidParameter("Missing required parameter Session");
        }
        var session = pool.sealer().open(NEW_PASSWORD_CHALLENGE, sealed);
        if (session == null || !session.value().path("client").asText().equals(client.id())) {
            throw new CognitoException("CodeMismatchException", "Invalid session provided");
        }
        var id = session.value().path("id").asText();
        if (answered.containsKey(id)) {
            throw notAuthorized("Invalid session for the user, session can only be used once.");
        }
        if (session.expired()) {
            throw notAuthorized("Invalid session for the user, session is expired.");
        }
        var user = pool.users().find(session.value().path("username").asText());
        if (user == null
                || !user.equals(pool.users().find(in.requiredParameter("USERNAME")))
                || user.status() != Status.FORCE_CHANGE_PASSWORD) {
            throw notAuthorized("Invalid session for the user.");
        }
        checkUserEnabled(user);
        var password = in.requiredParameter("NEW_PASSWORD");
        pool.declared().passwordPolicy().check(password, "Password does not conform to policy: ");
        var written = writtenAttributes(in);
        pool.users().check(written, client, false);
        checkNotProvided(user, written);
        var attributes = AccountOperations.updated(user, written);
        pool.users().checkRequired(attributes);
        var confirmed = pool.users()
                .change(user, u -> pool.users().withPassword(u, password, false).withAttributes(attributes));
        var now = pool.clock().millis();
        answered.values().removeIf(until -> until < now);
        answered.put(id, session.value().path("until").asLong());
        return proceed(confirmed, client);
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

    private static Map<String, String> writtenAttributes(Input in) {
        var attributes = new HashMap<String, String>();
        in.body().path("ChallengeResponses").fields().forEachRemaining(entry -> {
            if (entry.getKey().startsWith("userAttributes.")) {
                attributes.put(
                        entry.getKey().substring("userAttributes.".length()),
                        entry.getValue().asText());
            }
        });
        return attributes;
    }

    private JsonNode srpChallenge(Input in, Client client) {
        var name = in.requiredParameter("USERNAME");
        var clientNumber = hexadecimal(in.requiredParameter("SRP_A"));
        checkSecretHash(in, client, name);
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
        var serverNumber = Srp.publicNumber(verifier, secret);
        var challenge = Json.object().put("ChallengeName", SRP_CHALLENGE);
        challenge
                .putObject("ChallengeParameters")
                .put("SALT", salt.toString(16))
                .put(
                        "SECRET_BLOCK",
                        pool.sealer()
                                .seal(
                                        SRP_CHALLENGE,
                                        Json.object()
                                                .put("username", username)
                                                .put("client", client.id())
                                                .put("A", clientNumber.toString(16))
                                                .put("b", secret.toString(16)),
                                        SRP_VALIDITY))
                .put("SRP_B", serverNumber.toString(16))
                .put("USERNAME", username)
                .put("USER_ID_FOR_SRP", username);
        return challenge;
    }

    /** A salt that stays the same for a name that nobody has (RFC 5054, 2.5.1.3). */
    private BigInteger simulated(String name) {
        return new BigInteger(1, pool.sealer().fingerprint(pool.store().key(name))).shiftRight(128);
    }

    private JsonNode srpAnswer(Input in, Client client) {
        var block = in.requiredParameter("PASSWORD_CLAIM_SECRET_BLOCK");
        var signature = in.requiredParameter("PASSWORD_CLAIM_SIGNATURE");
        var timestamp = in.requiredParameter("TIMESTAMP");
        var claim = pool.sealer().open(SRP_CHALLENGE, block);
        if (claim == null
                || claim.expired()
                || !claim.value().path("client").asText().equals(client.id())) {
            throw incorrectPassword();
        }
        var user = pool.users().find(claim.value().path("username").asText());
        if (user == null || !user.equals(pool.users().find(in.requiredParameter("USERNAME")))) {
            throw incorrectPassword();
        }
        checkAllowed(user);
        checkProof(user, isTimestamp(timestamp) && isProven(user, claim.value(), block, signature, timestamp));
        return proceed(user, client);
    }

    private boolean isProven(User user, JsonNode claim, String block, String signature, String timestamp) {
        var verifier = user.credentials().openVerifier(pool.sealer());
        var clientNumber = hexadecimal(claim.path("A").asText());
        var secret = hexadecimal(claim.path("b").asText());
        var key = Srp.sessionKey(clientNumber, Srp.publicNumber(verifier, secret), verifier, secret);
        var expected = Srp.signature(
                key,
                pool.declared().srpName(),
                user.username(),
                Base64.getDecoder().decode(block),
                timestamp);
        return MessageDigest.isEqual(Base64.getEncoder().encode(expected), signature.getBytes(UTF_8));
    }

    /**
     * Whether this is a moment as Cognito wants it written: the right weekday, and the day without a zero before it.
     */
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
