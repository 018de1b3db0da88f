package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.protocol.CognitoException.resourceNotFound;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool.Attribute;
import dev.spacefinder.local.pool.declaration.PasswordPolicy;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Page;

/** What the pool and its clients are. */
final class PoolOperations {

    private static final List<String> POOL_PROPERTIES = List.of(
            "DeletionProtection",
            "EmailConfiguration",
            "UserAttributeUpdateSettings",
            "UserPoolAddOns",
            "UserPoolTags",
            "UserPoolTier",
            "VerificationMessageTemplate");
    private static final List<String> CLIENT_PROPERTIES = List.of(
            "AccessTokenValidity",
            "AllowedOAuthFlows",
            "AllowedOAuthScopes",
            "CallbackURLs",
            "DefaultRedirectURI",
            "IdTokenValidity",
            "LogoutURLs",
            "ReadAttributes",
            "RefreshTokenValidity",
            "SupportedIdentityProviders",
            "TokenValidityUnits",
            "WriteAttributes");
    /** The login pages are served here, and under no prefix of AWS. */
    private static final String DOMAIN = "localhost";

    private static final String ACCOUNT = "000000000000";
    private static final int DEFAULT_REFRESH_DAYS = 30;

    private PoolOperations() {}

    /** What the template declares, with Cognito's defaults for the rest, as Terraform's acceptance tests read them. */
    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record DescribeUserPool(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var declared = pool.declared();
            var described = summary(pool)
                    .put("Arn", arn(pool))
                    .put("MfaConfiguration", declared.mfa().name())
                    .put("EstimatedNumberOfUsers", pool.store().users().size());
            described.putObject("AdminCreateUserConfig").put("AllowAdminCreateUserOnly", !declared.selfSignUp());
            described.putObject("EmailConfiguration").put("EmailSendingAccount", "COGNITO_DEFAULT");
            described.putObject("VerificationMessageTemplate").put("DefaultEmailOption", "CONFIRM_WITH_CODE");
            setDeclared(described, declared.properties(), POOL_PROPERTIES);
            var policies = described.putObject("Policies");
            policies.set("PasswordPolicy", policy(declared.passwordPolicy()));
            policies.putObject("SignInPolicy")
                    .putArray("AllowedFirstAuthFactors")
                    .add("PASSWORD");
            setIfAny(described, "AliasAttributes", declared.aliases());
            setIfAny(described, "UsernameAttributes", declared.usernameAttributes());
            setIfAny(described, "AutoVerifiedAttributes", declared.autoVerified());
            described.putObject("UsernameConfiguration").put("CaseSensitive", declared.caseSensitive());
            described.put("Domain", DOMAIN);
            var recovery = described.putObject("AccountRecoverySetting").putArray("RecoveryMechanisms");
            declared.properties()
                    .path("AccountRecoverySetting")
                    .path("RecoveryMechanisms")
                    .forEach(mechanism -> recovery.addObject()
                            .put("Priority", mechanism.path("Priority").asInt(1))
                            .put("Name", mechanism.path("Name").asText()));
            var schema = described.putArray("SchemaAttributes");
            declared.attributes().values().forEach(attribute -> schema.add(describe(attribute)));
            ObjectNode answer = Json.object();
            return answer.set("UserPool", described);
        }

        private static ObjectNode policy(PasswordPolicy policy) {
            return Json.object()
                    .put("MinimumLength", policy.minimumLength())
                    .put("RequireUppercase", policy.uppercase())
                    .put("RequireLowercase", policy.lowercase())
                    .put("RequireNumbers", policy.numbers())
                    .put("RequireSymbols", policy.symbols())
                    .put(
                            "TemporaryPasswordValidityDays",
                            policy.temporaryValidity().toDays());
        }

