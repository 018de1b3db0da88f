package dev.spacefinder.local.pool.declaration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import dev.spacefinder.local.template.TemplateException;

/**
 * The pool as the template declares it.
 *
 * @param caseSensitive whether user names and aliases differ by case
 * @param usernameAttributes the attributes that are the user name (UsernameAttributes); then names are generated
 * @param aliases the attributes that sign in beside the user name once they are verified
 * @param verifiedFirst the contacts that keep their value until the user has verified the new one
 * @param attributes every attribute a user may have, by name
 * @param recoverable whether users may reset forgotten passwords themselves
 * @param mfa whether a sign-in asks for a code of an authenticator app
 * @param groups the groups to begin with
 * @param resourceServers the properties of the resource servers
 * @param properties the properties of the pool
 */
public record DeclaredPool(
        String poolId,
        String name,
        boolean caseSensitive,
        Set<String> usernameAttributes,
        Set<String> aliases,
        Set<String> autoVerified,
        Set<String> verifiedFirst,
        PasswordPolicy passwordPolicy,
        boolean selfSignUp,
        boolean recoverable,
        Mfa mfa,
        Map<String, Attribute> attributes,
        Map<String, Client> clients,
        List<GroupDeclaration> groups,
        Set<String> customScopes,
        List<JsonNode> resourceServers,
        JsonNode properties) {

    /** MfaConfiguration: nobody is asked for a second factor, whoever wants to be, or everybody. */
    public enum Mfa {
        OFF,
        OPTIONAL,
        ON
    }

    /**
     * An attribute of the pool's schema.
     *
     * @param min the least length, or the least value of a number; null if nothing is said
     * @param max the greatest length or value; null if nothing is said
     */
    public record Attribute(String name, String type, boolean required, boolean mutable, Long min, Long max) {

        /** Which constraint a value breaks, in Cognito's words. */
        public Optional<String> violation(String value) {
            return switch (type) {
                case "String" -> violation(value.codePointCount(0, value.length()));
                case "Number" -> numberViolation(value);
                default -> Optional.empty();
            };
        }

        private Optional<String> violation(int length) {
            if (min != null && length < min) {
                return Optional.of("String must be no shorter than " + min + " characters");
            }
            return max != null && length > max
                    ? Optional.of("String must be no longer than " + max + " characters")
                    : Optional.empty();
        }

        private Optional<String> numberViolation(String value) {
            if (!value.matches("-?[0-9]{1,18}")) {
                return Optional.of("Attribute value must be a number");
            }
            var number = Long.parseLong(value);
            if (min != null && number < min) {
                return Optional.of("Number must be no less than " + min);
            }
            return max != null && number > max
                    ? Optional.of("Number must be no greater than " + max)
                    : Optional.empty();
        }
    }

    /** A group that the template declares. */
    public record GroupDeclaration(String name, String description, Integer precedence, String roleArn) {}

    private static final long LONGEST_VALUE = 2048;
    private static final List<String> STANDARD_ATTRIBUTES = List.of(
            "sub",
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "email",
            "email_verified",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "phone_number",
            "phone_number_verified",
            "address",
            "updated_at");

    /**
     * What AWS makes up when it deploys the template, and the local server chooses instead.
     *
     * @param poolId the pool's id
     * @param clientId the id of the client {@code SpaceUserPoolClient}
     * @param machineClientId the id of the client {@code SpaceMachineClient}
     * @param machineClientSecret the secret of the client {@code SpaceMachineClient}
     * @param callbackUrls where {@code SpaceUserPoolClient} may send browsers beside what the template says
     */
    public record Identifiers(
            String poolId,
            String clientId,
            String machineClientId,
            String machineClientSecret,
            List<String> callbackUrls) {}

    /**
     * Reads a pool.
     *
     * @throws TemplateException if the template cannot be used; the message says the line
     */
    public static DeclaredPool of(Template template, Identifiers identifiers) {
        var pool = template.resource("SpaceUserPool").properties();
        var recovery = pool.path("AccountRecoverySetting").path("RecoveryMechanisms");
        return new DeclaredPool(
                identifiers.poolId(),
                pool.path("UserPoolName").asText("SpaceUserPool"),
                pool.path("UsernameConfiguration").path("CaseSensitive").asBoolean(true),
                set(pool.path("UsernameAttributes")),
                set(pool.path("AliasAttributes")),
                set(pool.path("AutoVerifiedAttributes")),
                set(pool.path("UserAttributeUpdateSettings").path("AttributesRequireVerificationBeforeUpdate")),
                PasswordPolicy.of(pool.path("Policies").path("PasswordPolicy")),
                !pool.path("AdminCreateUserConfig")
                        .path("AllowAdminCreateUserOnly")
                        .asBoolean(false),
                recovery.isEmpty() || !recovery.path(0).path("Name").asText().equals("admin_only"),
                mfa(pool),
                attributes(pool.path("Schema")),
                clients(template, identifiers),
                groups(template),
                scopes(template),
                template.resources("AWS::Cognito::UserPoolResourceServer").stream()
                        .map(Resource::properties)
                        .toList(),
                pool);
    }

    /** The id's part after the underscore, which SRP hashes with the user's name. */
    public String srpName() {
        return poolId.substring(poolId.indexOf('_') + 1);
    }

    /**
     * The client of this id.
     *
     * @throws CognitoException ResourceNotFoundException if there is none
     */
    public Client client(String id) {
        var client = clients.get(id);
        if (client == null) {
            throw CognitoException.resourceNotFound("User pool client " + id + " does not exist.");
        }
        return client;
    }

    /** Of the factors that a pool may have, authenticator apps alone are known here. */
    private static Mfa mfa(JsonNode pool) {
        return Json.texts(pool.path("EnabledMfas")).contains("SOFTWARE_TOKEN_MFA")
                ? Mfa.valueOf(pool.path("MfaConfiguration").asText("OFF"))
                : Mfa.OFF;
    }

    private static Map<String, Attribute> attributes(JsonNode schema) {
        var attributes = new LinkedHashMap<String, Attribute>();
        for (var name : STANDARD_ATTRIBUTES) {
            attributes.put(
                    name,
                    switch (name) {
                        case "sub" -> new Attribute(name, "String", false, false, 1L, LONGEST_VALUE);
                        case "birthdate" -> new Attribute(name, "String", false, true, 10L, 10L);
                        case "updated_at" -> new Attribute(name, "Number", false, true, 0L, null);
                        case "email_verified", "phone_number_verified" ->
                            new Attribute(name, "Boolean", false, true, null, null);
                        default -> new Attribute(name, "String", false, true, 0L, LONGEST_VALUE);
                    });
        }
        for (var written : schema) {
            var name = written.path("Name").asText();
            var full = STANDARD_ATTRIBUTES.contains(name) ? name : "custom:" + name;
            attributes.put(
                    full,
                    new Attribute(
                            full,
                            written.path("AttributeDataType").asText("String"),
                            written.path("Required").asBoolean(false),
                            written.path("Mutable").asBoolean(STANDARD_ATTRIBUTES.contains(name)),
                            bound(written, "MinLength", "MinValue", attributes.get(full), Attribute::min),
                            bound(written, "MaxLength", "MaxValue", attributes.get(full), Attribute::max)));
        }
        return attributes;
    }

    private static Long bound(
            JsonNode written, String length, String value, Attribute standard, Function<Attribute, Long> fallback) {
        var declared = written.path("StringAttributeConstraints").has(length)
                ? written.path("StringAttributeConstraints").path(length)
                : written.path("NumberAttributeConstraints").path(value);
        if (!declared.isMissingNode()) {
            return declared.asLong();
        }
        return standard == null ? null : fallback.apply(standard);
    }

    private static Map<String, Client> clients(Template template, Identifiers identifiers) {
        var clients = new LinkedHashMap<String, Client>();
        for (var resource : template.resources("AWS::Cognito::UserPoolClient")) {
            var client = switch (resource.logicalId()) {
                case "SpaceUserPoolClient" ->
                    Client.of(
                            with(identifiers.callbackUrls(), resource),
                            identifiers.clientId(),
                            identifiers.clientId() + "-secret");
                case "SpaceMachineClient" ->
                    Client.of(resource, identifiers.machineClientId(), identifiers.machineClientSecret());
                default -> Client.of(resource, resource.logicalId(), resource.logicalId() + "-secret");
            };
            clients.put(client.id(), client);
        }
        return clients;
    }

    private static Resource with(List<String> callbackUrls, Resource client) {
        ObjectNode properties = client.properties().deepCopy();
        for (var name : List.of("CallbackURLs", "LogoutURLs")) {
            var urls = new LinkedHashSet<>(Json.texts(properties.path(name)));
            urls.addAll(callbackUrls);
            var array = properties.putArray(name);
            urls.forEach(array::add);
        }
        return new Resource(client.logicalId(), client.type(), client.reference(), properties);
    }

    private static List<GroupDeclaration> groups(Template template) {
        var groups = new ArrayList<GroupDeclaration>();
        for (var resource : template.resources("AWS::Cognito::UserPoolGroup")) {
            var group = resource.properties();
            groups.add(new GroupDeclaration(
                    group.path("GroupName").asText(resource.logicalId()),
                    group.path("Description").asText(null),
                    group.has("Precedence") ? group.path("Precedence").asInt() : null,
                    group.path("RoleArn").asText(null)));
        }
        return groups;
    }

    private static Set<String> scopes(Template template) {
        var scopes = new TreeSet<String>();
        for (var resource : template.resources("AWS::Cognito::UserPoolResourceServer")) {
            var server = resource.properties();
            server.path("Scopes")
                    .forEach(scope -> scopes.add(server.path("Identifier").asText() + "/"
                            + scope.path("ScopeName").asText()));
        }
        return scopes;
    }

    private static Set<String> set(JsonNode list) {
        return new TreeSet<>(Json.texts(list));
    }
}
