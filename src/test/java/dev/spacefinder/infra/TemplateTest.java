package dev.spacefinder.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.Routes;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;

/** The template that is deployed, held against the application that it deploys. */
class TemplateTest {

    private static final Path FILE = Path.of("infra/template.yaml");
    private static final String STACK = "local";
    private static final Template TEMPLATE = Template.read(FILE);

    // The function

    @Test
    void leavesOutASettingThatHasNoValue() {
        var environment = environment(Map.of());

        assertFalse(environment.has("COGNITO_JWKS"));
        assertFalse(environment.has("QUARKUS_HTTP_CORS_ORIGINS"));
        environment.forEach(value -> assertFalse(value.asText().isEmpty()));
    }

    @Test
    void listsTheClientOfMachinesOnlyWhereTheyCanCall() {
        var people = "SpaceUserPoolClient";

        assertEquals(people, environment(Map.of()).path("COGNITO_CLIENT_IDS").asText());
        assertEquals(
                people + ",SpaceMachineClient",
                environment(Map.of("TokenUse", "access"))
                        .path("COGNITO_CLIENT_IDS")
                        .asText());
        assertEquals(
                people,
                environment(Map.of("TokenUse", "access", "MachineClient", "false"))
                        .path("COGNITO_CLIENT_IDS")
                        .asText());
    }

    @Test
    void runsTheNativeExecutableThatTheBuildMakes() {
        var function = TEMPLATE.resource("SpacesFunction").properties();

        assertEquals("provided.al2023", function.path("Runtime").asText());
        assertEquals("not.used.in.provided.runtime", function.path("Handler").asText());
        assertEquals(
                Path.of("target/function.zip"),
                FILE.resolveSibling(function.path("Code").asText()).normalize());
    }

    @Test
    void aBurstThatTheGatewayLetsThroughFitsIntoTheConcurrencyOfAnAccount() {
        var throttle = TEMPLATE.resource("SpacesStage")
                .properties()
                .path("MethodSettings")
                .path(0);

        assertTrue(throttle.path("ThrottlingBurstLimit").asInt() <= 1000);
        assertTrue(throttle.path("ThrottlingRateLimit").asInt()
                <= throttle.path("ThrottlingBurstLimit").asInt());
    }

    // The API's own name

    @Test
    void theApisOwnNameTakesNoOldTlsAndLeadsToTheStage() {
        var template = Template.read(FILE, Map.of("ApiDomainName", "api.example.com"), Map.of());
        var domain = template.resource("ApiDomain").properties();
        var mapping = template.resource("ApiDomainMapping").properties();

        assertEquals("api.example.com", domain.path("DomainName").asText());
        assertEquals("TLS_1_2", domain.path("SecurityPolicy").asText());
        assertEquals(
                "REGIONAL",
                domain.path("EndpointConfiguration").path("Types").path(0).asText());
        assertEquals("SpacesStage", mapping.path("Stage").asText());
        assertFalse(mapping.has("BasePath"));
    }

    // The table

    @Test
    void theFunctionUsesTheTablesThatWereRestoredBesideTheStacksOwn() {
        var used = new ArrayList<String>();
        environment(Map.of("TableSuffix", "-restored")).forEach(variable -> used.add(variable.asText()));
        for (var table : TEMPLATE.resources("AWS::DynamoDB::Table")) {
            assertTrue(
                    used.contains(table.reference() + "-restored"),
                    table.logicalId() + " is used whatever TableSuffix says: let its variable be !Sub ${"
                            + table.logicalId() + "}${TableSuffix}");
        }
    }

    @Test
    void usersAndTablesOutliveAReplacement() throws IOException {
        for (var type : List.of("AWS::Cognito::UserPool", "AWS::DynamoDB::Table")) {
            for (var kept : TEMPLATE.resources(type)) {
                var policy = raw(kept.logicalId(), "UpdateReplacePolicy");
                assertTrue(
                        policy != null && text(policy).equals("Retain"),
                        kept.logicalId() + " would be lost with a replacement: give it UpdateReplacePolicy: Retain");
            }
        }
    }

    @Test
    void usersAndTablesAreProtectedUnlessAskedOtherwise() {
        var open = Template.read(FILE, Map.of("DeletionProtection", "false"), Map.of());

        assertEquals(
                "ACTIVE",
                TEMPLATE.resource("SpaceUserPool")
                        .properties()
                        .path("DeletionProtection")
                        .asText());
        assertEquals(
                "INACTIVE",
                open.resource("SpaceUserPool")
                        .properties()
                        .path("DeletionProtection")
                        .asText());
        for (var table : TEMPLATE.resources("AWS::DynamoDB::Table")) {
            assertTrue(table.properties().path("DeletionProtectionEnabled").asBoolean(), table.logicalId());
            assertFalse(open.resource(table.logicalId())
                    .properties()
                    .path("DeletionProtectionEnabled")
                    .asBoolean());
        }
    }

