package dev.spacefinder.local.pool.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.Operation.Access;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;
import dev.spacefinder.local.pool.protocol.SerializationException;

/** Cognito's API: JSON 1.1, the operation's name in the header X-Amz-Target. */
public final class Api {

    private static final Logger LOG = Logger.getLogger(Api.class);
    private static final String TARGET = "AWSCognitoIdentityProviderService.";
    private static final String MEDIA_TYPE = "application/x-amz-json-1.1";

    private final Pool pool;
    private final Map<String, Operation> operations = new TreeMap<>();

    /** @param signIn the way to sign in that the login pages use too */
    public Api(Pool pool, SignIn signIn) {
        this.pool = pool;
        operations(pool, signIn).forEach(operation -> operations.put(operation.name(), operation));
    }

    /** Every operation that the local pool has. */
    static List<Operation> operations(Pool pool, SignIn signIn) {
        var flows = new AuthFlows(pool, signIn);
        var registration = new Registration(pool);
        var recovery = new PasswordRecovery(pool);
        return List.of(
                new SignUpOperations.SignUp(pool, registration),
                new SignUpOperations.ConfirmSignUp(pool, registration),
                new SignUpOperations.ResendConfirmationCode(pool, registration),
                new SignUpOperations.AdminConfirmSignUp(pool),
                new SignInOperations.InitiateAuth(flows),
                new SignInOperations.AdminInitiateAuth(flows),
                new SignInOperations.RespondToAuthChallenge(flows),
                new SignInOperations.AdminRespondToAuthChallenge(flows),
                new SignInOperations.GetTokensFromRefreshToken(pool),
                new SignInOperations.RevokeToken(pool),
                new SignInOperations.GlobalSignOut(pool),
                new SignInOperations.AdminUserGlobalSignOut(pool),
                new PasswordOperations.ForgotPassword(pool, recovery),
                new PasswordOperations.ConfirmForgotPassword(pool, recovery),
                new PasswordOperations.ChangePassword(pool),
                new PasswordOperations.AdminSetUserPassword(pool),
                new PasswordOperations.AdminResetUserPassword(pool, recovery),
                new MfaOperations.AssociateSoftwareToken(pool, signIn),
                new MfaOperations.VerifySoftwareToken(pool, signIn),
                new MfaOperations.SetUserMFAPreference(pool),
                new MfaOperations.AdminSetUserMFAPreference(pool),
                new MfaOperations.GetUserPoolMfaConfig(pool),
                new AccountOperations.GetUser(pool),
                new AccountOperations.GetUserAuthFactors(pool),
                new AccountOperations.UpdateUserAttributes(pool),
                new AccountOperations.DeleteUserAttributes(pool),
                new AccountOperations.GetUserAttributeVerificationCode(pool),
                new AccountOperations.VerifyUserAttribute(pool),
                new AccountOperations.DeleteUser(pool),
                new AdminOperations.AdminCreateUser(pool),
                new AdminOperations.AdminGetUser(pool),
                new AdminOperations.AdminDeleteUser(pool),
                new AdminOperations.AdminUpdateUserAttributes(pool),
                new AdminOperations.AdminDeleteUserAttributes(pool),
                new AdminOperations.AdminDisableUser(pool),
                new AdminOperations.AdminEnableUser(pool),
                new AdminOperations.AdminListUserAuthEvents(pool),
                new AdminOperations.ListUsers(pool),
                new GroupOperations.CreateGroup(pool),
                new GroupOperations.GetGroup(pool),
                new GroupOperations.UpdateGroup(pool),
                new GroupOperations.DeleteGroup(pool),
                new GroupOperations.ListGroups(pool),
                new GroupOperations.ListUsersInGroup(pool),
                new GroupOperations.AdminAddUserToGroup(pool),
                new GroupOperations.AdminRemoveUserFromGroup(pool),
                new GroupOperations.AdminListGroupsForUser(pool),
                new PoolOperations.DescribeUserPool(pool),
                new PoolOperations.DescribeUserPoolClient(pool),
                new PoolOperations.DescribeResourceServer(pool),
                new PoolOperations.ListResourceServers(pool),
                new PoolOperations.DescribeUserPoolDomain(pool),
                new PoolOperations.ListIdentityProviders(pool),
                new PoolOperations.ListTagsForResource(pool),
                new PoolOperations.ListUserPools(pool),
                new PoolOperations.ListUserPoolClients(pool));
    }

    /** Answers a POST to the endpoint. */
    public Reply answer(Request request) {
        try {
            return answer(operation(request), request);
        } catch (CognitoException e) {
            return refusal(400, e.name(), "message", e.getMessage());
        } catch (SerializationException e) {
            return refusal(400, "SerializationException", "Message", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The local user pool failed.", e);
            return refusal(500, "InternalErrorException", "message", "Something went wrong");
        }
    }

    private Operation operation(Request request) {
        var target = request.header("X-Amz-Target");
        var name = target != null && target.startsWith(TARGET) ? target.substring(TARGET.length()) : null;
        var operation = name == null ? null : operations.get(name);
        if (operation == null) {
            LOG.warnf(
                    "The local user pool does not know the operation %s.",
                    name != null && name.matches("\\w{1,64}") ? name : "that was asked for");
            throw new CognitoException("UnknownOperationException", "");
        }
        return operation;
    }

    private Reply answer(Operation operation, Request request) {
        if (operation.access() == Access.ADMINISTRATOR && !request.isOwnPage()) {
            if (request.header("Origin") != null) {
                return refusal(
                        403,
                        "AccessDeniedException",
                        "message",
                        "The local user pool lets no foreign web page administer it.");
            }
            var authorization = request.header("Authorization");
            if (authorization == null || !authorization.startsWith("AWS4-")) {
                throw new CognitoException("MissingAuthenticationTokenException", "Missing Authentication Token");
            }
        }
        var type = request.header("Content-Type");
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase(MEDIA_TYPE)) {
            return refusal(
                    415, "UnsupportedMediaTypeException", "message", "The media type must be " + MEDIA_TYPE + ".");
        }
        var in = new Input(parse(request));
        in.check(operation.required());
        if (in.has("UserPoolId")
                && !in.text("UserPoolId").equals(pool.declared().poolId())) {
            throw CognitoException.resourceNotFound("User pool " + in.text("UserPoolId") + " does not exist.");
        }
        var answer = pool.store().transaction(() -> {
            if (operation.access() == Access.USER) {
                pool.account(in);
            }
            return operation.answer(in);
        });
        return reply(200, answer == null ? "" : answer.toString());
    }

    private static ObjectNode parse(Request request) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new SerializationException(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw new SerializationException("Expected map or null");
    }

    private static Reply refusal(int status, String name, String member, String message) {
        var reply = reply(
                        status,
                        Json.object().put("__type", name).put(member, message).toString())
                .with("x-amzn-ErrorType", name + ":");
        return message == null
                ? reply
                : reply.with(
                        "x-amzn-ErrorMessage", message.replaceAll("[^ -~]", " ").strip());
    }

    private static Reply reply(int status, String body) {
        return Reply.of(status, MEDIA_TYPE, body)
                .with("x-amzn-RequestId", UUID.randomUUID().toString())
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
    }
}
