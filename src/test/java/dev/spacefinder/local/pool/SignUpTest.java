package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeMismatchException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExpiredCodeException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitExceededException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

@BesideApplications
class SignUpTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String client = test.pool.clientId();

    @Test
    void sendsACodeToTheMaskedAddress() {
        var name = TestPool.newName();
        var answer = test.cognito.signUp(r -> r.clientId(client)
                .username(name)
                .password(PASSWORD)
                .userAttributes(a -> a.name("email").value("ann@mail.example")));
        assertFalse(answer.userConfirmed());
        assertEquals("a***@m***", answer.codeDeliveryDetails().destination());
        assertEquals("EMAIL", answer.codeDeliveryDetails().deliveryMediumAsString());
        assertEquals("email", answer.codeDeliveryDetails().attributeName());
        assertTrue(answer.userSub().matches("[0-9a-f]{8}-[0-9a-f]{4}-70[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{12}"));
        assertTrue(test.lastCode(name).matches("\\d{6}"));
    }

    @Test
    void confirmsWithTheCodeAndVerifiesTheAddress() {
        var name = test.newUser();
        var user =
                test.cognito.adminGetUser(r -> r.userPoolId(test.pool.poolId()).username(name));
        assertEquals(UserStatusType.CONFIRMED, user.userStatus());
        assertTrue(user.userAttributes().stream()
                .anyMatch(a -> a.name().equals("email_verified") && a.value().equals("true")));
        assertEquals("Bearer", test.signIn(name).tokenType());
    }

    @Test
    void confirmsByAnAdministratorWithoutVerifyingTheAddress() {
        var name = TestPool.newName();
        test.signUp(name);
        test.cognito.adminConfirmSignUp(r -> r.userPoolId(test.pool.poolId()).username(name));
        var user =
                test.cognito.adminGetUser(r -> r.userPoolId(test.pool.poolId()).username(name));
        assertEquals(UserStatusType.CONFIRMED, user.userStatus());
        assertFalse(user.userAttributes().stream().anyMatch(a -> a.name().equals("email_verified")));
    }

    @Test
    void letsNobodySignInBeforeTheyAreConfirmedEvenWithAWrongPassword() {
        var name = TestPool.newName();
        test.signUp(name);
        assertEquals(
                "User is not confirmed.",
                refusal(UserNotConfirmedException.class, () -> test.signIn(name, "Wrong-password-1")));
    }

    @Test
    void refusesANameThatIsTakenInAnyCase() {
        var name = TestPool.newName();
        test.signUp(name);
        assertEquals(
                "User already exists", refusal(UsernameExistsException.class, () -> test.signUp(name.toUpperCase())));
    }

    @Test
    void refusesAnAddressAsTheName() {
        assertEquals(
                "Username cannot be of email format, since user pool is configured for email alias.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.signUp(r -> r.clientId(client)
                                .username("someone@example.com")
                                .password(PASSWORD)
                                .userAttributes(a -> a.name("email").value("someone@example.com")))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "Short-1a, Password not long enough",
        "all-lower-case-1, Password must have uppercase characters",
        "ALL-UPPER-CASE-1, Password must have lowercase characters",
        "No-number-in-it, Password must have numeric characters",
        "NoSymbolInIt123, Password must have symbol characters",
    })
    void refusesAPasswordThatThePolicyForbids(String password, String rule) {
        assertEquals(
                "Password did not conform with policy: " + rule,
                refusal(
                        InvalidPasswordException.class,
                        () -> test.cognito.signUp(r -> r.clientId(client)
                                .username(TestPool.newName())
                                .password(password)
                                .userAttributes(a -> a.name("email").value("x@example.com")))));
    }

    @Test
    void refusesAUserWithoutTheRequiredAttribute() {
        assertEquals(
                "Attributes did not conform to the schema: email: The attribute is required",
                refusal(
                                InvalidParameterException.class,
                                () -> test.cognito.signUp(r -> r.clientId(client)
                                        .username(TestPool.newName())
                                        .password(PASSWORD)))
                        .strip());
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "shoe_size, 44, Attributes did not conform to the schema: shoe_size: Attribute does not exist in the schema.",
        "email, nonsense, Invalid email address format.",
        "phone_number, 12, Invalid phone number format.",
    })
    void refusesAttributesThatTheSchemaForbids(String name, String value, String message) {
        assertEquals(
                message,
                refusal(
                                InvalidParameterException.class,
                                () -> test.cognito.signUp(r -> r.clientId(client)
                                        .username(TestPool.newName())
                                        .password(PASSWORD)
                                        .userAttributes(
                                                a -> a.name("email").value("x@example.com"),
                                                a -> a.name(name).value(value))))
                        .strip());
    }

    @Test
    void refusesAUserWhoVerifiesThemselves() {
        assertEquals(
                "A client attempted to write unauthorized attribute",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.signUp(r -> r.clientId(client)
                                .username(TestPool.newName())
                                .password(PASSWORD)
                                .userAttributes(
                                        a -> a.name("email").value("x@example.com"),
                                        a -> a.name("email_verified").value("true")))));
    }

    @Test
    void refusesAnUnknownClient() {
        assertEquals(
                "User pool client nobody does not exist.",
                refusal(
                        ResourceNotFoundException.class,
                        () -> test.cognito.signUp(
                                r -> r.clientId("nobody").username("x").password(PASSWORD))));
    }

    @Test
    void refusesAWrongCode() {
        var name = TestPool.newName();
        test.signUp(name);
        var wrong = test.lastCode(name).equals("000000") ? "000001" : "000000";
        assertEquals(
                "Invalid verification code provided, please try again.",
                refusal(CodeMismatchException.class, () -> confirm(name, wrong)));
    }

    @Test
    void refusesACodeAfterADay() {
        try (var own = TestPool.start()) {
            own.signUp("ann");
            own.clock.turn(Duration.ofHours(25));
            assertEquals(
                    "Invalid code provided, please request a code again.",
                    refusal(
                            ExpiredCodeException.class,
                            () -> own.cognito.confirmSignUp(
                                    r -> r.clientId(client).username("ann").confirmationCode(own.lastCode("ann")))));
        }
    }

    @Test
    void refusesToConfirmTwice() {
        var name = test.newUser();
        assertEquals(
                "User cannot be confirmed. Current status is CONFIRMED",
                refusal(NotAuthorizedException.class, () -> confirm(name, "123456")));
    }

    @Test
    void stopsWhoGuessesCodes() {
        var name = TestPool.newName();
        test.signUp(name);
        var wrong = test.lastCode(name).equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 15; i++) {
            refusal(CodeMismatchException.class, () -> confirm(name, wrong));
        }
        assertEquals(
                "Attempt limit exceeded, please try after some time.",
                refusal(LimitExceededException.class, () -> confirm(name, test.lastCode(name))));
    }

    @Test
    void sendsAnotherCodeThatReplacesTheFirst() {
        var name = TestPool.newName();
        test.signUp(name);
        var first = test.lastCode(name);
        var delivery = test.cognito
                .resendConfirmationCode(r -> r.clientId(client).username(name))
                .codeDeliveryDetails();
        assertEquals("u***@e***", delivery.destination());
        if (!first.equals(test.lastCode(name))) {
            refusal(CodeMismatchException.class, () -> confirm(name, first));
        }
        confirm(name, test.lastCode(name));
    }

    @Test
    void sendsNoOtherCodeToAConfirmedUser() {
        var name = test.newUser();
        assertEquals(
                "User is already confirmed.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.resendConfirmationCode(
                                r -> r.clientId(client).username(name))));
    }

    @Test
    void refusesAnAddressThatSignsSomebodyElseIn() {
        var first = test.newUser();
        var second = withAddressOf(first);
        assertEquals(
                "An account with the email already exists.",
                refusal(AliasExistsException.class, () -> confirm(second, test.lastCode(second))));
    }

    @Test
    void movesAnAddressIfItIsForced() {
        var first = test.newUser();
        var second = withAddressOf(first);
        test.cognito.confirmSignUp(r -> r.clientId(client)
                .username(second)
                .confirmationCode(test.lastCode(second))
                .forceAliasCreation(true));
        var token = test.signIn(first + "@example.com");
        assertEquals(
                second, test.claims(token.idToken()).path("cognito:username").asText());
    }

    @Test
    void isClosedWhereOnlyAdministratorsCreateUsers(@TempDir Path folder) {
        try (var closed = TestPool.startWith(folder, "!If [AllowsSelfSignUp, false, true]", "true")) {
            assertEquals(
                    "SignUp is not permitted for this user pool",
                    refusal(NotAuthorizedException.class, () -> closed.signUp("ann")));
        }
    }

    private static void confirm(String name, String code) {
        test.cognito.confirmSignUp(r -> r.clientId(client).username(name).confirmationCode(code));
    }

    private static String withAddressOf(String other) {
        var name = TestPool.newName();
        test.cognito.signUp(r -> r.clientId(client)
                .username(name)
                .password(PASSWORD)
                .userAttributes(a -> a.name("email").value(other + "@example.com")));
        return name;
    }
}
