package dev.spacefinder.identity;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TokensInLogsIT extends TokensInLogsTest {

    /** Quarkus builds no lower one in, unless it is told to. */
    @Override
    String lowestLevel() {
        return "DEBUG";
    }
}
