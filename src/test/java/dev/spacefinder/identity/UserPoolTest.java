package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.testing.SigningKey;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings, by the names that they have in the environment. */
class UserPoolTest {

    private static final Map<String, String> ENOUGH =
            Map.of("COGNITO_USER_POOL_ID", "eu-central-1_AbCdEfGhI", "COGNITO_CLIENT_IDS", "4hmv7pjs0d");
    private static final String JWKS = SigningKey.jwks(SigningKey.rsa("one"));

    @Test
    void thePoolAndAClientAreEnough() {
        var pool = pool(ENOUGH);

        assertEquals("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI", pool.issuer());
        assertEquals(
                "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI/.well-known/jwks.json",
                pool.jwksUri().toString());
        assertEquals(Set.of("4hmv7pjs0d"), pool.clientIds());
        assertEquals(Set.of(TokenUse.ID), pool.tokenUses());
        assertEquals(false, pool.requireScopes());
        assertEquals(Map.of(), pool.keys());
    }

    @Test
    void anIssuerStandsInPlaceOfThePool() {
        assertEquals(
                "http://localhost:9229/us-east-1_SpacesDev",
                pool(with("COGNITO_ISSUER", "http://localhost:9229/us-east-1_SpacesDev"))
                        .issuer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9229/x", "http://127.1.2.3/x", "http://[::1]:9229/x"})
    void onLoopbackAnIssuerMayBeOfHttp(String issuer) {
        assertEquals(issuer, pool(with("COGNITO_ISSUER", issuer)).issuer());
    }

    @Test
    void listsAreSeparatedByCommas() {
        assertEquals(
                Set.of("one", "two"),
                pool(with("COGNITO_CLIENT_IDS", "one, two,")).clientIds());
        assertEquals(
                Set.of(TokenUse.ID, TokenUse.ACCESS),
                pool(with("COGNITO_TOKEN_USES", "id,access")).tokenUses());
        assertEquals(
                Set.of(TokenUse.ACCESS),
                pool(with("COGNITO_TOKEN_USES", " access ")).tokenUses());
    }

    @Test
    void whatIsEmptyIsNotSet() {
        var settings = new HashMap<>(ENOUGH);
        settings.putAll(Map.of(
                "COGNITO_ISSUER", "", "COGNITO_TOKEN_USES", "", "COGNITO_JWKS", "", "COGNITO_REQUIRE_SCOPES", ""));

        assertEquals(pool(ENOUGH), pool(settings));
    }

    @Test
    void keysCanBeHandedIn() {
        assertEquals(Set.of("one"), pool(with("COGNITO_JWKS", JWKS)).keys().keySet());
    }

    @Test
    void scopesCanBeAskedFor() {
        var settings = with("COGNITO_TOKEN_USES", "access");
        settings.put("COGNITO_REQUIRE_SCOPES", "true");

        assertTrue(pool(settings).requireScopes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COGNITO_USER_POOL_ID   | ''",
                "COGNITO_USER_POOL_ID   | eu-central-1",
                "COGNITO_USER_POOL_ID   | AbCdEfGhI",
                "COGNITO_USER_POOL_ID   | eu-central-1_",
                "COGNITO_USER_POOL_ID   | eu-central-1_Ab/../x",
                "COGNITO_USER_POOL_ID   | evil.example.com/eu-central-1_Ab",
                "COGNITO_USER_POOL_ID   | arn:aws:cognito-idp:eu-central-1:1:userpool/eu-central-1_Ab",
                "COGNITO_ISSUER         | localhost:9229",
                "COGNITO_ISSUER         | /us-east-1_Dev",
                "COGNITO_ISSUER         | ftp://localhost/x",
                "COGNITO_ISSUER         | https://localhost/x/",
                "COGNITO_ISSUER         | https://localhost/x?y",
                "COGNITO_ISSUER         | https://localhost/x#y",
                "COGNITO_ISSUER         | https://user@localhost/x",
                "COGNITO_ISSUER         | https:///x",
                "COGNITO_ISSUER         | http://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
                "COGNITO_ISSUER         | http://192.168.0.1/x",
                "COGNITO_ISSUER         | http://localhost.example.com/x",
                "COGNITO_ISSUER         | http://127.0.0.1.example.com/x",
                "COGNITO_ISSUER         | https://local host/x",
                "COGNITO_CLIENT_IDS     | ''",
                "COGNITO_CLIENT_IDS     | ','",
                "COGNITO_CLIENT_IDS     | ' , '",
                "COGNITO_TOKEN_USES     | refresh",
                "COGNITO_TOKEN_USES     | id,acess",
                "COGNITO_TOKEN_USES     | ID",
                "COGNITO_TOKEN_USES     | id access",
                "COGNITO_REQUIRE_SCOPES | yes",
                "COGNITO_REQUIRE_SCOPES | 1",
                "COGNITO_REQUIRE_SCOPES | TRUE",
                "COGNITO_REQUIRE_SCOPES | true",
                "COGNITO_JWKS           | https://localhost/jwks.json",
                "COGNITO_JWKS           | {}",
                "COGNITO_JWKS           | {\"keys\":[]}"
            })
    void aSettingThatMakesNoSenseIsNamed(String setting, String value) {
        var refusal = assertThrows(ConfigurationException.class, () -> pool(with(setting, value)));

        var property = setting.toLowerCase().replaceFirst("_", ".").replace('_', '-');
        assertTrue(refusal.getMessage().startsWith(property + " (" + setting + ") "), refusal.getMessage());
    }

    @Test
    void scopesCanBeAskedForWhereIdTokensAreAcceptedToo() {
        var settings = with("COGNITO_TOKEN_USES", "id,access");
        settings.put("COGNITO_REQUIRE_SCOPES", "true");

        assertTrue(pool(settings).requireScopes());
    }

    private static Map<String, String> with(String setting, String value) {
        var settings = new HashMap<>(ENOUGH);
        settings.put(setting, value);
        return settings;
    }

    private static UserPool pool(Map<String, String> environment) {
        return UserPool.of(new SmallRyeConfigBuilder()
                .withMapping(CognitoConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(CognitoConfig.class));
    }
}
