package dev.spacefinder.deployed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Base64.getUrlDecoder;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.restassured.path.json.JsonPath;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;

/**
 * The deployment under test, and how to sign in to it: the property {@code api.url}, and from the environment
 * SPACES_USERNAME, SPACES_PASSWORD, for a user with an authenticator app SPACES_TOTP, and what the function itself is
 * told of its pool. On localhost the latter is what {@code ./mvnw quarkus:dev} has.
 */
class Deployment {

    private static final Map<String, String> LOCAL = Map.of(
            "COGNITO_ISSUER", "http://localhost:9229/us-east-1_SpacesDev", "COGNITO_CLIENT_IDS", "spacesdevclient");

    private final String url = System.getProperty("api.url", "").replaceFirst("/+$", "");

    Deployment() {
        if (!url.matches("https?://[^/].*")) {
            throw new IllegalStateException("api.url is not the URL of an API: name one, as in ./mvnw verify "
                    + "-Dapi.url=https://YOUR_API.execute-api.us-east-1.amazonaws.com/v1.");
        }
    }

    /** Where the API answers, the stage included, without a slash at its end. */
    String url() {
        return url;
    }

    /**
     * Signs the user in: with AWS credentials as an administrator, who may in every pool of the template; without, as
     * an app does, which {@code PasswordFlow=false} refuses. The local user pool takes any credentials.
     *
     * @return the token that the API takes, as COGNITO_TOKEN_USES says; the ID token if it says nothing
     * @throws IllegalStateException if a setting is missing; its message names it
     */
    String signIn() {
        var username = setting("SPACES_USERNAME", "name the user to sign in as");
        var password = setting("SPACES_PASSWORD", "hand in that user's password");
        var clients = setting("COGNITO_CLIENT_IDS", "name the app client, the stack's output UserPoolClientId");
        var client = clients.split(",")[0].strip();
        var secrets = Map.of("USERNAME", username, "PASSWORD", password);
        var issuer = issuer();
        var pool = issuer.getPath().substring(1);
        var credentials = credentials();
        try (var cognito = CognitoIdentityProviderClient.builder()
                .endpointOverride(issuer.resolve("/"))
                .region(Region.of(region(pool)))
                .credentialsProvider(
                        credentials.isPresent()
                                ? StaticCredentialsProvider.create(credentials.get())
                                : AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            if (credentials.isPresent()) {
                var answer = cognito.adminInitiateAuth(auth -> auth.userPoolId(pool)
                        .clientId(client)
                        .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                        .authParameters(secrets));
                if (answer.challengeName() != ChallengeNameType.SOFTWARE_TOKEN_MFA) {
                    return token(username, answer.authenticationResult(), answer.challengeNameAsString());
                }
                var next = cognito.adminRespondToAuthChallenge(response -> response.userPoolId(pool)
                        .clientId(client)
                        .challengeName(answer.challengeName())
                        .session(answer.session())
                        .challengeResponses(code(username)));
                return token(username, next.authenticationResult(), next.challengeNameAsString());
            }
            var answer = cognito.initiateAuth(auth -> auth.clientId(client)
                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                    .authParameters(secrets));
            if (answer.challengeName() != ChallengeNameType.SOFTWARE_TOKEN_MFA) {
                return token(username, answer.authenticationResult(), answer.challengeNameAsString());
            }
            var next = cognito.respondToAuthChallenge(response -> response.clientId(client)
                    .challengeName(answer.challengeName())
                    .session(answer.session())
                    .challengeResponses(code(username)));
            return token(username, next.authenticationResult(), next.challengeNameAsString());
        }
    }

    private Map<String, String> code(String username) {
        var code = setting(
                "SPACES_TOTP", "hand in a code of " + username + "'s authenticator app, not older than half a minute");
        return Map.of("USERNAME", username, "SOFTWARE_TOKEN_MFA_CODE", code);
    }

    private String token(String username, AuthenticationResultType tokens, String challenge) {
        if (tokens == null) {
            throw new IllegalStateException("The pool asks " + username + " for " + challenge
                    + ": take a user whose password is all that it takes, as infra/users.sh makes them.");
        }
        return value("COGNITO_TOKEN_USES").startsWith("access") ? tokens.accessToken() : tokens.idToken();
    }

    private Optional<AwsCredentials> credentials() {
        // An AWS on this machine is local too, and wants those that it was started with.
        if (isLocal() && value("AWS_ACCESS_KEY_ID").isBlank()) {
            return Optional.of(AwsBasicCredentials.create("local", "local"));
        }
        try (var provider = DefaultCredentialsProvider.builder().build()) {
            return Optional.of(provider.resolveCredentials());
        } catch (SdkClientException none) {
            return Optional.empty();
        }
    }

    /** The pages that may call, as QUARKUS_HTTP_CORS_ORIGINS names them; empty if it names none. */
    List<String> corsOrigins() {
        return Stream.of(value("QUARKUS_HTTP_CORS_ORIGINS").split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList();
    }

    /** What a token claims, unverified: to verify it is the API's part. */
    static JsonPath claims(String token) {
        return JsonPath.from(new String(getUrlDecoder().decode(token.split("\\.")[1]), UTF_8));
    }

    private URI issuer() {
        if (!value("COGNITO_ISSUER").isBlank()) {
            return URI.create(value("COGNITO_ISSUER"));
        }
        var pool = setting("COGNITO_USER_POOL_ID", "name the user pool, the stack's output UserPoolId");
        return URI.create("https://cognito-idp." + region(pool) + ".amazonaws.com/" + pool);
    }

    private static String region(String poolId) {
        return poolId.split("_")[0];
    }

    private String setting(String name, String advice) {
        var value = value(name);
        if (value.isBlank()) {
            throw new IllegalStateException(name + " is not set: " + advice + ".");
        }
        return value;
    }

    private String value(String name) {
        return System.getenv().getOrDefault(name, isLocal() ? LOCAL.getOrDefault(name, "") : "");
    }

    private boolean isLocal() {
        return Set.of("localhost", "127.0.0.1").contains(URI.create(url).getHost());
    }
}
