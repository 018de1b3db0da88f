package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OddEventsIT extends OddEventsTest {

    /** Quarkus waits for the binary to begin this log, so that it cannot be another. */
    private static final Path LOG = Path.of("target", "quarkus.log");

    @Override
    String logOf(Runnable events) throws IOException {
        var before = Files.readString(LOG);
        assertThat("Started before the events", before, containsString("Installed features"));
        events.run();
        return Files.readString(LOG).substring(before.length());
    }
}
