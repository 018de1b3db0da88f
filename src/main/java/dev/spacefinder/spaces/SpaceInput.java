package dev.spacefinder.spaces;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import dev.spacefinder.problem.Violation;

/**
 * What a caller says about a space.
 *
 * <p>It is read token by token, so that every mistake is told at once and none is passed over: unknown and server-made
 * fields, fields given twice, values of another type, content after the document.
 */
record SpaceInput(String name, String location, String description, String photoUrl) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, SpaceRules> FIELDS = Map.of(
            "name",
            SpaceRules.NAME,
            "location",
            SpaceRules.LOCATION,
            "description",
            SpaceRules.DESCRIPTION,
            "photoUrl",
            SpaceRules.PHOTO_URL);
    private static final List<String> REQUIRED = List.of("name", "location");
    private static final Set<String> SERVER_MADE = Set.of("id", "owner", "createdAt", "updatedAt", "version");
    private static final int MOST_VIOLATIONS = 20;
    private static final int LONGEST_NAME_TOLD = 100;

    /**
     * Reads the body of a request.
     *
     * @throws Refusal if it is not a JSON object with a space's fields alone, or a field breaks its rule
     */
    static SpaceInput parse(byte[] body) {
        var violations = new ArrayList<Violation>();
        var values = new HashMap<String, String>();
        try (var json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.invalid("body", "must be a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readField(json, values, violations);
            }
            if (json.nextToken() != null) {
                violations.add(new Violation("body", "must end after the JSON object"));
            }
        } catch (JsonParseException e) {
            var place = e.getLocation();
            violations.add(new Violation(
                    "body",
                    "must be JSON: it breaks at line " + place.getLineNr() + ", column " + place.getColumnNr()));
            throw refusal(violations);
        } catch (StreamConstraintsException e) {
            throw Refusal.invalid(
                    "body", "must be JSON without nesting and without numbers or names of excessive length");
        } catch (IOException e) {
            throw Refusal.invalid("body", "must be JSON in UTF-8");
        }
        for (var field : REQUIRED) {
            if (!values.containsKey(field)) {
                violations.add(new Violation(field, "must be given"));
            }
        }
        if (!violations.isEmpty()) {
            throw refusal(violations);
        }
        return new SpaceInput(
                values.get("name"), values.get("location"), values.get("description"), values.get("photoUrl"));
    }

    private static Refusal refusal(List<Violation> violations) {
        return Refusal.invalid(violations.stream().limit(MOST_VIOLATIONS).toList());
    }

    private static void readField(JsonParser json, Map<String, String> values, List<Violation> violations)
            throws IOException {
        var field = json.currentName();
        var value = json.nextToken();
        json.skipChildren();
        var wrong = wrongWith(field, value, value == JsonToken.VALUE_STRING ? json.getText() : null, values);
        if (wrong != null) {
            violations.add(new Violation(shortened(field), wrong));
        }
    }

    private static String wrongWith(String field, JsonToken type, String text, Map<String, String> values) {
        var rule = FIELDS.get(field);
        if (rule == null) {
            return SERVER_MADE.contains(field) ? "is made by the server: leave it out" : "is not a field of a space";
        }
        if (values.containsKey(field)) {
            return "must be given once";
        }
        values.put(field, text);
        if (type == JsonToken.VALUE_NULL) {
            return REQUIRED.contains(field) ? "must be given" : null;
        }
        return text == null ? "must be a string" : rule.check(text);
    }

    private static String shortened(String field) {
        return field.length() <= LONGEST_NAME_TOLD ? field : field.substring(0, LONGEST_NAME_TOLD) + "...";
    }
}
