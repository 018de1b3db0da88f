package dev.spacefinder.local.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.TestClock;
import dev.spacefinder.testing.TestKeys;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.parsing.Parser;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/**
 * A local user pool on a free port, with a client of the AWS SDK, a clock that tests turn, and the messages that it
 * sent. Registered as an extension of a test class, it ends with the class.
 */
public final class TestPool implements AutoCloseable, AfterAllCallback {

    static final String PASSWORD = "Long-enough-1";
    static final String MEDIA_TYPE = "application/x-amz-json-1.1";
    static final String SIGNED = "AWS4-HMAC-SHA256 Credential=local/20260701/us-east-1/cognito-idp/aws4_request";

    private static final AtomicInteger NAMES = new AtomicInteger();

    final LocalUserPool pool;
    final CognitoIdentityProviderClient cognito;
    final TestClock clock;
    final List<LocalUserPoolSettings.Message> messages;

    private TestPool(LocalUserPool pool, TestClock clock, List<LocalUserPoolSettings.Message> messages) {
        this.pool = pool;
        this.clock = clock;
        this.messages = messages;
        this.cognito = CognitoIdentityProviderClient.builder()
                .endpointOverride(pool.endpoint())
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }

    /** The pool of the template that is deployed. */
    public static TestPool start() {
        return start(UnaryOperator.identity());
    }

    static TestPool start(UnaryOperator<LocalUserPoolSettings> change) {
        var clock = TestClock.running();
        var messages = new CopyOnWriteArrayList<LocalUserPoolSettings.Message>();
        var settings = LocalUserPoolSettings.development(LocalTemplate.read())
                .withClock(clock)
                .withMessages(messages::add);
        var changed = change.apply(settings);
        changed.state().filter(Files::isDirectory).ifPresent(TestKeys::giveTo);
        return new TestPool(LocalUserPool.start(changed), clock, messages);
    }

    /** The pool of a copy of the template in which a text was replaced by another. */
    static TestPool startWith(Path folder, String text, String replacement) {
        return start(settings -> with(settings, LocalTemplate.read(changedTemplate(folder, text, replacement), "")));
    }

    static LocalUserPoolSettings with(LocalUserPoolSettings s, Template template) {
        return new LocalUserPoolSettings(
                s.port(), template, s.state(), s.callbackUrls(), s.users(), s.messages(), s.clock());
    }

    /** A copy of the template in which a text, which has to be there, was replaced by another. */
    public static Path changedTemplate(Path folder, String text, String replacement) {
        try {
            var template = Files.readString(LocalTemplate.FILE);
            if (!template.contains(text)) {
                throw new IllegalArgumentException("the template does not contain: " + text);
            }
            return Files.writeString(folder.resolve("template.yaml"), template.replace(text, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A user name that no other test has. */
    static String newName() {
        return "user" + NAMES.incrementAndGet();
    }

    /** Signs a new user up and confirms them with the code that was sent. */
    String newUser() {
        var name = newName();
        signUp(name);
        cognito.confirmSignUp(r -> r.clientId(pool.clientId()).username(name).confirmationCode(lastCode(name)));
        return name;
    }

    void signUp(String name) {
        cognito.signUp(r -> r.clientId(pool.clientId())
                .username(name)
                .password(PASSWORD)
                .userAttributes(a -> a.name("email").value(name + "@example.com")));
    }

    /** The last code or temporary password that was sent to a user. */
    String lastCode(String name) {
        return messages.stream()
                .filter(message -> message.username().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow()
                .code();
    }

    AuthenticationResultType signIn(String name) {
        return signIn(name, PASSWORD);
    }

    /** The tokens of a user. */
    public AuthenticationResultType signIn(String name, String password) {
        return cognito.initiateAuth(r -> r.clientId(pool.clientId())
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", name, "PASSWORD", password)))
                .authenticationResult();
    }

    AuthenticationResultType refresh(String token) {
        return cognito.initiateAuth(r -> r.clientId(pool.clientId())
                        .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                        .authParameters(Map.of("REFRESH_TOKEN", token)))
                .authenticationResult();
    }

    /** Calls an operation without an SDK and without a signature. */
    public ValidatableResponse call(String operation, String body) {
        return call(request(), operation, body);
    }

    /** Calls an operation without an SDK, with the signature of an administrator. */
    ValidatableResponse signed(String operation, String body) {
        return call(request().header("Authorization", SIGNED), operation, body);
    }

    /** Calls an operation by a request that was begun with {@link #request()}. */
    ValidatableResponse call(RequestSpecification request, String operation, String body) {
        return request.header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .body(body)
                .post(pool.endpoint())
                .then()
                .parser(MEDIA_TYPE, Parser.JSON);
    }

    /** A request of the protocol's media type. */
    static RequestSpecification request() {
        return RestAssured.given().config(plain()).header("Content-Type", MEDIA_TYPE);
    }

    /** RestAssured leaves the media type as it is given, without a charset. */
    static RestAssuredConfig plain() {
        return RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(MEDIA_TYPE, ContentType.TEXT));
    }

    /** A token's claims, after its signature was verified with the key that the pool publishes. */
    JsonNode claims(String token) {
        try {
            var jws = new JsonWebSignature();
            jws.setCompactSerialization(token);
            var keys = new JsonWebKeySet(
                    RestAssured.get(pool.issuer() + "/.well-known/jwks.json").asString());
            jws.setKey(keys.findJsonWebKey(jws.getKeyIdHeaderValue(), null, null, null)
                    .getKey());
            return new ObjectMapper().readTree(jws.getPayload());
        } catch (JoseException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        cognito.close();
        pool.close();
    }
}
