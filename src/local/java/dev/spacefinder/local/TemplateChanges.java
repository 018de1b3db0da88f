package dev.spacefinder.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import io.quarkus.dev.console.DevConsoleManager;

/** What has changed in the template since the server started, in words; kept while live reload replaces all else. */
final class TemplateChanges {

    private static final String FACTS = "dev.spacefinder.local.template";
    private static final String CHANGES = "dev.spacefinder.local.template-changes";
    private static final Map<String, String> KINDS = Map.of(
            "AWS::Cognito::UserPool", "user pool",
            "AWS::Cognito::UserPoolClient", "client",
            "AWS::Cognito::UserPoolGroup", "group",
            "AWS::Cognito::UserPoolResourceServer", "scopes of",
            "AWS::DynamoDB::Table", "table");

    private TemplateChanges() {}

    /** Remembers the template, and tells what is different from the one before it. */
    static List<String> take(Template template) {
        var now = facts(template);
        Map<String, String> before = DevConsoleManager.getGlobal(FACTS);
        DevConsoleManager.setGlobal(FACTS, now);
        var changes = before == null ? List.<String>of() : between(before, now);
        var all = new ArrayList<>(sinceStart());
        all.addAll(changes);
        DevConsoleManager.setGlobal(CHANGES, List.copyOf(all));
        return changes;
    }

    /** Every change since the server started, the oldest first. */
    static List<String> sinceStart() {
        List<String> changes = DevConsoleManager.getGlobal(CHANGES);
        return changes == null ? List.of() : changes;
    }

    static List<String> between(Map<String, String> before, Map<String, String> now) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        var changes = new ArrayList<String>();
        for (var name : names) {
            var old = before.get(name);
            var current = now.get(name);
            if (old == null) {
                changes.add(name + ": " + current + ", is new");
            } else if (current == null) {
                changes.add(name + ": is gone, was " + old);
            } else if (!old.equals(current)) {
                changes.add(name + ": " + current + ", was " + old);
            }
        }
        return changes;
    }

    /** What the local server takes from the template, each with a name that people understand. */
    static Map<String, String> facts(Template template) {
        var facts = new TreeMap<String, String>();
        KINDS.forEach((type, kind) -> template.resources(type)
                .forEach(resource -> add(facts, kind + " " + name(resource), "", resource.properties())));
        LocalTemplate.functionVariables(template)
                .forEach((name, value) -> facts.put("function variable " + name, value));
        return facts;
    }

    private static String name(Resource resource) {
        return resource.type().equals("AWS::DynamoDB::Table")
                ? resource.reference()
                : resource.properties().path("GroupName").asText(resource.logicalId());
    }

    private static void add(Map<String, String> facts, String name, String path, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> add(facts, name, path + words(member.getKey()), member.getValue()));
        } else if (value.isArray() && isOfPlainValues(value)) {
            var values = new TreeSet<String>();
            value.forEach(element -> values.add(element.asText()));
            facts.put(name + path, values.isEmpty() ? "none" : String.join(" ", values));
        } else {
            facts.put(name + path, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    private static boolean isOfPlainValues(JsonNode array) {
        for (var element : array) {
            if (!element.isValueNode()) {
                return false;
            }
        }
        return true;
    }

    /** {@code PasswordPolicy} is "password policy"; {@code Policies} around it says nothing more. */
    private static String words(String property) {
        return property.equals("Policies")
                ? ""
                : ", " + property.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
