package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.operations.Operation.Access.USER;
import static dev.spacefinder.testing.JsonBody.members;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.local.pool.TestPool;
import dev.spacefinder.local.pool.operations.Operation.Access;
import dev.spacefinder.local.pool.protocol.Json;

/** Who may call which operation. The operations are those of the code, so that a new one is held too. */
class AccessTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    /** What a request holds where an operation requires it and the test is not about it. */
    private static final Map<String, Object> GOOD = Map.of(
            "UserAttributes", List.of(),
            "UserAttributeNames", List.of(),
            "AttributeName", "email",
            "Code", "123456",
            "ProposedPassword", "Another-pass-2");

    private static final Set<String> WITHOUT_POOL =
            Set.of("ListUserPools", "DescribeUserPoolDomain", "ListTagsForResource");

    static Stream<String> administrators() {
        return names(ADMINISTRATOR);
    }

    static Stream<Named<Operation>> users() {
        return operations(USER).map(operation -> Named.of(operation.name(), operation));
    }

    @Test
    void onlyTheseOperationsAreOpenToAnyone() {
        assertEquals(
                Set.of(
                        "SignUp",
                        "ConfirmSignUp",
                        "ResendConfirmationCode",
                        "InitiateAuth",
                        "RespondToAuthChallenge",
                        "GetTokensFromRefreshToken",
                        "RevokeToken",
                        "ForgotPassword",
                        "ConfirmForgotPassword",
                        "AssociateSoftwareToken",
                        "VerifySoftwareToken"),
                names(ANYONE).collect(Collectors.toSet()));
    }

    /**
     * So in Cognito's service model, except for the administrators' operations that name no pool;
     * AssociateSoftwareToken and VerifySoftwareToken take a token or a session, and check it themselves.
     */
    @Test
    void anOperationForAdministratorsNamesThePoolAndOneForUsersTakesTheirToken() {
        for (var operation : all()) {
            var required = Set.of(operation.required());
            var expected = required.contains("UserPoolId") || WITHOUT_POOL.contains(operation.name())
                    ? ADMINISTRATOR
                    : required.contains("AccessToken") ? USER : ANYONE;
            assertEquals(expected, operation.access(), operation.name());
        }
    }

    @Test
    void everyOperationThatIsWrittenIsServed() {
        var written = all().stream()
                .map(operation -> operation.getClass().getEnclosingClass())
                .distinct()
                .flatMap(group -> Arrays.stream(group.getDeclaredClasses()))
                .filter(Operation.class::isAssignableFrom)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(written, all().stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @MethodSource("administrators")
    void refusesAnAdministratorWhoDoesNotSign(String operation) {
        test.call(operation, "{}")
                .statusCode(400)
                .body(members("__type", equalTo("MissingAuthenticationTokenException")))
                .body(members("message", equalTo("Missing Authentication Token")));
    }

    @ParameterizedTest
    @MethodSource("users")
    void refusesAUserWhoseTokenIsNoAccessToken(Operation operation) {
        var body = Json.object();
        for (var member : operation.required()) {
            body.set(member, Json.MAPPER.valueToTree(GOOD.getOrDefault(member, "any")));
        }
        body.put("AccessToken", test.signIn("visitor", "Visitor-pass-1").idToken());
        test.call(operation.name(), body.toString())
                .statusCode(400)
                .body(members("__type", equalTo("NotAuthorizedException")))
                .body(members("message", equalTo("Invalid Access Token")));
    }

    /** Their declarations need no pool. */
    private static List<Operation> all() {
        return Api.operations(null, null);
    }

    private static Stream<Operation> operations(Access access) {
        return all().stream().filter(operation -> operation.access() == access);
    }

    private static Stream<String> names(Access access) {
        return operations(access).map(Operation::name);
    }
}
