package dev.spacefinder;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.ext.Provider;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;

import dev.spacefinder.http.Versioned;
import dev.spacefinder.testing.BesideApplications;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The walls of the house: what may know what. */
@BesideApplications
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
    void everyChangeIsTold() {
        methods()
                .that()
                .areAnnotatedWith(POST.class)
                .or()
                .areAnnotatedWith(PUT.class)
                .or()
                .areAnnotatedWith(PATCH.class)
                .or()
                .areAnnotatedWith(DELETE.class)
                .should(answerWithVersioned())
                .check(CODE);
    }

    @Test
    void typesArePackagePrivateUnlessAnotherPackageUsesThem() {
        var madeByName = madeByName();
        classes()
                .that(DescribedPredicate.describe(
                        "are public top-level types",
                        type -> type.getModifiers().contains(PUBLIC)
                                && !type.isNestedClass()
                                && !type.isAnnotatedWith(QuarkusMain.class)
                                && !madeByName.contains(type.getName())))
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

    private static ArchCondition<JavaMethod> answerWithVersioned() {
        return new ArchCondition<>("answer with Versioned") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                var tells = method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Versioned.class)
                                && Set.of("created", "changed", "deleted").contains(call.getName()));
                if (!tells) {
                    events.add(violated(
                            method,
                            method.getOwner().getSimpleName() + "." + method.getName()
                                    + " changes something and does not tell the log what: answer with"
                                    + " Versioned.created, changed or deleted"));
                }
            }
        };
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

    /** What is made by its name, by Java's ServiceLoader or for a setting, has to be public. */
    private static Set<String> madeByName() {
        var services = Stream.of("src/main", "src/local")
                .map(root -> Path.of(root, "resources", "META-INF", "services"))
                .flatMap(ArchitectureTest::lines);
        var settings = lines(Path.of("src/main/resources/application.properties"))
                .flatMap(setting ->
                        Stream.of(setting.substring(setting.indexOf('=') + 1).split(",")));
        return Stream.concat(services, settings).collect(Collectors.toSet());
    }

    /** The lines of a file, or of all files of a folder. */
    private static Stream<String> lines(Path place) {
        try (var files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).toList().stream().flatMap(file -> {
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
