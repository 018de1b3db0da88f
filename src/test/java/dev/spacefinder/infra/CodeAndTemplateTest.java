package dev.spacefinder.infra;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.annotation.security.RolesAllowed;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.Routes;
import dev.spacefinder.ShippedClasses;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import dev.spacefinder.testing.Missing;
import dev.spacefinder.testing.Settings;
import dev.spacefinder.testing.Settings.Setting;

/** What the code names and the template has to declare, and the other way round: groups, scopes, settings, tables. */
class CodeAndTemplateTest {

    private static final Path FILE = Path.of("infra/template.yaml");
    private static final String ENVIRONMENT = "SpacesFunction's Environment in " + FILE;
    private static final Template TEMPLATE = Template.read(FILE);

    /** It follows from the pool's id. */
    private static final Set<String> NOT_SET = Set.of("COGNITO_ISSUER");

    /** Read by Quarkus and by GraalVM's runtime. */
    private static final Set<String> NOT_OURS = Set.of("QUARKUS_HTTP_CORS_ORIGINS", "DISABLE_SIGNAL_HANDLERS");

    // Groups

    @Test
    void everyGroupThatTheCodeNamesIsDeclared() {
        var declared = groups().keySet();
        var missing = new ArrayList<String>();
        named().forEach((group, where) -> {
            if (!declared.contains(group)) {
                missing.add("The group " + group + " is named by " + where
                        + " and not declared: add an AWS::Cognito::UserPoolGroup with this GroupName to " + FILE + ".");
            }
        });
        Missing.assertNothing(missing);
    }

    /** A group with a role serves those who use AWS itself, whether the API knows it or not. */
    @Test
    void everyGroupThatIsDeclaredIsNamedByTheCodeOrHasARole() throws IOException {
        var missing = new ArrayList<String>();
        for (var group : groups().values()) {
            var name = group.properties().path("GroupName").asText();
            if (!group.properties().has("RoleArn") && !isAConstant(name)) {
                missing.add("The group " + name + " is declared by " + group.logicalId() + " in " + FILE
                        + ", and nothing names it: name it in a @RolesAllowed, give it a RoleArn, or take it out.");
            }
        }
        Missing.assertNothing(missing);
    }

    private static Map<String, Resource> groups() {
        return TEMPLATE.resources("AWS::Cognito::UserPoolGroup").stream()
                .collect(toMap(group -> group.properties().path("GroupName").asText(), identity()));
    }

    /** The groups of all {@code @RolesAllowed}, each with one that names it. */
    private static Map<String, String> named() {
        var named = new TreeMap<String, String>();
        for (var type : ShippedClasses.all()) {
            note(named, type, type.getSimpleName());
            for (Method method : type.getDeclaredMethods()) {
                note(named, method, type.getSimpleName() + "." + method.getName());
            }
        }
        return named;
    }

    private static void note(Map<String, String> named, AnnotatedElement element, String where) {
        if (element.isAnnotationPresent(RolesAllowed.class)) {
            for (var group : element.getAnnotation(RolesAllowed.class).value()) {
                named.putIfAbsent(group, where);
            }
        }
    }

