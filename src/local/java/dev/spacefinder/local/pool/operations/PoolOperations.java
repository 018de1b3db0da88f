package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;

import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.PasswordPolicy;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Page;

/** What the pool and its clients are. */
final class PoolOperations {

    private PoolOperations() {}

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record DescribeUserPool(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var declared = pool.declared();
            var described = summary(pool)
                    .put("Arn", "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + declared.poolId());
            described.putObject("Policies").set("PasswordPolicy", policy(declared.passwordPolicy()));
            setIfAny(described, "AliasAttributes", declared.aliases());
            setIfAny(described, "UsernameAttributes", declared.usernameAttributes());
            setIfAny(described, "AutoVerifiedAttributes", declared.autoVerified());
            described.putObject("UsernameConfiguration").put("CaseSensitive", declared.caseSensitive());
            described.putObject("AdminCreateUserConfig").put("AllowAdminCreateUserOnly", !declared.selfSignUp());
            for (var name : new String[] {
                "DeletionProtection", "MfaConfiguration", "UserAttributeUpdateSettings", "UserPoolTier"
            }) {
                if (declared.properties().has(name)) {
                    described.set(name, declared.properties().path(name));
                }
            }
            var recovery = described.putObject("AccountRecoverySetting").putArray("RecoveryMechanisms");
            declared.properties()
                    .path("AccountRecoverySetting")
                    .path("RecoveryMechanisms")
                    .forEach(mechanism -> recovery.addObject()
                            .put("Priority", mechanism.path("Priority").asInt(1))
                            .put("Name", mechanism.path("Name").asText()));
            var schema = described.putArray("SchemaAttributes");
            declared.attributes()
                    .values()
                    .forEach(attribute -> schema.addObject()
                            .put("Name", attribute.name())
                            .put("AttributeDataType", attribute.type())
                            .put("DeveloperOnlyAttribute", false)
                            .put("Mutable", attribute.mutable())
                            .put(
                                    "Required",
                                    attribute.required() || attribute.name().equals("sub")));
            ObjectNode answer = Json.object();
            return answer.set(
                    "UserPool",
                    described.put("EstimatedNumberOfUsers", pool.store().users().size()));
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
    }

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
            described
                    .put("AccessTokenValidity", client.accessValidity().toMinutes())
                    .put("IdTokenValidity", client.idValidity().toMinutes())
                    .put("RefreshTokenValidity", client.refreshValidity().toMinutes());
            described
                    .putObject("TokenValidityUnits")
                    .put("AccessToken", "minutes")
                    .put("IdToken", "minutes")
                    .put("RefreshToken", "minutes");
            described.set(
                    "ExplicitAuthFlows",
                    list(client.authFlows().stream().map("ALLOW_"::concat).collect(Collectors.toList())));
            setIfAny(described, "AllowedOAuthFlows", client.grants());
            setIfAny(described, "AllowedOAuthScopes", client.scopes());
            setIfAny(described, "CallbackURLs", client.callbackUrls());
            setIfAny(described, "LogoutURLs", client.logoutUrls());
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

    private static ObjectNode summary(Pool pool) {
        return Json.object()
                .put("Id", pool.declared().poolId())
                .put("Name", pool.declared().name());
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