        /** The bounds are texts in the protocol. */
        private static ObjectNode describe(Attribute attribute) {
            var described = Json.object()
                    .put("Name", attribute.name())
                    .put("AttributeDataType", attribute.type())
                    .put("DeveloperOnlyAttribute", false)
                    .put("Mutable", attribute.mutable())
                    .put("Required", attribute.required() || attribute.name().equals("sub"));
            var kind = Map.of("String", "Length", "Number", "Value").get(attribute.type());
            if (kind != null) {
                var constraints = described.putObject(attribute.type() + "AttributeConstraints");
                if (attribute.min() != null) {
                    constraints.put("Min" + kind, attribute.min().toString());
                }
                if (attribute.max() != null) {
                    constraints.put("Max" + kind, attribute.max().toString());
                }
            }
            return described;
        }
    }

    /** What the template declares, in its own units, with Cognito's defaults for the rest. */
    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "ClientId"})
    record DescribeUserPoolClient(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.client(in);
            var described = summary(pool, client);
            if (client.hasSecret()) {
                described.put("ClientSecret", client.secret());
            }
            setDates(described, pool);
            described.put("RefreshTokenValidity", DEFAULT_REFRESH_DAYS).putObject("TokenValidityUnits");
            setDeclared(described, client.properties(), CLIENT_PROPERTIES);
            described.set(
                    "ExplicitAuthFlows",
                    list(client.authFlows().stream().map("ALLOW_"::concat).collect(Collectors.toList())));
            if (client.rotates()) {
                described
                        .putObject("RefreshTokenRotation")
                        .put("Feature", "ENABLED")
                        .put("RetryGracePeriodSeconds", client.rotationGrace().toSeconds());
            }
            described
                    .put("AllowedOAuthFlowsUserPoolClient", !client.grants().isEmpty())
                    .put("PreventUserExistenceErrors", client.hidesUsers() ? "ENABLED" : "LEGACY")
                    .put("EnableTokenRevocation", client.revocation())
                    .put("EnablePropagateAdditionalUserContextData", false)
                    .put("AuthSessionValidity", client.sessionValidity().toMinutes());
            ObjectNode answer = Json.object();
            return answer.set("UserPoolClient", described);
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "MaxResults")
    record ListUserPools(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var answer = Json.object();
            answer.putArray("UserPools").add(summary(pool));
            return answer;
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record ListUserPoolClients(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return Page.page(
                    in,
                    "UserPoolClients",
                    "NextToken",
                    new TreeMap<>(pool.declared().clients()),
                    client -> true,
                    client -> summary(pool, client));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Identifier"})
    record DescribeResourceServer(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var wanted = in.text("Identifier");
            ObjectNode answer = Json.object();
            return pool.declared().resourceServers().stream()
                    .filter(server -> server.path("Identifier").asText().equals(wanted))
                    .findFirst()
                    .<JsonNode>map(server -> answer.set("ResourceServer", describe(pool, server)))
                    .orElseThrow(() -> resourceNotFound("Resource server " + wanted + " does not exist."));
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record ListResourceServers(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var servers = new TreeMap<String, JsonNode>();
            pool.declared()
                    .resourceServers()
                    .forEach(server -> servers.put(server.path("Identifier").asText(), describe(pool, server)));
            return Page.page(in, "ResourceServers", "NextToken", servers, server -> true, server -> server);
        }
    }

    /** A domain that is not the pool's is described by nothing at all (API_DescribeUserPoolDomain). */
    @Operation.Contract(access = ADMINISTRATOR, requires = "Domain")
    record DescribeUserPoolDomain(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var answer = Json.object();
            var described = answer.putObject("DomainDescription");
            if (in.text("Domain").equals(DOMAIN)) {
                described
                        .put("UserPoolId", pool.declared().poolId())
                        .put("AWSAccountId", ACCOUNT)
                        .put("Domain", DOMAIN)
                        .put("Status", "ACTIVE");
            }
            return answer;
        }
    }

    /** The pool's own users are no provider in this list. */
    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record ListIdentityProviders(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var answer = Json.object();
            answer.putArray("Providers");
            return answer;
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "ResourceArn")
    record ListTagsForResource(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            if (!in.text("ResourceArn").equals(arn(pool))) {
                throw resourceNotFound("User pool does not exist.");
            }
            var answer = Json.object();
            answer.putObject("Tags")
                    .setAll((ObjectNode) pool.declared().properties().withObjectProperty("UserPoolTags"));
            return answer;
        }
    }

    private static ObjectNode describe(Pool pool, JsonNode server) {
        var described = Json.object()
                .put("UserPoolId", pool.declared().poolId())
                .put("Identifier", server.path("Identifier").asText())
                .put("Name", server.path("Name").asText());
        var scopes = described.putArray("Scopes");
        server.path("Scopes")
                .forEach(scope -> scopes.addObject()
                        .put("ScopeName", scope.path("ScopeName").asText())
                        .put("ScopeDescription", scope.path("ScopeDescription").asText()));
        return described;
    }

    private static String arn(Pool pool) {
        return "arn:aws:cognito-idp:us-east-1:" + ACCOUNT + ":userpool/"
                + pool.declared().poolId();
    }

    private static ObjectNode summary(Pool pool) {
        var described = Json.object()
                .put("Id", pool.declared().poolId())
                .put("Name", pool.declared().name());
        described.putObject("LambdaConfig");
        setDates(described, pool);
        return described;
    }

    /** The template alone changes a pool, so it is as old as its last change. */
    private static void setDates(ObjectNode described, Pool pool) {
        described.set("LastModifiedDate", Json.timestamp(pool.store().created()));
        described.set("CreationDate", Json.timestamp(pool.store().created()));
    }

    private static void setDeclared(ObjectNode described, JsonNode properties, List<String> names) {
        for (var name : names) {
            if (properties.has(name)) {
                described.set(name, properties.path(name));
            }
        }
    }

    private static ObjectNode summary(Pool pool, Client client) {
        return Json.object()
                .put("UserPoolId", pool.declared().poolId())
                .put("ClientId", client.id())
                .put("ClientName", client.name());
    }

    private static void setIfAny(ObjectNode described, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            described.set(name, list(values));
        }
    }

    private static ArrayNode list(Collection<String> values) {
        var list = Json.MAPPER.createArrayNode();
        values.forEach(list::add);
        return list;
    }
}
