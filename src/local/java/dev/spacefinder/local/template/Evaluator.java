package dev.spacefinder.local.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** Turns a node of the template into a value, as CloudFormation's intrinsic functions say. */
final class Evaluator {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final JsonNode NO_VALUE = MissingNode.getInstance();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");
    private static final String ACCOUNT = "000000000000";
    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::Region", "us-east-1",
            "AWS::Partition", "aws",
            "AWS::URLSuffix", "amazonaws.com",
            "AWS::AccountId", ACCOUNT,
            "AWS::StackName", "local",
            "AWS::StackId", "arn:aws:cloudformation:us-east-1:" + ACCOUNT + ":stack/local/local");
    /** The property that names a resource, for types whose Ref is that name. */
    private static final Map<String, String> NAME_PROPERTIES = Map.of(
            "AWS::Cognito::UserPoolGroup", "GroupName",
            "AWS::Cognito::UserPoolResourceServer", "Identifier",
            "AWS::DynamoDB::Table", "TableName",
            "AWS::IAM::Role", "RoleName");

    private final Path file;
    private final Map<String, Node> parameters;
    private final Map<String, Node> conditions;
    private final Map<String, Node> resources;
    private final Map<String, String> values;
    private final Map<String, String> references;
    private final Set<Node> underway = new HashSet<>();

    Evaluator(
            Path file,
            Map<String, Node> parameters,
            Map<String, Node> conditions,
            Map<String, Node> resources,
            Map<String, String> values,
            Map<String, String> references) {
        this.file = file;
        this.parameters = parameters;
        this.conditions = conditions;
        this.resources = resources;
        this.values = Map.copyOf(values);
        this.references = Map.copyOf(references);
        values.forEach(this::check);
    }

    /** CloudFormation refuses a deployment whose parameters the template does not allow. */
    private void check(String parameter, String value) {
        if (!parameters.containsKey(parameter)) {
            throw new TemplateException(file + " has no parameter " + parameter + ". Its parameters are "
                    + String.join(", ", parameters.keySet()) + ".");
        }
        var declaration = Yamls.members(file, parameters.get(parameter));
        if (declaration.get("AllowedValues") instanceof SequenceNode sequence) {
            var allowed = sequence.getValue().stream().map(this::scalar).toList();
            if (!allowed.contains(value)) {
                throw refused(parameter, value, "is not one of " + String.join(", ", allowed));
            }
        }
        if (declaration.get("AllowedPattern") instanceof ScalarNode pattern && !value.matches(pattern.getValue())) {
            throw refused(parameter, value, "does not match " + pattern.getValue());
        }
    }

    private TemplateException refused(String parameter, String value, String rule) {
        return new TemplateException(
                "The template's parameter " + parameter + " cannot be \"" + value + "\": it " + rule + ".");
    }

    /** The resource's type. */
    String type(Node resource) {
        var type = Yamls.members(file, resource).get("Type");
        return scalar(type == null ? resource : type);
    }

    /** Whether the resource's condition holds. */
    boolean exists(Node resource) {
        var condition = Yamls.members(file, resource).get("Condition");
        return condition == null || condition(condition);
    }

    synchronized JsonNode evaluate(Node node) {
        if (!underway.add(node)) {
            throw fail(node, "this refers to itself.");
        }
        try {
            var function = function(node);
            return function == null ? plain(node) : call(function, node);
        } finally {
            underway.remove(node);
        }
    }

    private JsonNode plain(Node node) {
        if (node instanceof SequenceNode sequence) {
            var array = JSON.arrayNode();
            sequence.getValue().stream()
                    .map(this::evaluate)
                    .filter(value -> value != NO_VALUE)
                    .forEach(array::add);
            return array;
        }
        if (node instanceof MappingNode) {
            var object = JSON.objectNode();
            Yamls.members(file, node).forEach((name, member) -> {
                var value = evaluate(member);
                if (value != NO_VALUE) {
                    object.set(name, value);
                }
            });
            return object;
        }
        var text = ((ScalarNode) node).getValue();
        if (node.getTag().equals(Tag.BOOL)) {
            return JSON.booleanNode(Set.of("true", "yes", "on").contains(text.toLowerCase()));
        }
        if (node.getTag().equals(Tag.INT) && text.matches("[-+]?(0|[1-9][0-9]{0,17})")) {
            return JSON.numberNode(Long.parseLong(text));
        }
        if (node.getTag().equals(Tag.FLOAT) && text.matches("[-+]?[0-9]+\\.[0-9]+")) {
            return JSON.numberNode(Double.parseDouble(text));
        }
        return node.getTag().equals(Tag.NULL) ? NullNode.getInstance() : JSON.textNode(text);
    }

    private record Function(String name, Node argument) {}

    /** The intrinsic that this node calls, or null if it is a plain value. */
    private Function function(Node node) {
        var tag = node.getTag().getValue();
        if (tag.startsWith("!")) {
            return new Function(tag.substring(1), node);
        }
        if (node instanceof MappingNode mapping && mapping.getValue().size() == 1) {
            var member = mapping.getValue().get(0);
            var key = Yamls.name(member);
            if (key != null && key.startsWith("Fn::")) {
                return new Function(key.substring("Fn::".length()), member.getValueNode());
            }
            if ("Ref".equals(key)) {
                return new Function(key, member.getValueNode());
            }
        }
        return null;
    }

    private JsonNode call(Function function, Node node) {
        var argument = function.argument();
        return switch (function.name()) {
            case "Ref" -> reference(scalar(argument), node);
            case "Sub" -> substitute(argument);
            case "GetAtt" -> attribute(argument);
            case "If" -> {
                var branches = arguments(argument, 3, 3);
                yield evaluate(branches.get(condition(branches.get(0)) ? 1 : 2));
            }
            case "Join" -> {
                var parts = arguments(argument, 2, 2);
                var values = new ArrayList<String>();
                evaluate(parts.get(1)).forEach(value -> values.add(value.asText()));
                yield JSON.textNode(String.join(scalar(parts.get(0)), values));
            }
            case "Equals", "Not", "And", "Or", "Condition" -> JSON.booleanNode(condition(node));
            default ->
                throw fail(
                        node,
                        "the function " + function.name() + " is not understood by the local server. "
                                + "It understands Ref, Sub, GetAtt, If, Join, Equals, Not, And and Or.");
        };
    }

    private boolean condition(Node node) {
        var function = function(node);
        if (function == null && node instanceof MappingNode) {
            var reference = Yamls.members(file, node).get("Condition");
            if (reference == null) {
                throw fail(node, "a condition is expected here.");
            }
            return condition(reference);
        }
        if (function == null || function.name().equals("Condition")) {
            var definition = conditions.get(scalar(node));
            if (definition == null) {
                throw fail(node, "there is no condition " + scalar(node) + ".");
            }
            if (!underway.add(definition)) {
                throw fail(node, "the condition " + scalar(node) + " refers to itself.");
            }
            try {
                return condition(definition);
            } finally {
                underway.remove(definition);
            }
        }
        var argument = function.argument();
        return switch (function.name()) {
            case "Equals" -> {
                var sides = arguments(argument, 2, 2);
                yield evaluate(sides.get(0))
                        .asText()
                        .equals(evaluate(sides.get(1)).asText());
            }
            case "Not" -> !condition(arguments(argument, 1, 1).get(0));
            case "And" -> arguments(argument, 2, 10).stream().allMatch(this::condition);
            case "Or" -> arguments(argument, 2, 10).stream().anyMatch(this::condition);
            default -> throw fail(node, "the function " + function.name() + " is not understood as a condition.");
        };
    }

    private JsonNode reference(String name, Node where) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        if (PSEUDO_PARAMETERS.containsKey(name)) {
            return JSON.textNode(PSEUDO_PARAMETERS.get(name));
        }
        if (parameters.containsKey(name)) {
            return parameter(name, where);
        }
        if (resources.containsKey(name)) {
            return JSON.textNode(physicalName(name));
        }
        throw fail(where, "there is no parameter and no resource " + name + ".");
    }

    private JsonNode parameter(String name, Node where) {
        var declaration = Yamls.members(file, parameters.get(name));
        var fallback = declaration.get("Default");
        if (!values.containsKey(name) && fallback == null) {
            throw fail(
                    where, "the parameter " + name + " has no default, so the local server does not know its value.");
        }
        var value = values.containsKey(name) ? values.get(name) : scalar(fallback);
        var type = scalar(declaration.getOrDefault("Type", parameters.get(name)));
        if (!type.equals("CommaDelimitedList") && !type.startsWith("List<")) {
            return JSON.textNode(value);
        }
        var list = JSON.arrayNode();
        for (var part : value.split(",")) {
            if (!part.isBlank()) {
                list.add(part.strip());
            }
        }
        return list;
    }

    /**
     * What Ref gives for a resource: what the reader of the template said, the name in the template, or the logical id.
     */
    String physicalName(String logicalId) {
        if (references.containsKey(logicalId)) {
            return references.get(logicalId);
        }
        var resource = resources.get(logicalId);
        var properties = Yamls.members(file, Yamls.members(file, resource).get("Properties"));
        var name = properties.get(NAME_PROPERTIES.getOrDefault(type(resource), ""));
        return name == null ? logicalId : evaluate(name).asText(logicalId);
    }

    private JsonNode attribute(Node argument) {
        var path = argument instanceof SequenceNode sequence
                ? sequence.getValue().stream().map(this::scalar).collect(Collectors.joining("."))
                : scalar(argument);
        return attribute(path, argument);
    }

    private JsonNode attribute(String path, Node where) {
        var dot = path.indexOf('.');
        var logicalId = dot < 0 ? path : path.substring(0, dot);
        if (dot < 0 || !resources.containsKey(logicalId)) {
            throw fail(where, "there is no resource with the attribute " + path + ".");
        }
        if (path.endsWith(".Arn") && type(resources.get(logicalId)).equals("AWS::IAM::Role")) {
            return JSON.textNode("arn:aws:iam::" + ACCOUNT + ":role/" + physicalName(logicalId));
        }
        return JSON.textNode(path);
    }

    private JsonNode substitute(Node argument) {
        var local = new HashMap<String, Node>();
        var text = argument;
        if (argument instanceof SequenceNode) {
            var parts = arguments(argument, 2, 2);
            text = parts.get(0);
            local.putAll(Yamls.members(file, parts.get(1)));
        }
        var where = text;
        return JSON.textNode(PLACEHOLDER.matcher(scalar(text)).replaceAll(placeholder -> {
            var name = placeholder.group(2).strip();
            if (!placeholder.group(1).isEmpty()) {
                return Matcher.quoteReplacement("${" + name + "}");
            }
            JsonNode value;
            if (local.containsKey(name)) {
                value = evaluate(local.get(name));
            } else {
                value = name.contains(".") ? attribute(name, where) : reference(name, where);
            }
            return Matcher.quoteReplacement(value.asText());
        }));
    }

    private List<Node> arguments(Node node, int least, int most) {
        if (node instanceof SequenceNode sequence
                && sequence.getValue().size() >= least
                && sequence.getValue().size() <= most) {
            return sequence.getValue();
        }
        throw fail(node, "a list of " + (least == most ? least : least + " to " + most) + " values is expected here.");
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw fail(node, "a single value is expected here.");
    }

    private TemplateException fail(Node where, String problem) {
        return new TemplateException(file, Yamls.line(where), problem);
    }
}
