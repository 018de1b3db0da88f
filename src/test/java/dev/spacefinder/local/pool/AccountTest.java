package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeMismatchException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExpiredCodeException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;

/** What users do to their own account. */
@BesideApplications
class AccountTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    @Test
    void changesAndDeletesAttributes() {
        var token = test.signIn(test.newUser()).accessToken();
        test.cognito.updateUserAttributes(r ->
                r.accessToken(token).userAttributes(a -> a.name("given_name").value("Ann")));
        assertEquals("Ann", attributes(token).get("given_name"));
        test.cognito.deleteUserAttributes(r -> r.accessToken(token).userAttributeNames("given_name"));
        assertFalse(attributes(token).containsKey("given_name"));
    }

    @Test
    void theOldAddressStaysUntilTheNewOneIsVerified() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        var address = name + "@other.example";
        var deliveries = test.cognito
                .updateUserAttributes(r ->
                        r.accessToken(token).userAttributes(a -> a.name("email").value(address)))
                .codeDeliveryDetailsList();
        assertEquals("u***@o***", deliveries.get(0).destination());
        assertEquals(name + "@example.com", attributes(token).get("email"));
        assertEquals("true", attributes(token).get("email_verified"));
        assertNotNull(test.signIn(name + "@example.com").idToken());
        refusal(NotAuthorizedException.class, () -> test.signIn(address));
        var wrong = test.lastCode(name).equals("000000") ? "000001" : "000000";
        refusal(CodeMismatchException.class, () -> verify(token, wrong));
        verify(token, test.lastCode(name));
        assertEquals(address, attributes(token).get("email"));
        assertEquals("true", attributes(token).get("email_verified"));
        assertNotNull(test.signIn(address).idToken());
        refusal(NotAuthorizedException.class, () -> test.signIn(name + "@example.com"));
    }

    @Test
    void aCodeForAForgottenPasswordGoesToTheOldAddressUntilTheNewOneIsVerified() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        write(token, "email", name + "@other.example");
        var delivery = test.cognito
                .forgotPassword(r -> r.clientId(test.pool.clientId()).username(name))
                .codeDeliveryDetails();
        assertEquals("u***@e***", delivery.destination());
    }

    @Test
    void sendsAnotherCodeToTheAddressThatWaits() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        write(token, "email", name + "@other.example");
        var first = test.lastCode(name);
        var delivery = test.cognito
                .getUserAttributeVerificationCode(r -> r.accessToken(token).attributeName("email"))
                .codeDeliveryDetails();
        assertEquals("u***@o***", delivery.destination());
        if (!first.equals(test.lastCode(name))) {
            refusal(CodeMismatchException.class, () -> verify(token, first));
        }
        verify(token, test.lastCode(name));
        assertEquals(name + "@other.example", attributes(token).get("email"));
    }

    @Test
    void theOldAddressStaysWhenTheCodeForTheNewOneEnds() {
        var name = test.newUser();
        write(test.signIn(name).accessToken(), "email", name + "@other.example");
        test.clock.turn(Duration.ofHours(25));
        var token = test.signIn(name).accessToken();
        refusal(ExpiredCodeException.class, () -> verify(token, test.lastCode(name)));
        assertEquals(name + "@example.com", attributes(token).get("email"));
    }

    @Test
    void anAdministratorsNewAddressWaitsUnlessItIsWrittenAsVerified() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(test.pool.poolId())
                .username(name)
                .userAttributes(
                        a -> a.name("email").value(name + "@other.example"),
                        a -> a.name("given_name").value("Ann")));
        assertEquals(name + "@example.com", attributes(token).get("email"));
        assertEquals("Ann", attributes(token).get("given_name"));
        verify(token, test.lastCode(name));
        assertEquals(name + "@other.example", attributes(token).get("email"));

        var sent = test.messages.size();
        writeAsVerified(name, name + "@third.example");
        assertEquals(name + "@third.example", attributes(token).get("email"));
        assertEquals("true", attributes(token).get("email_verified"));
        assertEquals(sent, test.messages.size());
    }

    @Test
    void withoutThatSettingAnotherAddressIsThereAtOnceUnverified(@TempDir Path folder) {
        try (var own = TestPool.startWith(
                folder,
                "AttributesRequireVerificationBeforeUpdate: [email]",
                "AttributesRequireVerificationBeforeUpdate: []")) {
            var token = own.signIn("visitor@example.com", "Visitor-pass-1").accessToken();
            own.cognito.updateUserAttributes(r ->
                    r.accessToken(token).userAttributes(a -> a.name("email").value("visitor@other.example")));
            assertTrue(own.cognito.getUser(r -> r.accessToken(token)).userAttributes().stream()
                    .anyMatch(
                            a -> a.name().equals("email_verified") && a.value().equals("false")));
            refusal(NotAuthorizedException.class, () -> own.signIn("visitor@example.com", "Visitor-pass-1"));
            refusal(NotAuthorizedException.class, () -> own.signIn("visitor@other.example", "Visitor-pass-1"));
            own.cognito.verifyUserAttribute(
                    r -> r.accessToken(token).attributeName("email").code(own.lastCode("visitor")));
            assertNotNull(own.signIn("visitor@other.example", "Visitor-pass-1").idToken());
        }
    }

    @Test
    void anAddressThatSignsSomebodyElseInIsNotVerified() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        write(token, "email", "admin@example.com");
        assertEquals(
                "An account with the email already exists.",
                refusal(AliasExistsException.class, () -> verify(token, test.lastCode(name))));
        assertEquals(name + "@example.com", attributes(token).get("email"));
        assertNotNull(test.signIn("admin@example.com", "Admin-pass-1").idToken());
    }

    @Test
    void inAPoolOfAddressesNobodyTakesTheAddressOfSomebodyElse(@TempDir Path folder) {
        try (var own = TestPool.startWith(folder, "AliasAttributes: [email]", "UsernameAttributes: [email]")) {
            var token = own.signIn("visitor@example.com", "Visitor-pass-1").accessToken();
            refusal(
                    AliasExistsException.class,
                    () -> own.cognito.updateUserAttributes(r -> r.accessToken(token)
                            .userAttributes(a -> a.name("email").value("admin@example.com"))));
            assertNotNull(own.signIn("admin@example.com", "Admin-pass-1").idToken());
        }
    }

    @Test
    void aCodeVerifiesNoOtherAddressThanTheOneItWasSentTo() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.getUserAttributeVerificationCode(r -> r.accessToken(token).attributeName("email"));
        var code = test.lastCode(name);
        writeAsVerified(name, name + "@other.example");
        refusal(ExpiredCodeException.class, () -> verify(token, code));
    }

    @Test
    void aCodeForAForgottenPasswordEndsWhenItsAddressChanges() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.forgotPassword(r -> r.clientId(test.pool.clientId()).username(name));
        var code = test.lastCode(name);
        write(token, "email", name + "@other.example");
        verify(token, test.lastCode(name));
        refusal(
                ExpiredCodeException.class,
                () -> test.cognito.confirmForgotPassword(r -> r.clientId(test.pool.clientId())
                        .username(name)
                        .confirmationCode(code)
                        .password("Another-pass-2")));
    }

    @Test
    void aCodeEndsWhenItsContactIsDeleted() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        write(token, "phone_number", "+15550100");
        test.cognito.getUserAttributeVerificationCode(r -> r.accessToken(token).attributeName("phone_number"));
        var code = test.lastCode(name);
        test.cognito.deleteUserAttributes(r -> r.accessToken(token).userAttributeNames("phone_number"));
        refusal(
                ExpiredCodeException.class,
                () -> test.cognito.verifyUserAttribute(
                        r -> r.accessToken(token).attributeName("phone_number").code(code)));
    }

    @Test
    void aCodeOutlivesAChangeOfAnotherContact() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.getUserAttributeVerificationCode(r -> r.accessToken(token).attributeName("email"));
        write(token, "phone_number", "+15550100");
        verify(token, test.lastCode(name));
    }

    @Test
    void sendsAnotherCodeForAnAddress() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.getUserAttributeVerificationCode(r -> r.accessToken(token).attributeName("email"));
        verify(token, test.lastCode(name));
    }

    @Test
    void keepsWhatTheSchemaRequires() {
        var token = test.signIn(test.newUser()).accessToken();
        assertTrue(refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.deleteUserAttributes(
                                r -> r.accessToken(token).userAttributeNames("email")))
                .contains("email: The attribute is required"));
        assertNotNull(attributes(token).get("email"));
    }

    @Test
    void doesNotLetUsersVerifyThemselvesOrChangeTheirId() {
        var token = test.signIn(test.newUser()).accessToken();
        assertEquals(
                "A client attempted to write unauthorized attribute",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.updateUserAttributes(r -> r.accessToken(token)
                                .userAttributes(a -> a.name("email_verified").value("true")))));
        refusal(
                InvalidParameterException.class,
                () -> test.cognito.updateUserAttributes(r ->
                        r.accessToken(token).userAttributes(a -> a.name("sub").value("x"))));
    }

    @Test
    void deletesItself() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.deleteUser(r -> r.accessToken(token));
        refusal(NotAuthorizedException.class, () -> test.signIn(name));
    }

    private static void write(String token, String name, String value) {
        test.cognito.updateUserAttributes(
                r -> r.accessToken(token).userAttributes(a -> a.name(name).value(value)));
    }

    private static void writeAsVerified(String name, String address) {
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(test.pool.poolId())
                .username(name)
                .userAttributes(
                        a -> a.name("email").value(address),
                        a -> a.name("email_verified").value("true")));
    }

    private static void verify(String token, String code) {
        test.cognito.verifyUserAttribute(
                r -> r.accessToken(token).attributeName("email").code(code));
    }

    private static Map<String, String> attributes(String token) {
        return test.cognito.getUser(r -> r.accessToken(token)).userAttributes().stream()
                .collect(Collectors.toMap(AttributeType::name, AttributeType::value));
    }
}
