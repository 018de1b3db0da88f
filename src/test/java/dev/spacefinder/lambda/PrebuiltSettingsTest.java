package dev.spacefinder.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.Quarkus;

class PrebuiltSettingsTest {

    private static final String PROVED_WITH = "3.34.1";

    @Test
    void wasProvedWithThisQuarkus() {
        assertEquals(PROVED_WITH, Quarkus.class.getPackage().getImplementationVersion(), """
                PrebuiltSettings leans on how Quarkus registers its settings. Before the version in this test is changed: \
                (1) ./mvnw verify -Dnative passes: FunctionIT proves on the binary that origins, a log level and settings that \
                deployments seldom change are still taken from the environment; a renamed \
                io.quarkus.runtime.generated.RunTimeConfig stops the build. \
                (2) ./mvnw verify -Dnative -Pbench still shows the gain against a binary built with \
                -Dlambda.prebuilt-settings=false. Without a gain, delete the class. Quarkus is\
                """);
    }
}