    @Test
    void tablesAreEncryptedAndCanBeRestoredToAnyPointInTime() {
        for (var table : TEMPLATE.resources("AWS::DynamoDB::Table")) {
            var properties = table.properties();
            assertTrue(properties.path("SSESpecification").path("SSEEnabled").asBoolean(), table.logicalId());
            assertTrue(
                    properties
                            .path("PointInTimeRecoverySpecification")
                            .path("PointInTimeRecoveryEnabled")
                            .asBoolean(),
                    table.logicalId());
        }
    }

    // Roles

    @Test
    void noPolicyAllowsMoreThanItNames() {
        var withoutResource = Set.of(
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListMetrics");
        for (var statement : statements()) {
            for (var action : values(statement.path("Action"))) {
                assertFalse(action.contains("*"), action);
                if (values(statement.path("Resource")).contains("*")) {
                    assertTrue(withoutResource.contains(action), action + " can name its resource");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdminsRole", "SignedInRole"})
    void onlySignedInUsersOfThisIdentityPoolTakeARole(String role) {
        var trust = TEMPLATE.resource(role)
                .properties()
                .path("AssumeRolePolicyDocument")
                .path("Statement");

        assertEquals(1, trust.size());
        assertEquals(
                "SpaceIdentityPool",
                trust.path(0)
                        .path("Condition")
                        .path("StringEquals")
                        .path("cognito-identity.amazonaws.com:aud")
                        .asText());
        assertEquals(
                "authenticated",
                trust.path(0)
                        .path("Condition")
                        .path("ForAnyValue:StringEquals")
                        .path("cognito-identity.amazonaws.com:amr")
                        .asText());
    }

    @Test
    void aUserWithoutAGroupMayDoNothingInAws() {
        var role = TEMPLATE.resource("SignedInRole").properties();
        var mapping = TEMPLATE.resource("SpaceIdentityPoolRoles")
                .properties()
                .path("RoleMappings")
                .path("SpaceUserPool");

        assertFalse(role.has("Policies"));
        assertFalse(role.has("ManagedPolicyArns"));
        assertEquals("Token", mapping.path("Type").asText());
        assertEquals("Deny", mapping.path("AmbiguousRoleResolution").asText());
    }

    // The gateway

    @Test
    void onlyPreflightsAndTheDescriptionOfTheApiPassWithoutAToken() {
        var open = TEMPLATE.resources("AWS::ApiGateway::Method").stream()
                .filter(method ->
                        method.properties().path("AuthorizationType").asText().equals("NONE"))
                .map(TemplateTest::route)
                .collect(Collectors.toSet());

        assertEquals(Set.of("OPTIONS {proxy+}", "GET openapi", "HEAD openapi", "OPTIONS openapi"), open);
        for (var method : TEMPLATE.resources("AWS::ApiGateway::Method")) {
            if (!open.contains(route(method))) {
                assertEquals(
                        "COGNITO_USER_POOLS",
                        method.properties().path("AuthorizationType").asText());
                assertEquals(
                        "CognitoAuthorizer",
                        method.properties().path("AuthorizerId").asText());
            }
        }
    }

    @Test
    void theDescriptionOfTheApiHasNoMethodButThoseThatReadIt() {
        var verbs = TEMPLATE.resources("AWS::ApiGateway::Method").stream()
                .map(TemplateTest::route)
                .filter(route -> route.endsWith(" openapi"))
                .collect(Collectors.toSet());

        assertEquals(Set.of("GET openapi", "HEAD openapi", "OPTIONS openapi"), verbs);
    }

    @Test
    void whatPassesWithoutATokenIsThrottledBelowWhatNeedsOne() {
        var settings = TEMPLATE.resource("SpacesStage").properties().path("MethodSettings");
        var throttles = StreamSupport.stream(settings.spliterator(), false)
                .collect(Collectors.toMap(
                        setting -> setting.path("HttpMethod").asText() + " "
                                + setting.path("ResourcePath").asText(),
                        setting -> setting.path("ThrottlingRateLimit").asText() + " "
                                + setting.path("ThrottlingBurstLimit").asText()));

        // A slash within the path is written ~1 (AWS::ApiGateway::Stage MethodSetting).
        assertEquals(
                Map.of(
                        "* /*", "100 200",
                        "OPTIONS /~1{proxy+}", "100 20",
                        "GET /~1openapi", "10 5",
                        "HEAD /~1openapi", "10 5",
                        "OPTIONS /~1openapi", "10 5"),
                throttles);
        for (var method : TEMPLATE.resources("AWS::ApiGateway::Method")) {
            if (method.properties().path("AuthorizationType").asText().equals("NONE")) {
                assertTrue(throttles.containsKey(route(method).replace(" ", " /~1")), route(method));
            }
        }
    }

    @Test
    void everyRoutePassesTheAuthorizerUnlessItIsOpenToAnyone() {
        for (var route : Routes.all()) {
            assertEquals(
                    Routes.OPEN.contains(route.toString()) ? "NONE" : "COGNITO_USER_POOLS",
                    authorizationOf(route.method().toLowerCase(), route.path()),
                    route.toString());
        }
    }

    /** The authorization of the method that the gateway picks: that of the path itself before that of every path. */
    private static String authorizationOf(String operation, String path) {
        var methods = TEMPLATE.resources("AWS::ApiGateway::Method").stream()
                .collect(Collectors.toMap(
                        TemplateTest::route,
                        method -> method.properties().path("AuthorizationType").asText()));
        var part = path.substring(1);
        var resource = methods.keySet().stream().anyMatch(route -> route.endsWith(" " + part)) ? part : "{proxy+}";
        return methods.getOrDefault(operation.toUpperCase() + " " + resource, methods.get("ANY " + resource));
    }

    @Test
    void asksForScopesOnlyWhereItTakesAccessTokens() {
        var scopes = Template.read(FILE, Map.of("TokenUse", "access"), Map.of())
                .resource("EveryPathMethod")
                .properties()
                .path("AuthorizationScopes");

        assertFalse(TEMPLATE.resource("EveryPathMethod").properties().has("AuthorizationScopes"));
        assertEquals(List.of("spaces/read", "spaces/write", "aws.cognito.signin.user.admin"), values(scopes));
    }

    @ParameterizedTest
    @MethodSource("gatewayResponses")
    void whatTheGatewayRefusesIsAProblemDocumentThatAnyPageMayRead(Resource response) throws IOException {
        var status = response.properties().path("StatusCode").asInt();
        var headers = response.properties().path("ResponseParameters");
        var body = new ObjectMapper()
                .readTree(response.properties()
                        .path("ResponseTemplates")
                        .path("application/json")
                        .asText());

        assertEquals("about:blank", body.path("type").asText());
        assertEquals(status, body.path("status").asInt());
        assertFalse(body.path("title").asText().isEmpty());
        assertFalse(body.path("detail").asText().isEmpty());
        assertEquals("'application/problem+json'", header(headers, "Content-Type"));
        assertEquals("'*'", header(headers, "Access-Control-Allow-Origin"));
        assertEquals("'Retry-After,WWW-Authenticate,X-Request-Id'", header(headers, "Access-Control-Expose-Headers"));
        assertEquals("context.requestId", header(headers, "X-Request-Id"));
        assertEquals("$context.requestId", body.path("requestId").asText());
        assertEquals(status == 401, header(headers, "WWW-Authenticate").contains("error=\"invalid_token\""));
    }

    static List<Resource> gatewayResponses() {
        return TEMPLATE.resources("AWS::ApiGateway::GatewayResponse");
    }

    @Test
    void aRefusedTokenIsToldApartFromAnExpiredOne() {
        assertTrue(body("UNAUTHORIZED").contains("\"reason\":\"invalid_token\""));
        assertTrue(body("EXPIRED_TOKEN").contains("\"reason\":\"expired\""));
        assertTrue(body("ACCESS_DENIED").contains("\"reason\":\"missing_scope\""));
    }

    @Test
    void theDeploymentOfTheApiHoldsEveryMethodAndResponse() throws IOException {
        var parts = Stream.of("AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse")
                .flatMap(type -> TEMPLATE.resources(type).stream())
                .map(Resource::logicalId)
                .collect(Collectors.toSet());
        var waitsFor = ((SequenceNode) raw("SpacesDeployment", "DependsOn"))
                .getValue().stream().map(TemplateTest::text).toList();

        assertEquals(parts, Set.copyOf(waitsFor));
    }

    // The firewall

    @Test
    void theFirewallStandsBeforeTheApiAndTheUserPool() {
        var associations = withFirewall().resources("AWS::WAFv2::WebACLAssociation");
        var guarded = associations.stream()
                .map(association -> association.properties().path("ResourceArn").asText())
                .collect(Collectors.toSet());

        assertEquals(
                Set.of("SpaceUserPool.Arn", "arn:aws:apigateway:us-east-1::/restapis/SpacesApi/stages/SpacesStage"),
                guarded);
        associations.forEach(association -> assertEquals(
                "WebAcl.Arn", association.properties().path("WebACLArn").asText()));
        assertTrue(TEMPLATE.resources("AWS::WAFv2::WebACLAssociation").isEmpty());
    }

    @Test
    void theFirewallKeepsNoSampleOfARequest() {
        var firewall = withFirewall().resource("WebAcl").properties();
        var kept = new ArrayList<>(firewall.findValues("SampledRequestsEnabled"));

        assertEquals(1 + firewall.path("Rules").size(), kept.size());
        kept.forEach(sampled -> assertFalse(sampled.asBoolean(true)));
    }

    @Test
    void theFirewallsLogHoldsNoTokenNoSessionAndNoTextOfAUser() {
        var redacted = withFirewall().resource("WebAclLogging").properties().path("RedactedFields");

        assertEquals(List.of("authorization", "cookie"), redacted.findValuesAsText("Name"));
        assertEquals(1, redacted.findValues("QueryString").size());
    }

    private static Template withFirewall() {
        return Template.read(FILE, Map.of("Waf", "true"), Map.of());
    }

    // Sign-in

    @Test
    void whoeverHasAnAddressSignsUpUnlessAskedOtherwise() {
        assertFalse(onlyAdministratorsMakeUsers(Map.of()));
        assertTrue(onlyAdministratorsMakeUsers(Map.of("SelfSignUp", "false")));
    }

    private static boolean onlyAdministratorsMakeUsers(Map<String, String> parameters) {
        var setting = Template.read(FILE, parameters, Map.of())
                .resource("SpaceUserPool")
                .properties()
                .path("AdminCreateUserConfig")
                .path("AllowAdminCreateUserOnly");
        assertTrue(setting.isBoolean());
        return setting.asBoolean();
    }

    @Test
    void withoutThePasswordFlowAppsProvePasswordsAndAdministratorsStillSendThem() {
        assertTrue(flows(Map.of()).contains("ALLOW_USER_PASSWORD_AUTH"));
        assertEquals(
                List.of(
                        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                        "ALLOW_CUSTOM_AUTH",
                        "ALLOW_USER_SRP_AUTH",
                        "ALLOW_REFRESH_TOKEN_AUTH"),
                flows(Map.of("PasswordFlow", "false")));
    }

    private static List<String> flows(Map<String, String> parameters) {
        return values(Template.read(FILE, parameters, Map.of())
                .resource("SpaceUserPoolClient")
                .properties()
                .path("ExplicitAuthFlows"));
    }

    @Test
    void thePoolsMailIsCognitosOwnUntilThereIsAnIdentityToSendItWith() {
        assertFalse(TEMPLATE.resource("SpaceUserPool").properties().has("EmailConfiguration"));

        var identity = Map.of(
                "SesSourceArn", "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
                "FromAddress", "Spaces <spaces@example.com>");
        var mail = Template.read(FILE, identity, Map.of())
                .resource("SpaceUserPool")
                .properties()
                .path("EmailConfiguration");
        assertEquals("DEVELOPER", mail.path("EmailSendingAccount").asText());
        assertEquals(
                "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
                mail.path("SourceArn").asText());
        assertEquals("Spaces <spaces@example.com>", mail.path("From").asText());
    }

    @Test
    void anAddressCountsOnceItIsVerified() {
        var pool = TEMPLATE.resource("SpaceUserPool").properties();

        assertEquals(
                values(pool.path("AutoVerifiedAttributes")),
                values(pool.path("UserAttributeUpdateSettings").path("AttributesRequireVerificationBeforeUpdate")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITE", "ESSENTIALS"})
    void aTierWithoutThreatProtectionIsNotAskedForIt(String tier) {
        var template = Template.read(FILE, Map.of("UserPoolTier", tier), Map.of());

        assertFalse(template.resource("SpaceUserPool").properties().has("UserPoolAddOns"));
        assertTrue(template.resources("AWS::Cognito::UserPoolRiskConfigurationAttachment")
                .isEmpty());
    }

    @Test
    void theTierWithThreatProtectionRefusesLeakedPasswords() {
        var template = Template.read(FILE, Map.of("UserPoolTier", "PLUS"), Map.of());
        var risks = template.resource("ThreatProtection").properties();

        assertEquals(
                "ENFORCED",
                template.resource("SpaceUserPool")
                        .properties()
                        .path("UserPoolAddOns")
                        .path("AdvancedSecurityMode")
                        .asText());
        assertEquals(
                "BLOCK",
                risks.path("CompromisedCredentialsRiskConfiguration")
                        .path("Actions")
                        .path("EventAction")
                        .asText());
        assertEquals("ALL", risks.path("ClientId").asText());
    }

    // The whole

    @ParameterizedTest
    @MethodSource("namedResources")
    void namesEndInTheNameOfTheStack(String type, String property) {
        var named = Template.read(FILE, Map.of("Waf", "true"), Map.of()).resources(type);

        assertFalse(named.isEmpty());
        for (var resource : named) {
            assertTrue(resource.properties().path(property).asText().endsWith("-" + STACK), resource.logicalId());
        }
    }

    static Stream<Arguments> namedResources() {
        return Map.of(
                        "AWS::Cognito::UserPool",
                        "UserPoolName",
                        "AWS::Cognito::UserPoolClient",
                        "ClientName",
                        "AWS::Cognito::IdentityPool",
                        "IdentityPoolName",
                        "AWS::DynamoDB::Table",
                        "TableName",
                        "AWS::Lambda::Function",
                        "FunctionName",
                        "AWS::Logs::LogGroup",
                        "LogGroupName",
                        "AWS::ApiGateway::RestApi",
                        "Name",
                        "AWS::CloudWatch::Alarm",
                        "AlarmName",
                        "AWS::CloudWatch::Dashboard",
                        "DashboardName",
                        "AWS::WAFv2::WebACL",
                        "Name")
                .entrySet()
                .stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void theDocumentSaysOfEveryAlarmWhereToLookFirst() throws IOException {
        var document = Files.readString(Path.of("infra/README.md"));

        for (var alarm : TEMPLATE.resources("AWS::CloudWatch::Alarm")) {
            var name = alarm.properties().path("AlarmName").asText().replaceFirst("-" + STACK + "$", "");
            assertTrue(
                    document.contains("\n| `" + name + "` | "), "infra/README.md, 'An alarm', says nothing of " + name);
        }
    }

    @Test
    void everyParameterHasADefaultAndAPlaceInTheConsole() throws IOException {
        var declared = members(section("Parameters"));
        var shown = members(members(members(section("Metadata")).get("AWS::CloudFormation::Interface"))
                .get("ParameterLabels"));

        assertEquals(declared.keySet(), shown.keySet());
        declared.forEach((name, parameter) -> assertTrue(members(parameter).containsKey("Default"), name));
        declared.forEach((name, parameter) -> assertTrue(members(parameter).containsKey("Description"), name));
    }

    private static JsonNode environment(Map<String, String> parameters) {
        return Template.read(FILE, parameters, Map.of())
                .resource("SpacesFunction")
                .properties()
                .path("Environment")
                .path("Variables");
    }

    private static List<JsonNode> statements() {
        var statements = new ArrayList<JsonNode>();
        for (var role : TEMPLATE.resources("AWS::IAM::Role")) {
            for (var policy : role.properties().path("Policies")) {
                policy.path("PolicyDocument").path("Statement").forEach(statements::add);
            }
        }
        assertFalse(statements.isEmpty());
        return statements;
    }

    private static String route(Resource method) {
        return method.properties().path("HttpMethod").asText() + " "
                + TEMPLATE.resource(method.properties().path("ResourceId").asText())
                        .properties()
                        .path("PathPart")
                        .asText();
    }

    private static String body(String responseType) {
        return gatewayResponses().stream()
                .filter(response ->
                        response.properties().path("ResponseType").asText().equals(responseType))
                .findAny()
                .orElseThrow()
                .properties()
                .path("ResponseTemplates")
                .path("application/json")
                .asText();
    }

    private static String header(JsonNode headers, String name) {
        return headers.path("gatewayresponse.header." + name).asText();
    }

    private static List<String> values(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? StreamSupport.stream(oneOrMany.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(oneOrMany.asText());
    }

    /** What stands beside a resource's properties. */
    private static Node raw(String logicalId, String attribute) throws IOException {
        return members(members(section("Resources")).get(logicalId)).get(attribute);
    }

    private static Node section(String name) throws IOException {
        return members(compose(FILE)).get(name);
    }

    private static Node compose(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Yaml(new LoaderOptions()).compose(reader);
        }
    }

    private static Map<String, Node> members(Node mapping) {
        return ((MappingNode) mapping)
                .getValue().stream()
                        .collect(
                                Collectors.toMap(member -> text(member.getKeyNode()), member -> member.getValueNode()));
    }

    private static String text(Node scalar) {
        return ((ScalarNode) scalar).getValue();
    }
}
