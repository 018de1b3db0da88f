package dev.spacefinder.testing;

import static java.util.stream.Collectors.toSet;

import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

import dev.spacefinder.Routes;
import dev.spacefinder.Routes.Route;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.FunctionRole.Call;
import dev.spacefinder.testing.Settings.Setting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/**
 * Looks on while {@code XTest} tests the resource {@code X}, and says at its end what is missing elsewhere: a status
 * that was answered and that openapi.yaml does not describe, or the other way round; a call of DynamoDB that the
 * template does not let the function make, or the other way round. What nobody needed can be said only where every test
 * of the class ran, and passed.
 */
public class SafetyNet
        implements QuarkusTestBeforeClassCallback, QuarkusTestAfterEachCallback, QuarkusTestAfterAllCallback {

    private static final Watch WATCH = new Watch();

    /**
     * What the tests of the resources of a package called, and which of these tests are done: they share its tables.
     */
    private static final Map<String, Set<Call>> CALLS = new HashMap<>();

    private static final Set<String> DONE = new HashSet<>();

    private static Class<?> testClass;
    private static boolean failed;

    @Override
    public void beforeClass(Class<?> type) {
        testClass = type;
        failed = false;
        WATCH.reset();
        if (!routesOf(type).isEmpty()) {
            RestAssured.filters(WATCH);
            if (ApiTestResource.proxy != null) {
                ApiTestResource.proxy.calls().clear();
            }
        }
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        WATCH.tested.add(context.getTestMethod().getName());
        failed |= context.getTestStatus().isTestFailed();
    }

    @Override
    public void afterAll(QuarkusTestContext context) {
        var routes = testClass == null ? List.<Route>of() : routesOf(testClass);
        if (routes.isEmpty()) {
            return;
        }
        RestAssured.replaceFiltersWith(List.of());
        var isWhole = !failed && tests(testClass).allMatch(test -> WATCH.tested.contains(test.getName()));
        var tables = tables();
        var sentences = new ArrayList<>(answers(routes, isWhole, !tables.isEmpty()));
        if (ApiTestResource.proxy != null) {
            var calls = Set.copyOf(ApiTestResource.proxy.calls());
            sentences.addAll(FunctionRole.forbidden(calls));
            var ofPackage = CALLS.computeIfAbsent(testClass.getPackageName(), name -> new HashSet<>());
            ofPackage.addAll(calls);
            if (isWhole) {
                DONE.add(testClass.getName());
            }
            if (DONE.containsAll(testsOf(testClass.getPackageName()))) {
                sentences.addAll(FunctionRole.unused(tables, ofPackage, testClass.getSimpleName()));
            }
        }
        Missing.assertNothing(sentences);
    }

    private static List<String> answers(List<Route> routes, boolean isWhole, boolean hasTable) {
        var described = DescribedAnswers.read();
        var sentences = new ArrayList<String>();
        for (var route : routes) {
            var answered = WATCH.answered.getOrDefault(route.toString(), Set.of());
            var promised = described.getOrDefault(route.toString(), Set.of());
            answered.stream()
                    .filter(status -> !promised.contains(status))
                    .map(status -> route + " answers " + status + ", which " + DescribedAnswers.FILE
                            + " does not describe: add it to its responses.")
                    .forEach(sentences::add);
            promised.stream()
                    .filter(status ->
                            isWhole && !answered.contains(status) && !isBeforeTheResource(route, status, hasTable))
                    .map(status -> route + " never answers " + status + " in " + testClass.getSimpleName() + ", and "
                            + DescribedAnswers.FILE + " describes it: test it, or take it from its responses.")
                    .forEach(sentences::add);
        }
        return sentences;
    }

    /**
     * Who is refused before the resource is asked is the same on every route: TokensTest, OutageTest, RolesTest, ...
     */
    private static boolean isBeforeTheResource(Route route, int status, boolean hasTable) {
        return status == 401
                || status == 503 && !hasTable
                || status == 403 && (route.scope() != null || !route.roles().isEmpty());
    }

    /** The variables that name the tables of the package under test. */
    private static Set<String> tables() {
        return Settings.all().stream()
                .filter(setting -> setting.reader().getPackageName().equals(testClass.getPackageName()))
                .map(Setting::variable)
                .filter(variable -> DynamoDbSettings.tables().containsKey(variable))
                .collect(toSet());
    }

    /**
     * The routes of the resource that a class tests, if it tests one on the JVM: its twin sends the same to the binary.
     */
    private static List<Route> routesOf(Class<?> type) {
        return type.isAnnotationPresent(QuarkusTest.class)
                ? Routes.all().stream()
                        .filter(route -> (route.resource().getName() + "Test").equals(type.getName()))
                        .toList()
                : List.of();
    }

    private static Set<String> testsOf(String packageName) {
        return Routes.secured().stream()
                .map(Route::resource)
                .filter(resource -> resource.getPackageName().equals(packageName))
                .map(resource -> resource.getName() + "Test")
                .collect(toSet());
    }

    private static Stream<Method> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class));
    }

    /** What was answered to requests of RestAssured, by route. */
    private static final class Watch implements Filter {

        private final TreeMap<String, Set<Integer>> answered = new TreeMap<>();
        private final Set<String> tested = new HashSet<>();

        void reset() {
            answered.clear();
            tested.clear();
        }

        @Override
        public Response filter(
                FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext next) {
            var answer = next.next(request, response);
            path(request.getURI())
                    .flatMap(path -> Routes.of(request.getMethod(), path))
                    .ifPresent(route -> answered.computeIfAbsent(route.toString(), name -> new TreeSet<>())
                            .add(answer.statusCode()));
            return answer;
        }

        private static Optional<String> path(String uri) {
            try {
                return Optional.ofNullable(URI.create(uri).getPath());
            } catch (IllegalArgumentException e) {
                // What cannot be read as a URI is on no route.
                return Optional.empty();
            }
        }
    }
}
