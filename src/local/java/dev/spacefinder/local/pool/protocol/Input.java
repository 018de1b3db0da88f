package dev.spacefinder.local.pool.protocol;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An operation's request, checked against the constraints of Cognito's service model. */
public record Input(ObjectNode body) {

    private enum Type {
        STRING,
        INTEGER,
        BOOLEAN,
        STRUCTURE,
        /** From names to strings. */
        MAP,
        /** Of strings. */
        LIST,
        /** Of structures with Name and Value. */
        ATTRIBUTES
    }

    /**
     * What the service model says of a member; for a list it says it of the elements.
     *
     * @param values the values of an enumeration, or none
     * @param sensitive whether errors leave the value out
     */
    private record Member(Type type, int min, int max, Pattern pattern, List<String> values, boolean sensitive) {

        static Member string(int min, int max, String pattern) {
            return new Member(Type.STRING, min, max, Pattern.compile(pattern), List.of(), false);
        }

        static Member sensitive(int min, int max, String pattern) {
            return new Member(Type.STRING, min, max, Pattern.compile(pattern), List.of(), true);
        }

        static Member oneOf(String... values) {
            return new Member(Type.STRING, 0, ANY, null, List.of(values), false);
        }

        static Member names(int max) {
            return new Member(Type.LIST, 1, max, Pattern.compile(NAME), List.of(), false);
        }

        static Member integer(int min, int max) {
            return new Member(Type.INTEGER, min, max, null, List.of(), false);
        }

        static Member of(Type type) {
            return new Member(type, 0, Integer.MAX_VALUE, null, List.of(), false);
        }

        /** The rules that a string breaks, in the service's words. */
        List<String> broken(String text) {
            var broken = new ArrayList<String>();
            if (text.length() < min) {
                broken.add("Member must have length greater than or equal to " + min);
            } else if (text.length() > max) {
                broken.add("Member must have length less than or equal to " + max);
            }
            if (pattern != null && !pattern.matcher(text).matches()) {
                broken.add("Member must satisfy regular expression pattern: " + pattern);
            }
            if (!values.isEmpty() && !values.contains(text)) {
                broken.add("Member must satisfy enum value set: " + values);
            }
            return broken;
        }
    }

    private static final int ANY = 131_072;
    private static final String NAME = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
    private static final String TOKEN = "[A-Za-z0-9-_=.]+";
    private static final String ARN = "arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:"
            + "[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?";
    private static final Member ATTRIBUTE_NAME = Member.string(1, 32, NAME);
    /**
     * The model has no pattern for values. Control characters are refused all the same, but for those that an address
     * may hold: a terminal that prints a name would act on them.
     */
    private static final Member ATTRIBUTE_VALUE = Member.sensitive(0, 2048, "[\\P{Cc}\\t\\n\\r]*");

