package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.TestPool.MEDIA_TYPE;
import static dev.spacefinder.local.pool.TestPool.SIGNED;
import static dev.spacefinder.local.pool.TestPool.plain;
import static dev.spacefinder.local.pool.TestPool.request;
import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.restassured.parsing.Parser;

/** The protocol as it looks on the wire, and who may speak it. */
class ProtocolTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String endpoint = test.pool.endpoint().toString();

    @Test
    void refusesInCognitosShape() {
        test.call("InitiateAuth", signIn("Wrong-password-1"))
                .statusCode(400)
                .header("Content-Type", MEDIA_TYPE)
                .header("x-amzn-ErrorType", "NotAuthorizedException:")
                .header("x-amzn-ErrorMessage", "Incorrect username or password.")
                .header("x-amzn-RequestId", matchesPattern("[0-9a-f-]{36}"))
                .body(equalTo(
                        "{\"__type\":\"NotAuthorizedException\",\"message\":\"Incorrect username or password.\"}"));
    }

    @Test
    void answersInCognitosShape() {
        test.call("InitiateAuth", signIn("Visitor-pass-1"))
                .statusCode(200)
                .header("Content-Type", MEDIA_TYPE)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date")
                .body(members("AuthenticationResult.TokenType", equalTo("Bearer")))
                .body(members("AuthenticationResult.ExpiresIn", equalTo(900)))
                .body(members("ChallengeParameters", equalTo(Collections.emptyMap())));
    }

    @Test
    void answersARevocationWithAnEmptyBody() {
        test.call("RevokeToken", "{\"ClientId\":\"spacesdevclient\",\"Token\":\"a.b.c.d.e\"}")
                .statusCode(200)
                .body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWSCognitoIdentityProviderService.Fly", "Fly", "AWSCognitoIdentityProviderService.", ""})
    void knowsNoOtherOperation(String target) {
        request()
                .header("X-Amz-Target", target)
                .body("{}")
                .post(endpoint)
                .then()
                .parser(MEDIA_TYPE, Parser.JSON)
                .statusCode(400)
                .body(members("__type", equalTo("UnknownOperationException")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | ",
                "[] | Expected map or null",
                "{\"ClientId\":7} | NUMBER_VALUE can not be converted to a String",
                "{\"ClientId\":{}} | Start of structure or map found where not expected.",
                "{\"ClientId\":\"x\",\"AuthFlow\":\"USER_SRP_AUTH\",\"AuthParameters\":[]} | Expected map or null",
                "{\"ClientId\":\"x\"} trailing | ",
            })
    void refusesWhatIsNotOfTheOperationsShape(String body, String message) {
        test.call("InitiateAuth", body)
                .statusCode(400)
                .body(members("__type", equalTo("SerializationException")))
                .body(members("Message", equalTo(message)));
    }

    @Test
    void namesEveryMemberThatIsMissing() {
        test.call("ConfirmSignUp", "{\"ClientId\":\"spacesdevclient\"}")
                .statusCode(400)
                .body(
                        members(
                                "message",
                                equalTo(
                                        "2 validation errors detected: Value null at 'username' failed to satisfy constraint: Member must not be null; "
                                                + "Value null at 'confirmationCode' failed to satisfy constraint: Member must not be null")));
    }

    @Test
    void quotesAMemberThatIsWrongUnlessItIsSensitive() {
        test.signed("AdminGetUser", "{\"UserPoolId\":\"nonsense\",\"Username\":\"a b\"}")
                .statusCode(400)
                .body(
                        members(
                                "message",
                                equalTo(
                                        "2 validation errors detected: Value 'nonsense' at 'userPoolId' failed to satisfy constraint: Member must "
                                                + "satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+; Value at 'username' failed to satisfy "
                                                + "constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+")));
    }

    @Test
    void refusesAPageThatIsTooLong() {
        test.signed("ListUsers", "{\"UserPoolId\":\"us-east-1_SpacesDev\",\"Limit\":61}")
                .statusCode(400)
                .body(members("message", containsString("Member must have value less than or equal to 60")));
    }

    @Test
    void refusesAnotherMediaType() {
        given().config(plain())
                .header("Content-Type", "application/json")
                .header("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp")
                .body("{}")
                .post(endpoint)
                .then()
                .statusCode(415);
    }

    @Test
    void refusesABodyThatIsTooLargeAndGoesOn() {
        test.call("SignUp", "{\"Username\":\"" + "x".repeat(300_000) + "\"}").statusCode(413);
        test.call("InitiateAuth", signIn("Visitor-pass-1")).statusCode(200);
    }

    @Test
    void answersAPreflightAsCognitoDoes() {
        given().header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-amz-target,x-amz-user-agent")
                .options(endpoint)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Headers", "content-type,x-amz-target,x-amz-user-agent")
                .header("Access-Control-Allow-Methods", containsString("POST"))
                .header("x-amzn-RequestId", notNullValue());
    }

    @Test
    void letsAnyWebPageSignItsUsersIn() {
        test.call(request().header("Origin", "https://app.example"), "InitiateAuth", signIn("Visitor-pass-1"))
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:8080", "http://localhost.evil.example"})
    void letsNoForeignWebPageAdminister(String origin) {
        test.call(
                        request().header("Authorization", SIGNED).header("Origin", origin),
                        "ListUserPools",
                        "{\"MaxResults\":1}")
                .statusCode(403)
                .body(members("__type", equalTo("AccessDeniedException")));
    }

    @Test
    void letsItsOwnPageAdministerWithoutASignature() {
        test.call(request().header("Origin", endpoint), "ListUserPools", "{\"MaxResults\":1}")
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9229",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "0.0.0.0",
                "localhost:9229@evil.example"
            })
    void answersToNoOtherName(String host) throws IOException {
        assertTrue(raw("GET /us-east-1_SpacesDev/.well-known/jwks.json HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .startsWith("HTTP/1.1 403 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:9229", "LOCALHOST:1", "[::1]:9229"})
    void answersToTheNamesOfThisMachine(String host) throws IOException {
        assertTrue(raw("GET /us-east-1_SpacesDev/.well-known/jwks.json HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .startsWith("HTTP/1.1 200 "));
    }

    @Test
    void listensOnLoopbackOnly() throws IOException {
        for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThrows(
                            IOException.class,
                            () -> new Socket(address, test.pool.endpoint().getPort()).close());
                }
            }
        }
        new Socket(InetAddress.getByName("localhost"), test.pool.endpoint().getPort()).close();
    }

    @Test
    void saysWhichSettingMovesItIfThePortIsTaken() {
        var port = test.pool.endpoint().getPort();
        var stopped = assertThrows(
                UncheckedIOException.class,
                () -> TestPool.start(s -> s.withPort(port)).close());
        assertEquals(
                "Port " + port + " is in use, so the local user pool cannot start. Stop what listens there, "
                        + "or move the pool with the setting local.pool-port.",
                stopped.getMessage());
    }

    @Test
    void hasNothingElsewhere() {
        given().get(endpoint + "/nowhere").then().statusCode(404);
        given().get(endpoint + "/us-east-1_Other/.well-known/jwks.json").then().statusCode(404);
    }

    @Test
    void showsNoPasswordAndNoTokenInARefusal() {
        test.call("InitiateAuth", signIn("Secret-word-99")).body(not(containsString("Secret-word-99")));
    }

    private static String signIn(String password) {
        return "{\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"AuthParameters\":"
                + "{\"USERNAME\":\"visitor\",\"PASSWORD\":\"" + password + "\"}}";
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket("localhost", test.pool.endpoint().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new byte[64];
            return new String(answer, 0, socket.getInputStream().read(answer), StandardCharsets.US_ASCII);
        }
    }
}
