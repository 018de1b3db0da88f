package dev.spacefinder.local.pool.declaration;

import static dev.spacefinder.local.pool.protocol.Json.texts;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.template.Template.Resource;

/**
 * An app client, as the template declares it.
 *
 * @param secret its secret, or null if it has none
 * @param authFlows what ExplicitAuthFlows allows, without the prefix {@code ALLOW_}
 * @param hidesUsers whether PreventUserExistenceErrors is ENABLED
 * @param revocation whether EnableTokenRevocation is on
 * @param rotationGrace how long a rotated refresh token may be replayed, or null if refresh tokens do not rotate
 * @param writable the attributes that its users may write, or null for all
 * @param readable the attributes that its tokens show, or null for all
 */
public record Client(
        String id,
        String name,
        String secret,
        Set<String> authFlows,
        Duration accessValidity,
        Duration idValidity,
        Duration refreshValidity,
        Duration sessionValidity,
        boolean hidesUsers,
        boolean revocation,
        Duration rotationGrace,
        Set<String> writable,
        Set<String> readable,
        Set<String> grants,
        Set<String> scopes,
        List<String> callbackUrls,
        List<String> logoutUrls,
        JsonNode properties) {

    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Duration DEFAULT_REFRESH_VALIDITY = Duration.ofDays(30);

    static Client of(Resource resource, String id, String secret) {
        var properties = resource.properties();
        var units = properties.path("TokenValidityUnits");
        var oauth = properties.path("AllowedOAuthFlowsUserPoolClient").asBoolean(false);
        var rotation = properties.path("RefreshTokenRotation");
        var written = new Written("client " + resource.logicalId(), properties);
        return new Client(
                id,
                properties.path("ClientName").asText(resource.logicalId()),
                properties.path("GenerateSecret").asBoolean(false) ? secret : null,
                authFlows(properties.path("ExplicitAuthFlows")),
                validity(
                        written.number("AccessTokenValidity", 0, 86_400, 0),
                        units.path("AccessToken").asText("hours"),
                        DEFAULT_VALIDITY),
                validity(
                        written.number("IdTokenValidity", 0, 86_400, 0),
                        units.path("IdToken").asText("hours"),
                        DEFAULT_VALIDITY),
                validity(
                        written.number("RefreshTokenValidity", 0, 315_360_000, 0),
                        units.path("RefreshToken").asText("days"),
                        DEFAULT_REFRESH_VALIDITY),
                Duration.ofMinutes(written.number("AuthSessionValidity", 3, 15, 3)),
                properties.path("PreventUserExistenceErrors").asText("LEGACY").equals("ENABLED"),
                properties.path("EnableTokenRevocation").asBoolean(true),
                rotation.path("Feature").asText().equals("ENABLED")
                        ? Duration.ofSeconds(
                                rotation.path("RetryGracePeriodSeconds").asInt(0))
                        : null,
                properties.has("WriteAttributes") ? Set.copyOf(texts(properties.path("WriteAttributes"))) : null,
                properties.has("ReadAttributes") ? Set.copyOf(texts(properties.path("ReadAttributes"))) : null,
                oauth ? Set.copyOf(texts(properties.path("AllowedOAuthFlows"))) : Set.of(),
                oauth ? new TreeSet<>(texts(properties.path("AllowedOAuthScopes"))) : new TreeSet<>(),
                texts(properties.path("CallbackURLs")),
                texts(properties.path("LogoutURLs")),
                properties);
    }

    /** Whether its callers authenticate themselves with a secret. */
    public boolean hasSecret() {
        return secret != null;
    }

    /** Whether a refresh answers with another refresh token. */
    public boolean rotates() {
        return rotationGrace != null;
    }

    /** Whether its users may write this attribute. */
    public boolean mayWrite(String attribute) {
        return writable == null || writable.contains(attribute);
    }

    /** Whether its tokens may show this attribute. */
    public boolean mayRead(String attribute) {
        return readable == null || readable.contains(attribute);
    }

    /**
     * Without ExplicitAuthFlows, refresh, SRP and custom authentication are on. Names without ALLOW_ are an older way
     * to write the same flows.
     */
    private static Set<String> authFlows(JsonNode written) {
        if (written.isMissingNode() || written.isEmpty()) {
            return Set.of("REFRESH_TOKEN_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH");
        }
        var flows = new TreeSet<String>();
        for (var flow : texts(written)) {
            flows.add(flow.replaceFirst("^ALLOW_", "")
                    .replace("ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH")
                    .replace("CUSTOM_AUTH_FLOW_ONLY", "CUSTOM_AUTH"));
        }
        return flows;
    }

    /** Absent and 0 mean the default. */
    private static Duration validity(int amount, String unit, Duration fallback) {
        if (amount == 0) {
            return fallback;
        }
        return switch (unit) {
            case "seconds" -> Duration.ofSeconds(amount);
            case "minutes" -> Duration.ofMinutes(amount);
            case "hours" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
