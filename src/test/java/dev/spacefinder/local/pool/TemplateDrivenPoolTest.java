package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.template.TemplateException;
import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

/** A change to a copy of the template is a change of the pool. */
@BesideApplications
class TemplateDrivenPoolTest {

    @TempDir
    Path folder;

    @Test
    void takesThePasswordPolicy() {
        try (var test =
                TestPool.startWith(folder, "          RequireSymbols: true", "          RequireSymbols: false")) {
            test.cognito.signUp(r -> r.clientId(test.pool.clientId())
                    .username("ann")
                    .password("NoSymbolInIt123")
                    .userAttributes(a -> a.name("email").value("ann@example.com")));
            assertEquals(
                    "Password did not conform with policy: Password must have numeric characters",
                    refusal(
                            InvalidPasswordException.class,
                            () -> test.cognito.signUp(r -> r.clientId(test.pool.clientId())
                                    .username("bob")
                                    .password("NoNumberInIt")
                                    .userAttributes(a -> a.name("email").value("b@c.de")))));
        }
    }

    @Test
    void withoutSelfSignUpOnlyAdministratorsMakeUsers() {
        try (var test = startWith("SelfSignUp=false")) {
            assertEquals(
                    "SignUp is not permitted for this user pool",
                    refusal(NotAuthorizedException.class, () -> test.signUp(TestPool.newName())));
            test.cognito.adminCreateUser(r -> r.userPoolId(test.pool.poolId())
                    .username("ann")
                    .userAttributes(a -> a.name("email").value("ann@example.com")));
        }
    }

    @Test
    void withoutThePasswordFlowOnlyAdministratorsSendPasswords() {
        try (var test = startWith("PasswordFlow=false")) {
            assertEquals(
                    "USER_PASSWORD_AUTH flow not enabled for this client",
                    refusal(InvalidParameterException.class, () -> test.signIn("visitor", "Visitor-pass-1")));
            assertNotNull(test.cognito
                    .adminInitiateAuth(r -> r.userPoolId(test.pool.poolId())
                            .clientId(test.pool.clientId())
                            .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                            .authParameters(Map.of("USERNAME", "visitor", "PASSWORD", "Visitor-pass-1")))
                    .authenticationResult()
                    .idToken());
            assertEquals(
                    ChallengeNameType.PASSWORD_VERIFIER,
                    test.cognito
                            .initiateAuth(r -> r.clientId(test.pool.clientId())
                                    .authFlow(AuthFlowType.USER_SRP_AUTH)
                                    .authParameters(Map.of("USERNAME", "visitor", "SRP_A", "abcdef")))
                            .challengeName());
        }
    }

    private static TestPool startWith(String parameters) {
        return TestPool.start(settings -> TestPool.with(settings, LocalTemplate.read(LocalTemplate.FILE, parameters)));
    }

    @Test
    void takesTheTokensValidity() {
        try (var test =
                TestPool.startWith(folder, "      AccessTokenValidity: 15\n", "      AccessTokenValidity: 7\n")) {
            assertEquals(7 * 60, test.signIn("visitor", "Visitor-pass-1").expiresIn());
        }
    }

    @Test
    void takesTheGroupsNameAndPrecedence() {
        try (var test = TestPool.startWith(folder, "      Precedence: 0", "      Precedence: 42")) {
            assertEquals(
                    42,
                    test.cognito
                            .getGroup(r -> r.userPoolId(test.pool.poolId()).groupName("admins"))
                            .group()
                            .precedence());
        }
    }

    @Test
    void takesTheCaseOfNames() {
        try (var test = TestPool.startWith(folder, "CaseSensitive: false", "CaseSensitive: true")) {
            assertEquals(
                    "Incorrect username or password.",
                    refusal(NotAuthorizedException.class, () -> test.signIn("VISITOR", "Visitor-pass-1")));
            assertNotNull(test.signIn("visitor", "Visitor-pass-1").idToken());
        }
    }

    @Test
    void generatesNamesWhereTheAddressIsTheName() {
        try (var test = TestPool.startWith(folder, "AliasAttributes: [email]", "UsernameAttributes: [email]")) {
            assertEquals(
                    "Username should be an email.", refusal(InvalidParameterException.class, () -> test.signUp("ann")));
            var answer = test.cognito.signUp(r -> r.clientId(test.pool.clientId())
                    .username("ann@mail.example")
                    .password(PASSWORD));
            test.cognito.confirmSignUp(r -> r.clientId(test.pool.clientId())
                    .username("ann@mail.example")
                    .confirmationCode(test.lastCode(answer.userSub())));
            var claims = test.claims(test.signIn("ann@mail.example").accessToken());
            assertEquals(answer.userSub(), claims.path("username").asText());
            assertEquals(answer.userSub(), claims.path("sub").asText());
            assertNotNull(test.signIn(answer.userSub()).idToken());
            assertEquals(
                    "User already exists",
                    refusal(
                            UsernameExistsException.class,
                            () -> test.cognito.signUp(r -> r.clientId(test.pool.clientId())
                                    .username("ANN@mail.example")
                                    .password(PASSWORD))));
            var srp = new SrpClient(3);
            var challenge = test.cognito.initiateAuth(r -> r.clientId(test.pool.clientId())
                    .authFlow(AuthFlowType.USER_SRP_AUTH)
                    .authParameters(Map.of("USERNAME", "ann@mail.example", "SRP_A", srp.publicNumber())));
            assertEquals(answer.userSub(), challenge.challengeParameters().get("USER_ID_FOR_SRP"));
        }
    }

