package dev.spacefinder.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.network.Origins;

/** How a developer lets a front end in: local.origins and local.callback-urls. */
class FrontEndsTest {

    @Test
    void letsInEveryPortOfThisMachine() {
        assertTrue(Origins.of(Optional.empty()).allow("http://localhost:5173"));
        assertFalse(Origins.of(Optional.empty()).allow("http://localhost.evil.example:5173"));
    }

    @Test
    void letsInTheOriginsThatAreListed() {
        var origins = Origins.of(Optional.of("https://app.example, http://127.0.0.1:3000"));

        assertTrue(origins.allow("https://app.example"));
        assertTrue(origins.allow("http://127.0.0.1:3000"));
        assertFalse(origins.allow("https://other.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:3000", "http://localhost:3000/", "*", "null", "/http://.*/", ""})
    void refusesWhatIsNoOrigin(String origin) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Origins.of(Optional.of(origin)));

        assertEquals(
                "local.origins has \"" + origin + "\", which is no origin. Write scheme, host and port alone, "
                        + "as http://localhost:5173, with commas between several.",
                refusal.getMessage());
    }

    @Test
    void callsBackThePlaygroundSwaggerUiAndTheUsualDevelopmentServers() {
        assertEquals(
                List.of(
                        "http://localhost:9329/",
                        "http://localhost:8180/q/swagger-ui/oauth2-redirect.html",
                        "http://localhost:3000/",
                        "http://localhost:5173/"),
                CallbackUrls.of(8180, 9329, Optional.empty()));
    }

    @Test
    void callsBackWhatIsListedInTheirPlace() {
        assertEquals(
                List.of(
                        "http://localhost:9229/",
                        "http://localhost:8080/q/swagger-ui/oauth2-redirect.html",
                        "http://localhost:4200/signed-in",
                        "https://app.example/"),
                CallbackUrls.of(8080, 9229, Optional.of("http://localhost:4200/signed-in, https://app.example/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example/", "localhost:4200", "https://app.example/#part", ""})
    void refusesWhatIsNoCallback(String url) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> CallbackUrls.of(8080, 9229, Optional.of(url)));

        assertTrue(refusal.getMessage().startsWith("local.callback-urls has \"" + url + "\""), refusal.getMessage());
    }
}
