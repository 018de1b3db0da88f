package dev.spacefinder.local.playground;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.protocol.Json;

/**
 * What of a body may be shown: of the pool's, values under names that hold no secret; of the API's, all values but for
 * those under names that speak of a secret. Nothing below such a name is shown. What looks like a token is shown
 * nowhere, whatever its name.
 */
record Redaction(Predicate<String> shows) {

    static final String HIDDEN = "•••";

    private static final int LONGEST = 8_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w:.-]{0,63}");
    /** Tokens, sessions and signatures are such runs; ids and names are shorter. */
    private static final Pattern OPAQUE =
            Pattern.compile("[\\w-]{40,}|[A-Za-z0-9+/]{40,}={0,2}|[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]*");
    /** A message of Cognito's repeats the value that it refuses between these. */
    private static final String BEFORE_REPEATED = "Value '";

    private static final String AFTER_REPEATED = "' at '";

    private static final Set<String> ATTRIBUTES = Set.of(
            "sub",
            "email",
            "email_verified",
            "phone_number",
            "phone_number_verified",
            "name",
            "given_name",
            "family_name",
            "preferred_username");

    private static final Set<String> OF_THE_POOL = Set.of(
            "UserPoolId",
            "ClientId",
            "ClientName",
            "PoolName",
            "AuthFlow",
            "ChallengeName",
            "Username",
            "USERNAME",
            "USER_ID_FOR_SRP",
            "UserSub",
            "UserStatus",
            "UserCreateDate",
            "UserLastModifiedDate",
            "CreationDate",
            "LastModifiedDate",
            "GroupName",
            "Description",
            "Precedence",
            "TokenType",
            "ExpiresIn",
            "DeliveryMedium",
            "Destination",
            "AttributeName",
            "UserAttributeNames",
            "AttributesToGet",
            "Status",
            "Filter",
            "Limit",
            "MaxResults",
            "MessageAction",
            "PreferredMfaSetting",
            "UserMFASettingList",
            "ConfiguredUserAuthFactors",
            "MfaConfiguration",
            "Identifier",
            "Domain",
            "Name",
            "__type",
            "message",
            "Message",
            "client_id",
            "grant_type",
            "response_type",
            "scope",
            "username",
            "error",
            "error_description",
            "token_type",
            "expires_in");

    private static final Pattern SECRET =
            Pattern.compile("(?is).*(password|secret|token|session|authorization|credential|signature).*|code");

    static final Redaction POOL = new Redaction(OF_THE_POOL::contains);
    static final Redaction API = new Redaction(name -> !SECRET.matcher(name).matches());

    /** What may be shown of a body in JSON; null if there is none. */
    String json(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        try {
            return cut(shown(Json.MAPPER.readTree(body), shows.test("")).toString());
        } catch (IOException e) {
            return "(%d bytes that are no JSON)".formatted(body.length);
        }
    }

    /** What may be shown of the parameters of a form or an address; null if there are none. */
    String parameters(Map<String, String> parameters) {
        var object = Json.object();
        parameters.forEach(object::put);
        return parameters.isEmpty() ? null : json(object.toString().getBytes(UTF_8));
    }

    /** What may be shown of a request's target: the path, and the parameters' values. */
    String target(String target) {
        var question = target.indexOf('?');
        if (question < 0) {
            return text(target);
        }
        var parameters = new StringJoiner("&", "?", "");
        for (var parameter : target.substring(question + 1).split("&")) {
            var equals = parameter.indexOf('=');
            var name = equals < 0 ? HIDDEN : parameter.substring(0, equals);
            var isOpen = NAME.matcher(name).matches() && shows.test(name);
            parameters.add(isOpen ? text(parameter) : text(name) + "=" + HIDDEN);
        }
        return text(target.substring(0, question)) + parameters;
    }

    private JsonNode shown(JsonNode node, boolean show) {
        if (node instanceof ObjectNode object) {
            var shown = Json.object();
            object.fields()
                    .forEachRemaining(member -> shown.set(
                            NAME.matcher(member.getKey()).matches() ? text(member.getKey()) : HIDDEN,
                            shownBelow(member, object)));
            return shown;
        }
        if (node instanceof ArrayNode array) {
            var shown = Json.MAPPER.createArrayNode();
            array.forEach(element -> shown.add(shown(element, show)));
            return shown;
        }
        if (node.isBoolean() || node.isNull()) {
            return node;
        }
        if (!show) {
            return JsonNodeFactory.instance.textNode(HIDDEN);
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(text(node.asText())) : node;
    }

    private JsonNode shownBelow(Map.Entry<String, JsonNode> member, ObjectNode object) {
        var name = member.getKey();
        return member.getValue().isContainerNode() && SECRET.matcher(name).matches()
                ? JsonNodeFactory.instance.textNode(HIDDEN)
                : shown(member.getValue(), shows.test(name) || isOpenValue(member, object));
    }

    /** The value of an attribute, which stands beside the attribute's name. */
    private static boolean isOpenValue(Map.Entry<String, JsonNode> member, ObjectNode object) {
        return member.getKey().equals("Value")
                && ATTRIBUTES.contains(object.path("Name").asText());
    }

    /** A text without what looks like a token. */
    static String text(String text) {
        return OPAQUE.matcher(withoutRepeated(text)).replaceAll(HIDDEN);
    }

    /** From the first beginning to the last end, as the value may look like the message. */
    private static String withoutRepeated(String text) {
        var from = text.indexOf(BEFORE_REPEATED) + BEFORE_REPEATED.length();
        var to = text.lastIndexOf(AFTER_REPEATED);
        return from < BEFORE_REPEATED.length() || to < from
                ? text
                : text.substring(0, from) + HIDDEN + text.substring(to);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
