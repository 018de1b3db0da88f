package dev.spacefinder.local;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.spacefinder.local.template.TemplateException;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Why development mode could not start, or could not take a change. */
final class StartProblem {

    private static final String STARTED = "dev.spacefinder.local.started";
    private static final String INVALID_SETTINGS = "Configuration validation failed:";
    private static final Pattern CLASS_AND_CODE = Pattern.compile("^\\s*([\\w.$]+Exception: )?([A-Z]+\\d+: )?");
    private static final Pattern COLOURS = Pattern.compile("\\u001B\\[[0-9;]*m");

    private StartProblem() {}

    /** The server runs: problems from now on come from a change, and go with the next one. */
    static void serverHasStarted() {
        DevConsoleManager.setGlobal(STARTED, true);
    }

    static boolean isFirstStart() {
        return DevConsoleManager.getGlobal(STARTED) == null;
    }

    /** Ends a first start, which leaves nothing to mend it with; refuses a later one. */
    static ConfigurationException because(String sentence) {
        if (isFirstStart() && !isMaven()) {
            end(sentence);
        }
        var problem = new ConfigurationException(sentence);
        // Quarkus prints the stack beside the message, and the message says it all.
        problem.setStackTrace(new StackTraceElement[0]);
        return problem;
    }

    /** Maven reads the settings as well, and has its own way to end. */
    private static boolean isMaven() {
        return System.getProperty("sun.java.command", "").startsWith("org.codehaus.plexus.classworlds");
    }

    /** Ends the process at once: an orderly end prints the stacks of whatever it finds half started. */
    static void end(String sentence) {
        System.err.println("\n" + sentence + "\nNothing is running.\n");
        System.err.flush();
        Runtime.getRuntime().halt(1);
    }

    /** What went wrong, in words for the developer. */
    static String sentence(Throwable problem) {
        var cause = problem;
        while (cause.getCause() != null && !saysItAll(cause)) {
            cause = cause.getCause();
        }
        var message = String.valueOf(cause.getMessage());
        if (message.contains("Compilation Failed")) {
            return compilation(COLOURS.matcher(message).replaceAll(""));
        }
        if (message.startsWith(INVALID_SETTINGS)) {
            return message.substring(INVALID_SETTINGS.length())
                    .lines()
                    .map(line -> CLASS_AND_CODE.matcher(line).replaceFirst(""))
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.joining("\n"));
        }
        return saysItAll(cause) ? message : cause.getClass().getSimpleName() + ": " + message;
    }

    private static boolean saysItAll(Throwable problem) {
        // By name, as after a live reload each start has classes of its own.
        var name = problem.getClass().getName();
        return name.equals(ConfigurationException.class.getName()) || name.equals(TemplateException.class.getName());
    }

    /** The compiler's lines, with files as they are named from the project's root. */
    private static String compilation(String message) {
        return message.lines()
                .map(line -> line.replace(Path.of("").toAbsolutePath() + "/", ""))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));
    }
}