    private static final Map<String, Member> MEMBERS = Map.ofEntries(
            Map.entry("UserPoolId", Member.string(1, 55, "[\\w-]+_[0-9a-zA-Z]+")),
            Map.entry("ClientId", Member.sensitive(1, 128, "[\\w+]+")),
            Map.entry("SecretHash", Member.sensitive(1, 128, "[\\w+=/]+")),
            Map.entry("ClientSecret", Member.sensitive(1, 64, "[\\S]+")),
            Map.entry("Username", Member.sensitive(1, 128, NAME)),
            Map.entry("Password", Member.sensitive(0, 256, "[\\S]+")),
            Map.entry("PreviousPassword", Member.sensitive(0, 256, "[\\S]+")),
            Map.entry("ProposedPassword", Member.sensitive(0, 256, "[\\S]+")),
            Map.entry("TemporaryPassword", Member.sensitive(0, 256, "[\\S]+")),
            Map.entry("ConfirmationCode", Member.string(1, 2048, "[\\S]+")),
            Map.entry("Code", Member.string(1, 2048, "[\\S]+")),
            Map.entry("UserCode", Member.sensitive(6, 6, "[0-9]+")),
            Map.entry("FriendlyDeviceName", Member.string(0, ANY, "[\\s\\S]*")),
            Map.entry("AccessToken", Member.sensitive(0, ANY, TOKEN)),
            Map.entry("RefreshToken", Member.sensitive(0, ANY, TOKEN)),
            Map.entry("Token", Member.sensitive(0, ANY, TOKEN)),
            Map.entry("Session", Member.sensitive(20, 2048, "[\\s\\S]+")),
            Map.entry("GroupName", Member.string(1, 128, NAME)),
            Map.entry("Description", Member.string(0, 2048, "[\\s\\S]*")),
            Map.entry("RoleArn", Member.string(20, 2048, ARN)),
            Map.entry("AttributeName", Member.string(1, 32, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+")),
            Map.entry("Filter", Member.string(0, 256, "[\\s\\S]*")),
            Map.entry("PaginationToken", Member.string(1, ANY, "[\\S]+")),
            Map.entry("NextToken", Member.string(1, ANY, "[\\S]+")),
            Map.entry(
                    "AuthFlow",
                    Member.oneOf(
                            "USER_SRP_AUTH",
                            "REFRESH_TOKEN_AUTH",
                            "REFRESH_TOKEN",
                            "CUSTOM_AUTH",
                            "ADMIN_NO_SRP_AUTH",
                            "USER_PASSWORD_AUTH",
                            "ADMIN_USER_PASSWORD_AUTH",
                            "USER_AUTH")),
            Map.entry(
                    "ChallengeName",
                    Member.oneOf(
                            "SMS_MFA",
                            "EMAIL_OTP",
                            "SOFTWARE_TOKEN_MFA",
                            "SELECT_MFA_TYPE",
                            "MFA_SETUP",
                            "PASSWORD_VERIFIER",
                            "CUSTOM_CHALLENGE",
                            "SELECT_CHALLENGE",
                            "DEVICE_SRP_AUTH",
                            "DEVICE_PASSWORD_VERIFIER",
                            "ADMIN_NO_SRP_AUTH",
                            "NEW_PASSWORD_REQUIRED",
                            "SMS_OTP",
                            "PASSWORD",
                            "WEB_AUTHN",
                            "PASSWORD_SRP")),
            Map.entry("MessageAction", Member.oneOf("RESEND", "SUPPRESS")),
            Map.entry("Limit", Member.integer(0, 60)),
            Map.entry("MaxResults", Member.integer(1, 60)),
            Map.entry("Precedence", Member.integer(0, Integer.MAX_VALUE)),
            Map.entry("Permanent", Member.of(Type.BOOLEAN)),
            Map.entry("ForceAliasCreation", Member.of(Type.BOOLEAN)),
            Map.entry("Enabled", Member.of(Type.BOOLEAN)),
            Map.entry("PreferredMfa", Member.of(Type.BOOLEAN)),
            Map.entry("SoftwareTokenMfaSettings", Member.of(Type.STRUCTURE)),
            Map.entry("SMSMfaSettings", Member.of(Type.STRUCTURE)),
            Map.entry("EmailMfaSettings", Member.of(Type.STRUCTURE)),
            Map.entry("UserAttributes", Member.of(Type.ATTRIBUTES)),
            Map.entry("ValidationData", Member.of(Type.ATTRIBUTES)),
            Map.entry("UserAttributeNames", Member.names(32)),
            Map.entry("AttributesToGet", Member.names(32)),
            Map.entry("Identifier", Member.string(1, 256, "[\\x21\\x23-\\x5B\\x5D-\\x7E]+")),
            Map.entry("Domain", Member.string(1, 63, "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?")),
            Map.entry("ResourceArn", Member.string(20, 2048, ARN)),
            Map.entry("ClientMetadata", Member.of(Type.MAP)),
            Map.entry("AuthParameters", Member.of(Type.MAP)),
            Map.entry("ChallengeResponses", Member.of(Type.MAP)));

    /**
     * Checks the request's shape.
     *
     * @param required the members that must be there
     * @throws SerializationException if a member has the wrong JSON type
     * @throws CognitoException InvalidParameterException that names every violation
     */
    public void check(String[] required) {
        var violations = new ArrayList<String>();
        for (var name : required) {
            if (!body.hasNonNull(name)) {
                violations.add(violation(name, MEMBERS.get(name), null, "Member must not be null"));
            }
        }
        body.fields().forEachRemaining(entry -> {
            var member = MEMBERS.get(entry.getKey());
            if (member != null && !entry.getValue().isNull()) {
                checkType(member.type(), entry.getValue());
                checkRange(entry.getKey(), member, entry.getValue(), violations);
            }
        });
        if (!violations.isEmpty()) {
            throw invalidParameter(violations.size() + " validation error" + (violations.size() == 1 ? "" : "s")
                    + " detected: " + String.join("; ", violations));
        }
    }

    private static void checkType(Type type, JsonNode value) {
        var fits = switch (type) {
            case STRING -> value.isTextual();
            case INTEGER -> value.canConvertToInt() && value.isIntegralNumber();
            case BOOLEAN -> value.isBoolean();
            case LIST, ATTRIBUTES -> value.isArray();
            case MAP, STRUCTURE -> value.isObject();
        };
        if (!fits) {
            throw new SerializationException(
                    switch (type) {
                        case LIST, ATTRIBUTES -> "Expected list or null";
                        case MAP, STRUCTURE -> "Expected map or null";
                        default ->
                            value.isContainerNode()
                                    ? "Start of " + (value.isArray() ? "list" : "structure or map")
                                            + " found where not expected."
                                    : value.getNodeType() + "_VALUE can not be converted to a"
                                            + (type == Type.INTEGER
                                                    ? "n Integer"
                                                    : type == Type.STRING ? " String" : " Boolean");
                    });
        }
        if (type == Type.LIST || type == Type.MAP) {
            value.forEach(element -> checkType(Type.STRING, element));
        } else if (type == Type.ATTRIBUTES) {
            value.forEach(element -> {
                checkType(Type.STRUCTURE, element);
                element.forEach(member -> checkType(Type.STRING, member));
            });
        }
    }

    private static void checkRange(String name, Member member, JsonNode value, List<String> violations) {
        switch (member.type()) {
            case INTEGER -> {
                if (value.asInt() < member.min()) {
                    violations.add(violation(
                            name, member, value, "Member must have value greater than or equal to " + member.min()));
                } else if (value.asInt() > member.max()) {
                    violations.add(violation(
                            name, member, value, "Member must have value less than or equal to " + member.max()));
                }
            }
            case STRING ->
                member.broken(value.asText()).forEach(rule -> violations.add(violation(name, member, value, rule)));
            case LIST ->
                value.forEach(element -> {
                    var broken = member.broken(element.asText());
                    if (!broken.isEmpty()) {
                        violations.add(violation(name, member, value, "Member must satisfy constraint: " + broken));
                    }
                });
            case ATTRIBUTES -> {
                for (int i = 0; i < value.size(); i++) {
                    checkAttribute(name + "." + (i + 1) + ".member.", value.path(i), violations);
                }
            }
            default -> {}
        }
    }

    private static void checkAttribute(String path, JsonNode attribute, List<String> violations) {
        if (attribute.hasNonNull("Name")) {
            checkRange(path + "name", ATTRIBUTE_NAME, attribute.path("Name"), violations);
        } else {
            violations.add(violation(path + "name", ATTRIBUTE_NAME, null, "Member must not be null"));
        }
        if (attribute.hasNonNull("Value")) {
            checkRange(path + "value", ATTRIBUTE_VALUE, attribute.path("Value"), violations);
        }
    }

    private static String violation(String name, Member member, JsonNode value, String rule) {
        var camelCase = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        var quoted = value == null
                ? " null"
                : member.sensitive()
                        ? ""
                        : " '" + (value.isArray() ? Json.texts(value).toString() : value.asText()) + "'";
        return "Value" + quoted + " at '" + camelCase + "' failed to satisfy constraint: " + rule;
    }

    /** A string member, or null if it is absent. */
    public String text(String name) {
        return body.path(name).asText(null);
    }

    /** A boolean member, false if it is absent. */
    public boolean flag(String name) {
        return body.path(name).asBoolean(false);
    }

    /** A structure among the members, checked as the request itself is; empty if it is absent. */
    public Input structure(String name) {
        var structure = new Input(has(name) ? (ObjectNode) body.path(name) : Json.object());
        structure.check(new String[0]);
        return structure;
    }

    /** An integer member, or the fallback if it is absent. */
    public int integer(String name, int fallback) {
        return body.path(name).asInt(fallback);
    }

    /** Whether a member is there and not null. */
    public boolean has(String name) {
        return body.hasNonNull(name);
    }

    /** The list of names in a member. */
    public List<String> names(String name) {
        return Json.texts(body.path(name));
    }

    /** The attributes in UserAttributes, by name. Whether a contact is verified may be written in any case. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        for (var attribute : body.path("UserAttributes")) {
            var name = attribute.path("Name").asText();
            var value = attribute.path("Value").asText("");
            attributes.put(name, name.endsWith("_verified") ? value.toLowerCase(Locale.ROOT) : value);
        }
        return attributes;
    }

    /** An entry of AuthParameters or ChallengeResponses, or null if it is absent. */
    public String parameter(String name) {
        return body.path(body.has("AuthParameters") ? "AuthParameters" : "ChallengeResponses")
                .path(name)
                .asText(null);
    }

    /** An entry of AuthParameters or ChallengeResponses that must be there. */
    public String requiredParameter(String name) {
        var value = parameter(name);
        if (value == null || value.isEmpty()) {
            throw invalidParameter("Missing required parameter " + name);
        }
        return value;
    }
}
