package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenSettingsTest {

    private static final String HTTP = "quarkus.http";
    private static final String LOG = "quarkus.log";

    @Test
    void takesNoNoticeOfWhatLambdaAndTheTemplateSet() {
        var given = GivenSettings.of(
                List.of(
                        "_HANDLER",
                        "_X_AMZN_TRACE_ID",
                        "AWS_REGION",
                        "COGNITO_CLIENT_IDS",
                        "SPACES_TABLE",
                        "DISABLE_SIGNAL_HANDLERS",
                        "PATH"),
                List.of("java.io.tmpdir", "user.dir", "io.quarkus.anything"));
        assertThat(given.names(), empty());
        assertThat(given.areAllIn(List.of(HTTP)), is(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_HTTP_CORS_ORIGINS", "quarkus.http.cors.origins"})
    void findsThePartThatAVariableIsIn(String name) {
        var given = GivenSettings.of(List.of(name), List.of());
        assertThat(given.anyIn(HTTP), is(true));
        assertThat(given.anyIn(LOG), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.log.level", "quarkus.log.category.\"dev.spacefinder\".level"})
    void findsThePartThatAnArgumentIsIn(String name) {
        var given = GivenSettings.of(List.of(), List.of(name));
        assertThat(given.anyIn(LOG), is(true));
        assertThat(given.anyIn(HTTP), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_HTTP_CORS_ORIGINS", "quarkus.http.cors.origins"})
    void leavesOutWhatSomebodyElseReads(String name) {
        var given = GivenSettings.of(List.of(name, "QUARKUS_LOG_LEVEL"), List.of());
        assertThat(given.without(List.of("quarkus.http.cors.origins")).names(), contains("QUARKUS_LOG_LEVEL"));
    }

    @Test
    void countsASettingToThePartsAroundIt() {
        assertThat(
                GivenSettings.of(List.of("QUARKUS_HTTP_AUTH_FORM_ENABLED"), List.of())
                        .anyIn("quarkus"),
                is(true));
    }

    @Test
    void doesNotTakeAPartForAnotherWhoseNameBeginsLikeIt() {
        assertThat(GivenSettings.of(List.of("QUARKUS_HTTPS_PORT"), List.of()).anyIn(HTTP), is(false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUARKUS_PROFILE",
                "_PROD_QUARKUS_HTTP_PORT",
                "%prod.quarkus.http.port",
                "SMALLRYE_CONFIG_LOCATIONS",
                "MP_CONFIG_PROFILE",
                "QUARKUS_THREAD_POOL_MAX_THREADS"
            })
    void tellsThatMoreThanThesePartsMayBeChanged(String name) {
        assertThat(GivenSettings.of(List.of(name), List.of()).areAllIn(List.of(HTTP, LOG)), is(false));
    }
}
