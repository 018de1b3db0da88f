package dev.spacefinder.local.pool.declaration;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.template.TemplateException;

/**
 * A part of the template whose values are checked when they are read, as CloudFormation does.
 *
 * @param name what it is, for whoever edits it
 */
record Written(String name, JsonNode part) {

    int number(String property, int least, int most, int fallback) {
        var value = part.path(property);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.asText().matches("[0-9]{1,9}") || value.asInt() < least || value.asInt() > most) {
            throw refused(property, "a whole number from " + least + " to " + most, value);
        }
        return value.asInt();
    }

    boolean flag(String property) {
        var value = part.path(property);
        if (!value.isMissingNode() && !value.asText().matches("true|false")) {
            throw refused(property, "true or false", value);
        }
        return value.asBoolean(false);
    }

    private TemplateException refused(String property, String expected, JsonNode value) {
        var found = value.isValueNode() ? value.asText() : value.toString();
        return new TemplateException("The template's " + name + " cannot have the " + property + " \"" + found + "\": "
                + expected + " is expected.");
    }
}
