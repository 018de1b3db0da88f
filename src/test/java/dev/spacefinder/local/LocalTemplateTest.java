package dev.spacefinder.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.spacefinder.local.template.TemplateException;

class LocalTemplateTest {

    @Test
    void givesTheFunctionTheLocalPoolAndTable() {
        var variables = variables("");

        assertEquals("us-east-1_SpacesDev", variables.get("COGNITO_USER_POOL_ID"));
        assertEquals("spacesdevclient", variables.get("COGNITO_CLIENT_IDS"));
        assertEquals("id", variables.get("COGNITO_TOKEN_USES"));
        assertEquals("Spaces-local", variables.get("SPACES_TABLE"));
    }

    @Test
    void leavesOutTheVariablesThatTheTemplateLeavesOut() {
        assertFalse(variables("").containsKey("COGNITO_JWKS"));
    }

    @Test
    void takesParameters() {
        var variables = variables("TokenUse=access,RequireScopes=true");

        assertEquals("access", variables.get("COGNITO_TOKEN_USES"));
        assertEquals("true", variables.get("COGNITO_REQUIRE_SCOPES"));
        assertEquals("spacesdevclient,spacesmachineclient", variables.get("COGNITO_CLIENT_IDS"));
    }

    @Test
    void takesCommasWithinAParameter() {
        var variables = variables("CorsOrigins=https://a.example,https://b.example,TokenUse=access");

        assertEquals("https://a.example,https://b.example", variables.get("QUARKUS_HTTP_CORS_ORIGINS"));
        assertEquals("access", variables.get("COGNITO_TOKEN_USES"));
    }

    @Test
    void refusesAParameterThatTheTemplateDoesNotHave() {
        assertRefused(
                "TokenUsage=id", "infra/template.yaml has no parameter TokenUsage. Its parameters are TokenUse, ");
    }

    @Test
    void refusesAValueThatIsNotAllowed() {
        assertRefused(
                "TokenUse=both", "The template's parameter TokenUse cannot be \"both\": it is not one of id, access.");
    }

    @Test
    void refusesAValueThatDoesNotMatchThePattern() {
        assertRefused(
                "CorsOrigins=pages", "The template's parameter CorsOrigins cannot be \"pages\": it does not match ");
    }

    @Test
    void refusesWhatIsNoParameter() {
        assertRefused(
                "access", "local.parameters must be Name=Value, with commas between several, but has \"access\".");
    }

    private static Map<String, String> variables(String parameters) {
        return LocalTemplate.functionVariables(LocalTemplate.read(LocalTemplate.FILE, parameters));
    }

    private static void assertRefused(String parameters, String sentence) {
        var refusal = assertThrows(TemplateException.class, () -> LocalTemplate.read(LocalTemplate.FILE, parameters));
        assertEquals(
                sentence,
                refusal.getMessage()
                        .substring(
                                0,
                                Math.min(sentence.length(), refusal.getMessage().length())));
    }
}
