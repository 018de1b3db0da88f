package dev.spacefinder.local;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;

/**
 * The whole way of a newcomer: sign in to the local user pool with a real client, then call the API with its tokens.
 */
@QuarkusTest
@WithTestResource(LocalServer.class)
class SignInTest {

    private static final String POOL = "us-east-1_SpacesDev";
    private static final String CLIENT = "spacesdevclient";
    private static final String PASSWORD = "Analytical-1843";

    private CognitoIdentityProviderClient cognito;

    @BeforeEach
    void connect() {
        cognito = LocalServer.cognito();
    }

    @AfterEach
    void disconnect() {
        cognito.close();
    }

    @Test
    void greetsAUserByName() {
        as("visitor", "Visitor-pass-1")
                .get("/hello")
                .then()
                .statusCode(200)
                .body(is("{\"message\":\"Hello, visitor\"}"));
    }

    @Test
    void refusesACallWithoutAToken() {
        given().get("/hello").then().statusCode(401).body(members("reason", is("missing_token")));
    }

    @Test
    void tellsWhoIsCallingAndInWhichGroups() {
        as("admin", "Admin-pass-1")
                .get("/me")
                .then()
                .statusCode(200)
                .body(members("username", is("admin")))
                .body(members("email", is("admin@example.com")))
                .body(members("tokenUse", is("id")))
                .body(members("groups", contains("admins")))
                .body(members("scopes", empty()));
    }

    @Test
    void refusesAnAccessTokenWhereOnlyIdTokensAreAllowed() {
        given().auth()
                .oauth2(signIn("visitor", "Visitor-pass-1").accessToken())
                .get("/hello")
                .then()
                .statusCode(401)
                .body(members("reason", is("wrong_token_use")));
    }

    @Test
    void letsOnlyAnAdminDelete() {
        var space = as("visitor", "Visitor-pass-1")
                .contentType("application/json")
                .body(Map.of("name", "Loft", "location", "Berlin"))
                .post("/spaces")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");

        as("visitor", "Visitor-pass-1")
                .delete("/spaces/{id}", space)
                .then()
                .statusCode(403)
                .body(members("reason", is("missing_role")));
        as("admin", "Admin-pass-1").delete("/spaces/{id}", space).then().statusCode(204);
    }

    @Test
    void signsANewUserInOnceTheCodeFromTheMailConfirmsThem() throws InterruptedException {
        var name = signUp();
        assertThrows(UserNotConfirmedException.class, () -> signIn(name, PASSWORD));

        var mail = LocalServer.MAIL.poll(5, TimeUnit.SECONDS);
        assertNotNull(mail, "no message was sent");
        cognito.confirmSignUp(user -> user.clientId(CLIENT).username(name).confirmationCode(mail.code()));

        as(name, PASSWORD)
                .get("/me")
                .then()
                .statusCode(200)
                .body(members("username", is(name)))
                .body(members("groups", empty()));
    }

    @Test
    void signsANewUserInOnceAnAdminConfirmsThem() {
        var name = confirmedUser();

        as(name, PASSWORD).get("/hello").then().statusCode(200);
    }

    @Test
    void signsInWithTheForcedPasswordOnly() {
        var name = confirmedUser();

        cognito.adminSetUserPassword(user ->
                user.userPoolId(POOL).username(name).password("Another-pass-2").permanent(true));

        assertThrows(NotAuthorizedException.class, () -> signIn(name, PASSWORD));
        as(name, "Another-pass-2").get("/hello").then().statusCode(200);
    }

    @Test
    void carriesANewGroupFromTheNextTokenOn() {
        var name = confirmedUser();
        var before = signIn(name, PASSWORD).idToken();

        cognito.adminAddUserToGroup(user -> user.userPoolId(POOL).username(name).groupName("admins"));

        given().auth().oauth2(before).get("/me").then().body(members("groups", empty()));
        as(name, PASSWORD).get("/me").then().body(members("groups", contains("admins")));
    }

    private RequestSpecification as(String username, String password) {
        return given().auth().oauth2(signIn(username, password).idToken());
    }

    private AuthenticationResultType signIn(String username, String password) {
        return cognito.initiateAuth(auth -> auth.clientId(CLIENT)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", username, "PASSWORD", password)))
                .authenticationResult();
    }

    private String confirmedUser() {
        var name = signUp();
        LocalServer.MAIL.clear();
        cognito.adminConfirmSignUp(user -> user.userPoolId(POOL).username(name));
        return name;
    }

    private String signUp() {
        var name = "user-" + UUID.randomUUID();
        cognito.signUp(user -> user.clientId(CLIENT)
                .username(name)
                .password(PASSWORD)
                .userAttributes(AttributeType.builder()
                        .name("email")
                        .value(name + "@example.com")
                        .build()));
        return name;
    }
}
