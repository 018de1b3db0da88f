package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Every test of the running API has a twin, {@code XIT extends XTest}, that runs it again on the native binary; but for
 * the playground's, which with its Swagger UI is never deployed.
 */
class EveryBehaviourOnTheBinaryTest {

    private static final String NOT_DEPLOYED = "dev/spacefinder/local/playground/";

    @Test
    void everyTestOfTheRunningApiHasATwinForTheBinary() throws Exception {
        var tests = testsOfTheRunningApi();
        assertThat(tests, not(empty()));
        for (var test : tests) {
            var twin = load(test.getName().replaceFirst("Test$", "IT"));
            assertEquals(test, twin.getSuperclass(), twin + " extends");
            assertThat(
                    twin + " is a @QuarkusIntegrationTest",
                    twin.getAnnotation(QuarkusIntegrationTest.class),
                    notNullValue());
        }
    }

    private static List<Class<?>> testsOfTheRunningApi() throws IOException, URISyntaxException {
        var classes = Path.of(EveryBehaviourOnTheBinaryTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var files = Files.walk(classes.resolve("dev/spacefinder"))) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("Test.class") && !name.startsWith(NOT_DEPLOYED))
                    .<Class<?>>map(
                            name -> load(name.replaceFirst("\\.class$", "").replace('/', '.')))
                    .filter(type -> type.isAnnotationPresent(QuarkusTest.class))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, EveryBehaviourOnTheBinaryTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(
                    "There is no " + name + ": write it, so that the behaviour is proved on the binary too", e);
        }
    }
}
