package dev.spacefinder;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.ext.Provider;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;

/** The walls of the house: what may know what. */
class ArchitectureTest {

    private static final String LOCAL = "dev.spacefinder.local..";
    private static final Path TESTS = Path.of("target", "test-classes");
    private static final JavaClasses CODE_AND_TESTS =
            new ClassFileImporter().importPaths(Path.of("target", "classes"), TESTS);
    private static final JavaClasses CODE = CODE_AND_TESTS.that(DescribedPredicate.describe(
            "are no tests",
            type -> !Path.of(type.getSource().orElseThrow().getUri()).startsWith(TESTS.toAbsolutePath())));

    @Test
    void nothingThatShipsKnowsTheLocalServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LOCAL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCAL)
                .because("src/local is not deployed: what both need belongs to src/main")
                .check(CODE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.spacefinder.(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void resourcesReachDynamoDbThroughTheirStoreAlone() {
        noClasses()
                .that(areResources())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "dev.spacefinder.dynamodb..")
                .because("a resource speaks HTTP: calls of DynamoDB belong to the store of its package")
                .check(CODE);
    }

    @Test
    void typesArePackagePrivateUnlessAnotherPackageUsesThem() {
        var services = services();
        classes()
                .that(DescribedPredicate.describe(
                        "are public top-level types",
                        type -> type.getModifiers().contains(PUBLIC)
                                && !type.isNestedClass()
                                && !services.contains(type.getName())))
                .should(beUsedByAnotherPackage())
                .check(CODE);
    }

    private static DescribedPredicate<JavaClass> areResources() {
        return DescribedPredicate.describe(
                "have a @Path or are a @Provider",
                type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class)
                        || type.isAnnotatedWith(Provider.class)
                        || type.getMethods().stream()
                                .anyMatch(method -> method.isAnnotatedWith(jakarta.ws.rs.Path.class)));
    }

    private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var used = CODE_AND_TESTS.get(type.getName()).getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
                if (!used && !standsInASignature(type)) {
                    events.add(violated(
                            type, type.getName() + " is public, and no other package uses it: take public away"));
                }
            }
        };
    }

    /** Whether who calls a public method of another type must be able to name it. */
    private static boolean standsInASignature(JavaClass type) {
        return type.getPackage().getClasses().stream()
                .filter(other -> other.getModifiers().contains(PUBLIC) && !other.equals(type))
                .flatMap(other -> other.getCodeUnits().stream())
                .filter(method -> method.getModifiers().contains(PUBLIC))
                .anyMatch(method -> method.getAllInvolvedRawTypes().contains(type));
    }

    /** What Java's ServiceLoader makes by name has to be public. */
    private static Set<String> services() {
        return Stream.of("src/main", "src/local")
                .map(root -> Path.of(root, "resources", "META-INF", "services"))
                .flatMap(ArchitectureTest::lines)
                .collect(Collectors.toSet());
    }

    private static Stream<String> lines(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList().stream().flatMap(file -> {
                try {
                    return Files.readAllLines(file).stream();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
