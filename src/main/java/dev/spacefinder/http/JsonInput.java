package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * What callers may say about a thing: the fields of a flat JSON object, each with its rule.
 *
 * <p>A body is read token by token, so that every mistake is told at once and none is passed over: unknown and
 * server-made fields, fields given twice, values of another type, content after the document.
 */
public final class JsonInput {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int MOST_VIOLATIONS = 20;
    private static final int LONGEST_NAME_TOLD = 100;

    private final String ofWhat;
    private final Map<String, ValueRule> rules = new HashMap<>();
    private final List<String> required;
    private final Set<String> serverMade;

    private JsonInput(Builder builder) {
        ofWhat = builder.ofWhat;
        rules.putAll(builder.required);
        rules.putAll(builder.optional);
        required = List.copyOf(builder.required.keySet());
        serverMade = Set.copyOf(builder.serverMade);
    }

    /** Starts to name the fields of a thing, called as in a sentence: {@code a space}. */
    public static Builder of(String thing) {
        return new Builder(thing);
    }

    /**
     * Asks that a request has a JSON body. {@code @Consumes} would do it before it is known who is calling.
     *
     * @throws NotSupportedException 415 if the content type is another one or missing
     */
    public static void requireContentType(HttpHeaders headers) {
        var type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
            throw new NotSupportedException();
        }
    }

    /**
     * Reads the body of a request.
     *
     * @return the values that were given, by the names of their fields
     * @throws ProblemException 400 if it is not a JSON object with these fields alone, or a field breaks its rule
     */
    public Values read(byte[] body) {
        var violations = new ArrayList<Violation>();
        var values = new HashMap<String, String>();
        try (var json = JSON.createParser(utf8(body))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw ProblemException.invalid("body", "must be a JSON object");
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
            throw invalid(violations);
        } catch (StreamConstraintsException e) {
            throw ProblemException.invalid(
                    "body", "must be JSON without nesting and without numbers or names of excessive length");
        } catch (IOException e) {
            throw ProblemException.invalid("body", "must be JSON in UTF-8");
        }
        for (var field : required) {
            if (!values.containsKey(field)) {
                violations.add(new Violation(field, "must be given"));
            }
        }
        if (!violations.isEmpty()) {
            throw invalid(violations);
        }
        return new Values(values);
    }

    /**
     * RFC 8259, section 8.1: UTF-8, and a byte order mark may be ignored. Jackson alone would take UTF-16 and UTF-32.
     */
    private static String utf8(byte[] body) throws CharacterCodingException {
        var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static ProblemException invalid(List<Violation> violations) {
        return ProblemException.invalid(
                violations.stream().limit(MOST_VIOLATIONS).toList());
    }

    private void readField(JsonParser json, Map<String, String> values, List<Violation> violations) throws IOException {
        var field = json.currentName();
        var type = json.nextToken();
        json.skipChildren();
        var hasText = type == JsonToken.VALUE_STRING || type != null && type.isNumeric();
        var wrong = wrongWith(field, type, hasText ? json.getText() : null, values);
        if (wrong != null) {
            violations.add(new Violation(shortened(field), wrong));
        }
    }

    private String wrongWith(String field, JsonToken type, String text, Map<String, String> values) {
        var rule = rules.get(field);
        if (rule == null) {
            return serverMade.contains(field) ? "is made by the server: leave it out" : "is not a field of " + ofWhat;
        }
        if (values.containsKey(field)) {
            return "must be given once";
        }
        values.put(field, text);
        if (type == JsonToken.VALUE_NULL) {
            return required.contains(field) ? "must be given" : null;
        }
        return rule.check(type, text);
    }

    private static String shortened(String field) {
        return field.length() <= LONGEST_NAME_TOLD ? field : field.substring(0, LONGEST_NAME_TOLD) + "...";
    }

    /** Values that keep their rules. */
    public static final class Values {

        private final Map<String, String> values;

        private Values(Map<String, String> values) {
            this.values = values;
        }

        /** The value of a field with a {@link TextRule}, or null if it is absent or null. */
        public String text(String field) {
            return values.get(field);
        }

        /** The value of a field with a {@link ValueRule#wholeNumber}, or null if it is absent or null. */
        public Integer wholeNumber(String field) {
            var number = values.get(field);
            return number == null ? null : Integer.valueOf(number);
        }
    }

    /** Names the fields. */
    public static final class Builder {

        private final String ofWhat;
        private final Map<String, ValueRule> required = new LinkedHashMap<>();
        private final Map<String, ValueRule> optional = new HashMap<>();
        private final Set<String> serverMade = new HashSet<>();

        private Builder(String ofWhat) {
            this.ofWhat = ofWhat;
        }

        /** A field that must be given, and not as null. */
        public Builder required(String field, ValueRule rule) {
            required.put(field, rule);
            return this;
        }

        /** A field that may be left out, or be null, which is the same. */
        public Builder optional(String field, ValueRule rule) {
            optional.put(field, rule);
            return this;
        }

        /** Fields that callers see and must not give. */
        public Builder serverMade(String... fields) {
            serverMade.addAll(Set.of(fields));
            return this;
        }

        /** What reads such bodies. */
        public JsonInput build() {
            return new JsonInput(this);
        }
    }
}
