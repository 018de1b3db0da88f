package dev.spacefinder.identity;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusIntegrationTest
@TestProfile(TokensInLogsIT.EverythingBuiltIn.class)
class TokensInLogsIT extends TokensInLogsTest {

    /** Quarkus builds no lower one in, unless it is told to. */
    @Override
    String lowestLevel() {
        return "DEBUG";
    }

    public static class EverythingBuiltIn extends Everything {

        /** The lowest level is fixed in the binary, which does not start where it is told another. */
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.remove("quarkus.log.min-level");
            return settings;
        }
    }
}
