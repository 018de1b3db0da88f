package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static dev.spacefinder.testing.JsonBody.members;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.LocalTemplate;
import io.restassured.RestAssured;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolAddOnNotEnabledException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Single answers of Cognito that are known from published sources; each test names its source. */
class KnownAnswersTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String client = test.pool.clientId();
    private static final String poolId = test.pool.poolId();

    @TempDir
    Path folder;

    /** API_AdminGetUser: the value is a name, an alias or the sub; moto #7376. */
    @Test
    void takesTheSubForAUsername() {
        var name = test.newUser();
        var sub = attributes(name).get("sub");
        assertEquals(
                name,
                test.cognito
                        .adminGetUser(r -> r.userPoolId(poolId).username(sub))
                        .username());
        test.cognito.adminAddUserToGroup(r -> r.userPoolId(poolId).username(sub).groupName("admins"));
        test.cognito.adminSetUserPassword(r ->
                r.userPoolId(poolId).username(sub).password("Another-pass-2").permanent(true));
        assertNotNull(test.signIn(name, "Another-pass-2").idToken());
    }

    /** Ministack PR 1758, measured. */
    @Test
    void theSubSignsNobodyIn() {
        var sub = attributes(test.newUser()).get("sub");
        refusal(NotAuthorizedException.class, () -> test.signIn(sub));
    }

    /** Moto #4836; the values and their order are those of the service model. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InitiateAuth | {\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"FLY\"} | Value 'FLY' at 'authFlow' failed to satisfy constraint: "
                        + "Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, "
                        + "USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]",
                "AdminCreateUser | {\"UserPoolId\":\"us-east-1_SpacesDev\",\"Username\":\"x\",\"MessageAction\":\"SHOUT\"} | Value 'SHOUT' at "
                        + "'messageAction' failed to satisfy constraint: Member must satisfy enum value set: [RESEND, SUPPRESS]"
            })
    void namesTheValuesThatAnEnumerationHas(String operation, String body, String violation) {
        test.signed(operation, body)
                .statusCode(400)
                .body(members("__type", equalTo("InvalidParameterException")))
                .body(members("message", equalTo("1 validation error detected: " + violation)));
    }

    @Test
    void knowsNoOtherChallenge() {
        test.call("RespondToAuthChallenge", "{\"ClientId\":\"spacesdevclient\",\"ChallengeName\":\"RIDDLE\"}")
                .statusCode(400)
                .body(members(
                        "message",
                        containsString(
                                "Value 'RIDDLE' at 'challengeName' failed to satisfy constraint: Member must satisfy"
                                        + " enum value set: [SMS_MFA, EMAIL_OTP, SOFTWARE_TOKEN_MFA, ")));
    }

    /** Amplify-flutter #509. */
    @Test
    void namesAllThatIsWrongWithTheAttributesOfANewUser() {
        assertEquals(
                "Attributes did not conform to the schema: shoe_size: Attribute does not exist in the schema.\n"
                        + "custom:badge: Attribute does not exist in the schema.\n"
                        + "email: The attribute is required\n",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.signUp(r -> r.clientId(client)
                                .username(TestPool.newName())
                                .password(PASSWORD)
                                .userAttributes(
                                        a -> a.name("shoe_size").value("44"),
                                        a -> a.name("custom:badge").value("7")))));
    }

    /** Amplify-flutter #1531. */
    @Test
    void namesAllThatIsWrongWithChangedAttributes() {
        var token = test.signIn(test.newUser()).accessToken();
        assertEquals(
                "user.custom:a: Attribute does not exist in the schema.\n"
                        + "user.custom:b: Attribute does not exist in the schema.\n",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.updateUserAttributes(r -> r.accessToken(token)
                                .userAttributes(
                                        a -> a.name("custom:a").value("1"),
                                        a -> a.name("custom:b").value("2")))));
    }

    /** Aws-sdk-ios #4251. */
    @Test
    void deletesNoRequiredAttributeByAnEmptyValue() {
        var token = test.signIn(test.newUser()).accessToken();
        assertEquals(
                "user.email: Required attribute cannot be deleted.",
                refusal(
                                InvalidParameterException.class,
                                () -> test.cognito.updateUserAttributes(r -> r.accessToken(token)
                                        .userAttributes(a -> a.name("email").value(""))))
                        .strip());
    }

    /** Amplify-flutter #2034. */
    @ParameterizedTest
    @CsvSource({"1990-1-1, no shorter than 10", "1990-01-001, no longer than 10"})
    void aBirthdateHasTenCharacters(String birthdate, String rule) {
        assertEquals(
                "Attributes did not conform to the schema: birthdate: String must be " + rule + " characters",
                refusal(InvalidParameterException.class, () -> signUp(test, TestPool.newName(), "birthdate", birthdate))
                        .strip());
    }

    /** AttributeValueType of the service model. */
    @Test
    void aValueHasAtMost2048Characters() {
        signUp(test, TestPool.newName(), "nickname", "n".repeat(2048));
        assertEquals(
                "1 validation error detected: Value at 'userAttributes.2.member.value' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 2048",
                refusal(
                        InvalidParameterException.class,
                        () -> signUp(test, TestPool.newName(), "nickname", "n".repeat(2049))));
    }

    /** Amplify-ui #4356; the form of the line is that of an answer that a test of a public project holds. */
    @Test
    void holdsTheConstraintsOfCustomAttributes() {
        try (var own = TestPool.startWith(
                folder,
                "      Schema:\n",
                "      Schema:\n        - Name: badge\n          AttributeDataType: String\n          Mutable: true\n"
                        + "          StringAttributeConstraints: {MinLength: '2', MaxLength: '4'}\n"
                        + "        - Name: floor\n          AttributeDataType: Number\n          Mutable: true\n"
                        + "          NumberAttributeConstraints: {MinValue: '0', MaxValue: '9'}\n")) {
            assertEquals(
                    "Attributes did not conform to the schema: custom:badge: String must be no shorter than 2 characters",
                    refusal(InvalidParameterException.class, () -> signUp(own, "ann", "custom:badge", "1"))
                            .strip());
            refusal(InvalidParameterException.class, () -> signUp(own, "ann", "custom:floor", "10"));
            refusal(InvalidParameterException.class, () -> signUp(own, "ann", "custom:floor", "top"));
            signUp(own, "ann", "custom:floor", "9");
            own.cognito.adminConfirmSignUp(r -> r.userPoolId(poolId).username("ann"));
            var token = own.signIn("ann").accessToken();
            assertEquals(
                    "user.custom:badge: String must be no longer than 4 characters\n",
                    refusal(
                            InvalidParameterException.class,
                            () -> own.cognito.updateUserAttributes(r -> r.accessToken(token)
                                    .userAttributes(a -> a.name("custom:badge").value("12345")))));
            var schema = own.cognito.describeUserPool(r -> r.userPoolId(poolId)).userPool().schemaAttributes().stream()
                    .collect(Collectors.toMap(a -> a.name(), a -> a));
            assertEquals(
                    "4", schema.get("custom:badge").stringAttributeConstraints().maxLength());
            assertEquals(
                    "9", schema.get("custom:floor").numberAttributeConstraints().maxValue());
        }
    }

    /** API_AdminCreateUser; moto's tests of forgot_password that were verified on AWS. */
    @Test
    void anAddressIsVerifiedInAnyCase() {
        var name = TestPool.newName();
        test.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(
                        a -> a.name("email").value(name + "@example.com"),
                        a -> a.name("email_verified").value("True")));
        test.cognito.adminSetUserPassword(
                r -> r.userPoolId(poolId).username(name).password(PASSWORD).permanent(true));
        var tokens = test.signIn(name + "@example.com");
        assertTrue(test.claims(tokens.idToken()).path("email_verified").booleanValue());
        assertEquals(
                "u***@e***",
                test.cognito
                        .forgotPassword(r -> r.clientId(client).username(name))
                        .codeDeliveryDetails()
                        .destination());
    }

    /** Boto3 #3213, aws-sdk-ios #515. */
    @Test
    void anAdministratorMovesAnAlias() {
        var holder = test.newUser();
        var address = holder + "@example.com";
        var name = test.newUser();
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(
                        a -> a.name("email").value(address),
                        a -> a.name("email_verified").value("true")));
        assertEquals(
                name,
                test.claims(test.signIn(address).idToken())
                        .path("cognito:username")
                        .asText());
        assertEquals("false", attributes(holder).get("email_verified"));
    }

    /** Aws-sdk-js #1290. */
    @Test
    void aNewPasswordNeedsTheMissingAttribute() {
        try (var own = TestPool.start(settings -> settings.withState(folder))) {
            own.cognito.adminSetUserPassword(
                    r -> r.userPoolId(poolId).username("visitor").password("Temporary-pass-2"));
        }
        try (var own = TestPool.start(settings -> TestPool.with(
                settings.withState(folder),
                LocalTemplate.read(
                        TestPool.changedTemplate(
                                folder,
                                "      Schema:\n",
                                "      Schema:\n        - Name: name\n          AttributeDataType: String\n"
                                        + "          Required: true\n          Mutable: true\n"),
                        "")))) {
            var challenge = own.cognito.initiateAuth(r -> r.clientId(client)
                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                    .authParameters(Map.of("USERNAME", "visitor", "PASSWORD", "Temporary-pass-2")));
            assertEquals(
                    "[\"userAttributes.name\"]", challenge.challengeParameters().get("requiredAttributes"));
            assertEquals(
                    "Invalid attributes given, name is missing",
                    refusal(
                            InvalidParameterException.class,
                            () -> own.cognito.respondToAuthChallenge(r -> r.clientId(client)
                                    .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                                    .session(challenge.session())
                                    .challengeResponses(
                                            Map.of("USERNAME", "visitor", "NEW_PASSWORD", "Another-pass-2")))));
        }
    }

    /** API_ListUsers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "email = \"VISITOR@example.com\"",
                "email ^= \"Visitor@\"",
                "username = \"VISITOR\"",
                "username ^= \"Visi\""
            })
    void filtersRegardNoCaseWhereThePoolDoesNot(String filter) {
        assertEquals(List.of("visitor"), names(test, filter));
    }

    /** API_ListUsers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub = \"B7E2D3C5-6A7F-7012-9D2E-3F4A5B6C7D8E\"",
                "cognito:user_status = \"confirmed\"",
                "status = \"enabled\""
            })
    void otherFiltersRegardCase(String filter) {
        assertEquals(List.of(), names(test, filter));
    }

    /** API_ListUsers. */
    @Test
    void aFilterRegardsTheCaseOfNamesWhereThePoolDoes() {
        try (var own = TestPool.startWith(folder, "CaseSensitive: false", "CaseSensitive: true")) {
            assertEquals(List.of(), names(own, "username = \"VISITOR\""));
            assertEquals(List.of("visitor"), names(own, "username = \"visitor\""));
        }
    }

    /** API_ListUsers; ministack #1465. */
    @Test
    void listsNoAttributeThatAUserLacks() {
        assertEquals(
                "One or more requested attributes do not exist.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.listUsers(r -> r.userPoolId(poolId).attributesToGet("given_name"))));
    }

    /** The developer guide's page on managing errors. */
    @Test
    void srpGivesAnUnknownUserTheSameIdAgainAndAgain() {
        var first = srp("nobody").get("USER_ID_FOR_SRP");
        assertEquals(first, UUID.fromString(first).toString());
        assertEquals(first, srp("nobody").get("USER_ID_FOR_SRP"));
        assertEquals(first, srp("NoBody").get("USER_ID_FOR_SRP"));
        assertFalse(first.equals(srp("no-one").get("USER_ID_FOR_SRP")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"visitor", "nobody"})
    void theLockOutTellsNobodyWhoExists(String name) {
        try (var own = TestPool.start()) {
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        "Incorrect username or password.",
                        refusal(NotAuthorizedException.class, () -> own.signIn(name, "Wrong-password-1")));
            }
            assertEquals(
                    "Password attempts exceeded",
                    refusal(NotAuthorizedException.class, () -> own.signIn(name, "Wrong-password-1")));
        }
    }

    @Test
    void aWrongPasswordOfAnUnknownUserTakesAsLong() {
        var known = Long.MAX_VALUE;
        var unknown = Long.MAX_VALUE;
        try (var own = TestPool.start()) {
            for (int i = 0; i < 4; i++) {
                known = Math.min(known, nanosOfAWrongPassword(own, "visitor"));
                unknown = Math.min(unknown, nanosOfAWrongPassword(own, "nobody" + i));
            }
        }
        assertTrue(unknown > known / 2, "unknown " + unknown + " ns, known " + known + " ns");
    }

    /** Terraform's TestAccCognitoIDPUserPool_basic, terraform-provider-aws #38197. */
    @Test
    void describesThePoolWithCognitosDefaults() {
        var pool = test.cognito.describeUserPool(r -> r.userPoolId(poolId)).userPool();
        assertNotNull(pool.creationDate());
        assertNotNull(pool.lastModifiedDate());
        assertEquals("OPTIONAL", pool.mfaConfigurationAsString());
        assertNotNull(pool.lambdaConfig());
        assertEquals("COGNITO_DEFAULT", pool.emailConfiguration().emailSendingAccountAsString());
        assertEquals("CONFIRM_WITH_CODE", pool.verificationMessageTemplate().defaultEmailOptionAsString());
        assertEquals(List.of("PASSWORD"), pool.policies().signInPolicy().allowedFirstAuthFactorsAsStrings());
        assertEquals("localhost", pool.domain());
        assertEquals(List.of("10", "10"), lengths(pool, "birthdate"));
        assertEquals(List.of("1", "2048"), lengths(pool, "sub"));
        assertEquals(List.of("0", "2048"), lengths(pool, "email"));
        var updated = pool.schemaAttributes().stream()
                .filter(a -> a.name().equals("updated_at"))
                .findFirst()
                .orElseThrow();
        assertEquals("0", updated.numberAttributeConstraints().minValue());
    }

    @Test
    void thePoolsDateStays() {
        Instant first;
        try (var own = TestPool.start(settings -> settings.withState(folder))) {
            first = own.cognito
                    .describeUserPool(r -> r.userPoolId(poolId))
                    .userPool()
                    .creationDate();
        }
        try (var own = TestPool.start(settings -> settings.withState(folder))) {
            assertEquals(
                    first,
                    own.cognito
                            .listUserPools(r -> r.maxResults(1))
                            .userPools()
                            .get(0)
                            .creationDate());
        }
    }

    /** Terraform's acceptance tests of clients: validities come back as they were declared. */
    @Test
    void describesAClientInTheUnitsOfItsDeclaration() {
        var described = test.cognito
                .describeUserPoolClient(r -> r.userPoolId(poolId).clientId(client))
                .userPoolClient();
        assertEquals(30, described.refreshTokenValidity());
        assertEquals("days", described.tokenValidityUnits().refreshTokenAsString());
        assertEquals("minutes", described.tokenValidityUnits().accessTokenAsString());
        assertEquals(List.of("COGNITO"), described.supportedIdentityProviders());
        assertFalse(described.enablePropagateAdditionalUserContextData());
        assertNotNull(described.creationDate());
        assertNotNull(described.lastModifiedDate());
    }

    @Test
    void listsThePoolWithItsDates() {
        var pool = test.cognito.listUserPools(r -> r.maxResults(1)).userPools().get(0);
        assertNotNull(pool.creationDate());
        assertNotNull(pool.lastModifiedDate());
        assertNotNull(pool.lambdaConfig());
    }

    /** API_GetUserAuthFactors. */
    @Test
    void tellsTheFirstFactorsOfAUser() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        var factors = test.cognito.getUserAuthFactors(r -> r.accessToken(token));
        assertEquals(name, factors.username());
        assertEquals(List.of("PASSWORD"), factors.configuredUserAuthFactorsAsStrings());
    }

    /** API_DescribeResourceServer, API_ListResourceServers. */
    @Test
    void describesTheResourceServer() {
        var server = test.cognito
                .describeResourceServer(r -> r.userPoolId(poolId).identifier("spaces"))
                .resourceServer();
        assertEquals("Spaces", server.name());
        assertEquals(
                List.of("read", "write"),
                server.scopes().stream().map(s -> s.scopeName()).toList());
        assertEquals(
                List.of(server),
                test.cognito
                        .listResourceServers(r -> r.userPoolId(poolId).maxResults(10))
                        .resourceServers());
        refusal(
                ResourceNotFoundException.class,
                () -> test.cognito.describeResourceServer(
                        r -> r.userPoolId(poolId).identifier("nothing")));
    }

    /** API_DescribeUserPoolDomain: of an unknown domain nothing is told, and that is no error. */
    @Test
    void describesItsOwnDomainAndNoOther() {
        assertEquals(
                poolId,
                test.cognito
                        .describeUserPoolDomain(r -> r.domain("localhost"))
                        .domainDescription()
                        .userPoolId());
        test.signed("DescribeUserPoolDomain", "{\"Domain\":\"other\"}")
                .statusCode(200)
                .body(equalTo("{\"DomainDescription\":{}}"));
    }

    /** API_ListIdentityProviders, API_ListTagsForResource. */
    @Test
    void hasNoProvidersAndNoTags() {
        assertEquals(
                List.of(),
                test.cognito.listIdentityProviders(r -> r.userPoolId(poolId)).providers());
        var arn = test.cognito
                .describeUserPool(r -> r.userPoolId(poolId))
                .userPool()
                .arn();
        assertEquals(
                Map.of(),
                test.cognito.listTagsForResource(r -> r.resourceArn(arn)).tags());
    }

    /** Ministack #1538. */
    @Test
    void recordsNoEventsWithoutTheAddOn() {
        refusal(
                UserPoolAddOnNotEnabledException.class,
                () -> test.cognito.adminListUserAuthEvents(
                        r -> r.userPoolId(poolId).username("visitor")));
    }

    /** Openiddict-core PR 1586 quotes Cognito's document: a client that insists on more fails there, and here. */
    @Test
    void theOpenIdConfigurationIsCognitosDocument() {
        var endpoint = test.pool.endpoint().toString();
        RestAssured.get(test.pool.issuer() + "/.well-known/openid-configuration")
                .then()
                .body(
                        "",
                        equalTo(Map.ofEntries(
                                Map.entry("authorization_endpoint", endpoint + "/oauth2/authorize"),
                                Map.entry("end_session_endpoint", endpoint + "/logout"),
                                Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
                                Map.entry("issuer", test.pool.issuer()),
                                Map.entry("jwks_uri", test.pool.issuer() + "/.well-known/jwks.json"),
                                Map.entry("response_types_supported", List.of("code", "token")),
                                Map.entry("revocation_endpoint", endpoint + "/oauth2/revoke"),
                                Map.entry("scopes_supported", List.of("openid", "email", "phone", "profile")),
                                Map.entry("subject_types_supported", List.of("public")),
                                Map.entry("token_endpoint", endpoint + "/oauth2/token"),
                                Map.entry(
                                        "token_endpoint_auth_methods_supported",
                                        List.of("client_secret_basic", "client_secret_post")),
                                Map.entry("userinfo_endpoint", endpoint + "/oauth2/userInfo"))));
    }

    /** The developer guide's page on signing up: the contact that the code went to. */
    @Test
    void confirmingVerifiesTheContactThatTheCodeWentTo() {
        try (var own = TestPool.startWith(
                folder, "AutoVerifiedAttributes: [email]", "AutoVerifiedAttributes: [email, phone_number]")) {
            own.signUp("ann");
            own.cognito.adminUpdateUserAttributes(r -> r.userPoolId(poolId)
                    .username("ann")
                    .userAttributes(a -> a.name("phone_number").value("+15550100")));
            own.cognito.confirmSignUp(r -> r.clientId(client).username("ann").confirmationCode(own.lastCode("ann")));
            var attributes =
                    own.cognito.adminGetUser(r -> r.userPoolId(poolId).username("ann")).userAttributes().stream()
                            .collect(Collectors.toMap(AttributeType::name, AttributeType::value));
            assertEquals("true", attributes.get("email_verified"));
            assertFalse("true".equals(attributes.get("phone_number_verified")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u001b[2J", "\\u0000", "a\\u0007", "\\u009b31m"})
    void refusesControlCharactersInAttributes(String value) {
        test.call(
                        "SignUp",
                        "{\"ClientId\":\"spacesdevclient\",\"Username\":\"" + TestPool.newName()
                                + "\",\"Password\":\"Long-enough-1\",\"UserAttributes\":[{\"Name\":\"name\",\"Value\":\""
                                + value + "\"},{\"Name\":\"email\",\"Value\":\"x@example.com\"}]}")
                .statusCode(400)
                .body(members("__type", equalTo("InvalidParameterException")))
                .body(members(
                        "message", containsString("'userAttributes.1.member.value' failed to satisfy constraint")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SignUp | {\"ClientId\":\"spacesdevclient\",\"Username\":\"x\",\"Password\":\"p\",\"UserAttributes\":[7]} | SerializationException",
                "SignUp | {\"ClientId\":\"spacesdevclient\",\"Username\":\"x\",\"Password\":\"p\",\"UserAttributes\":[null]} | SerializationException",
                "SignUp | {\"ClientId\":\"spacesdevclient\",\"Username\":\"x\",\"Password\":\"p\",\"UserAttributes\":[{\"Name\":7}]} | SerializationException",
                "SignUp | {\"ClientId\":\"spacesdevclient\",\"Username\":\"x\",\"Password\":\"p\",\"UserAttributes\":[{}]} | InvalidParameterException",
                "InitiateAuth | {\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"USER_SRP_AUTH\",\"AuthParameters\":{\"USERNAME\":{}}} | SerializationException",
                "InitiateAuth | {\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"USER_SRP_AUTH\"} | InvalidParameterException",
                "InitiateAuth | {\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"USER_AUTH\"} | InvalidParameterException",
                "InitiateAuth | {\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"REFRESH_TOKEN_AUTH\",\"AuthParameters\":{\"REFRESH_TOKEN\":\"a.b.c.d.e\"}} | NotAuthorizedException",
                "RespondToAuthChallenge | {\"ClientId\":\"spacesdevclient\",\"ChallengeName\":\"PASSWORD_VERIFIER\",\"ChallengeResponses\":{\"USERNAME\":\"x\",\"PASSWORD_CLAIM_SECRET_BLOCK\":\"?\",\"PASSWORD_CLAIM_SIGNATURE\":\"?\",\"TIMESTAMP\":\"?\"}} | NotAuthorizedException",
                "RespondToAuthChallenge | {\"ClientId\":\"spacesdevclient\",\"ChallengeName\":\"SOFTWARE_TOKEN_MFA\",\"Session\":\"00000000000000000000\",\"ChallengeResponses\":{\"USERNAME\":\"x\",\"SOFTWARE_TOKEN_MFA_CODE\":\"x\"}} | NotAuthorizedException",
                "RespondToAuthChallenge | {\"ClientId\":\"spacesdevclient\",\"ChallengeName\":\"SMS_MFA\",\"ChallengeResponses\":{\"USERNAME\":\"x\"}} | InvalidParameterException",
                "GetUser | {\"AccessToken\":\"a.b.c\"} | NotAuthorizedException",
                "SetUserMFAPreference | {\"AccessToken\":\"a.b.c\",\"SoftwareTokenMfaSettings\":[]} | SerializationException",
                "ListUsers | {\"UserPoolId\":\"us-east-1_SpacesDev\",\"AttributesToGet\":[7]} | SerializationException",
                "ListUsers | {\"UserPoolId\":\"us-east-1_SpacesDev\",\"AttributesToGet\":[\"a b\"]} | InvalidParameterException",
                "ListUsers | {\"UserPoolId\":\"us-east-1_SpacesDev\",\"PaginationToken\":\"?\"} | InvalidParameterException",
                "AdminCreateUser | {\"UserPoolId\":\"us-east-1_SpacesDev\",\"Username\":\"x\",\"UserAttributes\":{}} | SerializationException"
            })
    void badInputIsTheCallersFault(String operation, String body, String error) {
        test.signed(operation, body)
                .statusCode(400)
                .body(members("__type", equalTo(error)))
                .body(members("$", not(hasKey("stackTrace"))));
    }

    private static long nanosOfAWrongPassword(TestPool pool, String name) {
        var body = "{\"ClientId\":\"spacesdevclient\",\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"AuthParameters\":"
                + "{\"USERNAME\":\"" + name + "\",\"PASSWORD\":\"Wrong-password-1\"}}";
        var begin = System.nanoTime();
        pool.call("InitiateAuth", body).statusCode(400);
        return System.nanoTime() - begin;
    }

    private static Map<String, String> srp(String name) {
        return test.cognito
                .initiateAuth(r -> r.clientId(client)
                        .authFlow(AuthFlowType.USER_SRP_AUTH)
                        .authParameters(Map.of("USERNAME", name, "SRP_A", "abcdef")))
                .challengeParameters();
    }

    private static void signUp(TestPool pool, String name, String attribute, String value) {
        pool.cognito.signUp(r -> r.clientId(client)
                .username(name)
                .password(PASSWORD)
                .userAttributes(
                        a -> a.name("email").value(name + "@example.com"),
                        a -> a.name(attribute).value(value)));
    }

    private static Map<String, String> attributes(String name) {
        return test.cognito.adminGetUser(r -> r.userPoolId(poolId).username(name)).userAttributes().stream()
                .collect(Collectors.toMap(AttributeType::name, AttributeType::value));
    }

    private static List<String> lengths(UserPoolType pool, String attribute) {
        var constraints = pool.schemaAttributes().stream()
                .filter(a -> a.name().equals(attribute))
                .findFirst()
                .orElseThrow()
                .stringAttributeConstraints();
        return List.of(constraints.minLength(), constraints.maxLength());
    }

    private static List<String> names(TestPool pool, String filter) {
        return pool.cognito.listUsers(r -> r.userPoolId(poolId).filter(filter)).users().stream()
                .map(user -> user.username())
                .toList();
    }
}