    @Test
    void takesCustomAttributes() {
        try (var test = TestPool.startWith(
                folder,
                "      Schema:\n",
                "      Schema:\n"
                        + "        - Name: badge\n"
                        + "          AttributeDataType: String\n"
                        + "          Mutable: false\n")) {
            var name = TestPool.newName();
            test.cognito.signUp(r -> r.clientId(test.pool.clientId())
                    .username(name)
                    .password(PASSWORD)
                    .userAttributes(
                            a -> a.name("email").value(name + "@example.com"),
                            a -> a.name("custom:badge").value("7")));
            test.cognito.adminConfirmSignUp(
                    r -> r.userPoolId(test.pool.poolId()).username(name));
            var tokens = test.signIn(name);
            assertEquals("7", test.claims(tokens.idToken()).path("custom:badge").asText());
            refusal(
                    InvalidParameterException.class,
                    () -> test.cognito.updateUserAttributes(r -> r.accessToken(tokens.accessToken())
                            .userAttributes(a -> a.name("custom:badge").value("8"))));
        }
    }

    @Test
    void recoversNoPasswordWhereOnlyAdministratorsDo() {
        try (var test = TestPool.startWith(folder, "Name: verified_email", "Name: admin_only")) {
            assertEquals(
                    "Contact administrator to reset password.",
                    refusal(
                            NotAuthorizedException.class,
                            () -> test.cognito.forgotPassword(
                                    r -> r.clientId(test.pool.clientId()).username("visitor"))));
        }
    }

    @Test
    void asksAClientWithASecretForItsHash() throws GeneralSecurityException {
        try (var test = TestPool.startWith(
                folder,
                "ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH]",
                "ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH]")) {
            assertEquals(
                    "Client spacesmachineclient is configured for secret but secret was not received",
                    refusal(NotAuthorizedException.class, () -> signInWithSecret(test, Map.of())));
            assertEquals(
                    "Unable to verify secret hash for client spacesmachineclient",
                    refusal(
                            NotAuthorizedException.class,
                            () -> signInWithSecret(test, Map.of("SECRET_HASH", "wrong"))));
            signInWithSecret(test, Map.of("SECRET_HASH", secretHash("visitor", test.pool.machineClientId())));
        }
    }

    @Test
    void stopsAtTheLineOfAnIntrinsicThatItDoesNotUnderstand() {
        var stopped = assertThrows(
                TemplateException.class,
                () -> TestPool.startWith(
                                folder, "MinimumLength: 12", "MinimumLength: !FindInMap [Lengths, Password, Minimum]")
                        .close());
        assertTrue(
                stopped.getMessage().matches(".*template\\.yaml:\\d+: the function FindInMap is not understood.*"),
                stopped.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "MinimumLength: 12, MinimumLength: twelve, the MinimumLength \"twelve\": a whole number from 6 to 99",
        "MinimumLength: 12, MinimumLength: 5, the MinimumLength \"5\": a whole number from 6 to 99",
        "RequireSymbols: true, RequireSymbols: maybe, the RequireSymbols \"maybe\": true or false",
        "AccessTokenValidity: 15, AccessTokenValidity: long, the AccessTokenValidity \"long\": a whole number from 0"
    })
    void stopsAtAValueThatCognitoRefuses(String written, String changed, String sentence) {
        var stopped = assertThrows(
                TemplateException.class,
                () -> TestPool.startWith(folder, written, changed).close());
        assertTrue(stopped.getMessage().contains(sentence), stopped.getMessage());
    }

    @Test
    void leavesThePortToTheNextStartIfItCannotStart() {
        int port;
        try (var test = TestPool.start()) {
            port = test.pool.endpoint().getPort();
        }
        var broken =
                LocalTemplate.read(TestPool.changedTemplate(folder, "MinimumLength: 12", "MinimumLength: twelve"), "");
        assertThrows(
                TemplateException.class,
                () -> TestPool.start(s -> TestPool.with(s, broken).withPort(port))
                        .close());
        TestPool.start(s -> s.withPort(port)).close();
    }

    @Test
    void sendsBrowsersBackToFrontEndsOfTheDevelopersOwnToo() {
        try (var test = TestPool.start(
                settings -> settings.withCallbackUrls(List.of("http://localhost:5173/", "http://localhost:9229/")))) {
            var client = test.cognito
                    .describeUserPoolClient(
                            r -> r.userPoolId(test.pool.poolId()).clientId(test.pool.clientId()))
                    .userPoolClient();
            assertEquals(List.of("http://localhost:9229/", "http://localhost:5173/"), client.callbackURLs());
            assertEquals(client.callbackURLs(), client.logoutURLs());
        }
    }

    /** As Cognito's developer guide has it: what clients with a secret send. */
    private static String secretHash(String username, String clientId) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("spaces-machine-secret".getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal((username + clientId).getBytes(UTF_8)));
    }

    private static void signInWithSecret(TestPool test, Map<String, String> hash) {
        var parameters = new HashMap<>(Map.of("USERNAME", "visitor", "PASSWORD", "Visitor-pass-1"));
        parameters.putAll(hash);
        test.cognito.initiateAuth(r -> r.clientId(test.pool.machineClientId())
                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                .authParameters(parameters));
    }
}