    /** Whether a class holds that text as a constant: its length in two bytes before it (JVM Specification, 4.4.7). */
    private static boolean isAConstant(String text) throws IOException {
        var length = text.getBytes(StandardCharsets.UTF_8).length;
        var constant = "\u0001" + (char) (length >> 8) + (char) (length & 0xff)
                + new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (var file : ShippedClasses.files().toList()) {
            if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(constant)) {
                return true;
            }
        }
        return false;
    }

    // Scopes

    @Test
    void everyScopeThatARouteAsksForIsDeclaredAndCanBeHad() {
        var places = scopesByPlace();
        var missing = new ArrayList<String>();
        for (var scope : Routes.scopes()) {
            var route = Routes.all().stream()
                    .filter(each -> scope.equals(each.scope()))
                    .findFirst()
                    .orElseThrow();
            places.forEach((place, scopes) -> {
                if (!scopes.contains(scope)) {
                    missing.add(route + " asks for the scope " + scope + ", which is missing in " + FILE
                            + ": add it to the " + place + ".");
                }
            });
        }
        Missing.assertNothing(missing);
    }

    @Test
    void everyScopeThatIsDeclaredIsAskedFor() {
        var asked = Routes.scopes();
        Missing.assertNothing(declaredScopes()
                .filter(scope -> !asked.contains(scope))
                .map(scope -> "The scope " + scope + " is declared in " + FILE
                        + ", and no route asks for it: name it in a @PermissionsAllowed or a @RequiresScope, or take it"
                        + " out of the resource server, the clients and EveryPathMethod.")
                .toList());
    }

    /** Where a scope has to stand, so that a token can have it and the gateway lets it through. */
    private static Map<String, List<String>> scopesByPlace() {
        var places = new LinkedHashMap<String, List<String>>();
        places.put(
                "Scopes of an AWS::Cognito::UserPoolResourceServer",
                declaredScopes().toList());
        for (var client : TEMPLATE.resources("AWS::Cognito::UserPoolClient")) {
            places.put(
                    "AllowedOAuthScopes of " + client.logicalId(),
                    texts(client.properties().path("AllowedOAuthScopes")).toList());
        }
        for (var method :
                Template.read(FILE, Map.of("TokenUse", "access"), Map.of()).resources("AWS::ApiGateway::Method")) {
            if (method.properties().has("AuthorizationScopes")) {
                places.put(
                        "AuthorizationScopes of " + method.logicalId(),
                        texts(method.properties().path("AuthorizationScopes")).toList());
            }
        }
        return places;
    }

    private static Stream<String> declaredScopes() {
        return TEMPLATE.resources("AWS::Cognito::UserPoolResourceServer").stream()
                .map(Resource::properties)
                .flatMap(server -> elements(server.path("Scopes"))
                        .map(scope -> server.path("Identifier").asText() + "/"
                                + scope.path("ScopeName").asText()));
    }

    // Settings

    @Test
    void everySettingThatTheCodeAsksForIsSet() throws IOException {
        var set = variables().keySet();
        Missing.assertNothing(Settings.all().stream()
                .filter(setting -> !setting.hasDefault()
                        && !set.contains(setting.variable())
                        && !NOT_SET.contains(setting.variable()))
                .map(setting -> setting.variable() + " is read by "
                        + setting.reader().getSimpleName() + " and not set in " + FILE
                        + ": add it to SpacesFunction's Environment.")
                .toList());
    }

    @Test
    void everySettingThatIsSetIsAskedFor() throws IOException {
        var asked = Settings.all().stream().map(Setting::variable).collect(toSet());
        Missing.assertNothing(variables().keySet().stream()
                .filter(variable -> !asked.contains(variable) && !NOT_OURS.contains(variable))
                .map(variable -> variable + " is set in " + ENVIRONMENT
                        + ", and no @ConfigMapping asks for it: let one ask, or take it out.")
                .toList());
    }

    // Tables

    @Test
    void everyTableIsNamedByAVariableOfTheFunction() throws IOException {
        var variables = variables();
        Missing.assertNothing(TEMPLATE.resources("AWS::DynamoDB::Table").stream()
                .map(Resource::logicalId)
                .filter(table -> variables.values().stream().noneMatch(value -> refersTo(value, table)))
                .map(table -> "The table " + table + " is declared, and no variable names it: add one to " + ENVIRONMENT
                        + ", with !Ref " + table + ", or take the table out.")
                .toList());
    }

    @Test
    void everyVariableThatNamesATableNamesADeclaredOne() throws IOException {
        var tables = TEMPLATE.resources("AWS::DynamoDB::Table").stream()
                .map(Resource::logicalId)
                .toList();
        var missing = new ArrayList<String>();
        variables().forEach((variable, value) -> {
            if (variable.endsWith("_TABLE") && tables.stream().noneMatch(table -> refersTo(value, table))) {
                missing.add(variable + " in " + ENVIRONMENT + " is " + ((ScalarNode) value).getValue()
                        + ", which is no table there: add an AWS::DynamoDB::Table of this name.");
            }
        });
        Missing.assertNothing(missing);
    }

    @Test
    void everyTableAndIndexIsWatchedByAnAlarm() {
        var watched = TEMPLATE.resources("AWS::CloudWatch::Alarm").stream()
                .flatMap(alarm -> alarm.properties().findParents("MetricName").stream())
                .map(metric -> metric.path("MetricName").asText() + " "
                        + elements(metric.path("Dimensions"))
                                .map(dimension -> dimension.path("Value").asText())
                                .toList())
                .collect(toSet());
        var missing = new ArrayList<String>();
        for (var table : TEMPLATE.resources("AWS::DynamoDB::Table")) {
            var all = Stream.concat(
                    Stream.of(List.of(table.reference())),
                    elements(table.properties().path("GlobalSecondaryIndexes"))
                            .map(index -> List.of(
                                    table.reference(), index.path("IndexName").asText())));
            all.forEach(dimensions -> Stream.of("ReadThrottleEvents", "WriteThrottleEvents")
                    .filter(metric -> !watched.contains(metric + " " + dimensions))
                    .map(metric -> "No alarm watches " + metric + " of " + table.logicalId()
                            + (dimensions.size() == 1 ? "" : " and its index " + dimensions.get(1))
                            + ": add it to the Metrics of TableThrottlesAlarm in " + FILE + ".")
                    .forEach(missing::add));
        }
        Missing.assertNothing(missing);
    }

    /** {@code !Ref Table}, or {@code !Sub ${Table}...}. */
    private static boolean refersTo(Node value, String table) {
        return value instanceof ScalarNode scalar
                && (scalar.getValue().equals(table) || scalar.getValue().contains("${" + table + "}"));
    }

    /** The variables as they are written: one that is set under a condition is set. */
    private static Map<String, Node> variables() throws IOException {
        try (var reader = Files.newBufferedReader(FILE)) {
            var node = new Yaml(new LoaderOptions()).compose(reader);
            for (var name : List.of("Resources", "SpacesFunction", "Properties", "Environment", "Variables")) {
                node = members(node).get(name);
            }
            return members(node);
        }
    }

    private static Map<String, Node> members(Node mapping) {
        return ((MappingNode) mapping)
                .getValue().stream()
                        .collect(toMap(
                                member -> ((ScalarNode) member.getKeyNode()).getValue(),
                                member -> member.getValueNode()));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Stream<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText);
    }
}
