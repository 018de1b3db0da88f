package dev.spacefinder.local.pool.protocol;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        LIST,
        MAP
    }

    /** What the service model says of a member; sensitive ones are not quoted in errors. */
    private record Member(Type type, int min, int max, Pattern pattern, boolean sensitive) {

        static Member string(int min, int max, String pattern) {
            return new Member(Type.STRING, min, max, Pattern.compile(pattern), false);
        }

        static Member sensitive(int min, int max, String pattern) {
            return new Member(Type.STRING, min, max, Pattern.compile(pattern), true);
        }

        static Member integer(int min, int max) {
            return new Member(Type.INTEGER, min, max, null, false);
        }

        static Member of(Type type) {
            return new Member(type, 0, Integer.MAX_VALUE, null, false);
        }
    }

    private static final int ANY = 131_072;
    private static final String NAME = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
    private static final String TOKEN = "[A-Za-z0-9-_=.]+";
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
            Map.entry(
                    "RoleArn",
                    Member.string(
                            20,
                            2048,
                            "arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:"
                                    + "[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?")),
            Map.entry("AttributeName", Member.string(1, 32, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+")),
            Map.entry("Filter", Member.string(0, 256, "[\\s\\S]*")),
            Map.entry("PaginationToken", Member.string(1, ANY, "[\\S]+")),
            Map.entry("NextToken", Member.string(1, ANY, "[\\S]+")),
            Map.entry(
                    "AuthFlow",
                    Member.string(
                            1,
                            64,
                            "(ADMIN_NO_SRP|ADMIN_USER_PASSWORD|CUSTOM|REFRESH_TOKEN|USER"
                                    + "|USER_PASSWORD|USER_SRP)_AUTH|REFRESH_TOKEN")),
            Map.entry("ChallengeName", Member.string(1, 64, "[A-Z_]+")),
            Map.entry("MessageAction", Member.string(1, 16, "RESEND|SUPPRESS")),
            Map.entry("Limit", Member.integer(0, 60)),
            Map.entry("MaxResults", Member.integer(1, 60)),
            Map.entry("Precedence", Member.integer(0, Integer.MAX_VALUE)),
            Map.entry("Permanent", Member.of(Type.BOOLEAN)),
            Map.entry("ForceAliasCreation", Member.of(Type.BOOLEAN)),
            Map.entry("Enabled", Member.of(Type.BOOLEAN)),
            Map.entry("PreferredMfa", Member.of(Type.BOOLEAN)),
            Map.entry("SoftwareTokenMfaSettings", Member.of(Type.MAP)),
            Map.entry("SMSMfaSettings", Member.of(Type.MAP)),
            Map.entry("EmailMfaSettings", Member.of(Type.MAP)),
            Map.entry("UserAttributes", Member.of(Type.LIST)),
            Map.entry("UserAttributeNames", Member.of(Type.LIST)),
            Map.entry("AttributesToGet", Member.of(Type.LIST)),
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
            case LIST -> value.isArray();
            case MAP -> value.isObject();
        };
        if (fits) {
            return;
        }
        throw new SerializationException(
                switch (type) {
                    case LIST -> "Expected list or null";
                    case MAP -> "Expected map or null";
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

    private static void checkRange(String name, Member member, JsonNode value, List<String> violations) {
        if (member.type() == Type.INTEGER) {
            if (value.asInt() < member.min()) {
                violations.add(violation(
                        name, member, value, "Member must have value greater than or equal to " + member.min()));
            } else if (value.asInt() > member.max()) {
                violations.add(
                        violation(name, member, value, "Member must have value less than or equal to " + member.max()));
            }
        } else if (member.type() == Type.STRING) {
            var text = value.asText();
            if (text.length() < member.min()) {
                violations.add(violation(
                        name, member, value, "Member must have length greater than or equal to " + member.min()));
            } else if (text.length() > member.max()) {
                violations.add(violation(
                        name, member, value, "Member must have length less than or equal to " + member.max()));
            }
            if (!member.pattern().matcher(text).matches()) {
                violations.add(violation(
                        name, member, value, "Member must satisfy regular expression pattern: " + member.pattern()));
            }
        }
    }

    private static String violation(String name, Member member, JsonNode value, String rule) {
        var camelCase = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        var quoted = value == null ? " null" : member.sensitive() ? "" : " '" + value.asText() + "'";
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

    /** The attributes in UserAttributes, by name. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        for (var attribute : body.path("UserAttributes")) {
            attributes.put(
                    attribute.path("Name").asText(), attribute.path("Value").asText(""));
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
