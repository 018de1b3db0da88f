import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes, and prints what failed: each run of Maven would take longer than the tests themselves. */
class RunTests {

    public static void main(String[] classes) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList())
                .build();
        var outcome = new TestExecutionListener() {
            int tests;

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                tests += test.isTest() ? 1 : 0;
                result.getThrowable().ifPresent(failure -> System.out.println(test.getDisplayName() + ": " + failure));
            }
        };
        LauncherFactory.create().execute(request, outcome);
        System.out.println(outcome.tests + " tests");
        System.exit(0);
    }
}
