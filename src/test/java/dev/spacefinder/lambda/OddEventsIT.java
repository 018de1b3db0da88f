package dev.spacefinder.lambda;

import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(OddEventsIT.LogOfTheLauncher.class)
class OddEventsIT extends OddEventsTest {

    @Override
    Path log() {
        return Path.of("target", "quarkus.log");
    }

    /** Quarkus waits for the binary to begin this log, so that it cannot be another. */
    public static class LogOfTheLauncher extends LogInAFile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of();
        }
    }
}
