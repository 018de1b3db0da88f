package dev.spacefinder.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

import dev.spacefinder.local.gateway.Sources;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;

/** Quarkus' live reload, which looks at the sources before each call, and the template, which it does not know. */
final class LiveReload implements Sources {

    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final Path template;
    private FileTime templateTaken;
    private String told = "";

    LiveReload(Path template) {
        this.template = template;
        this.templateTaken = lastChange();
    }

    /** Whether the template was changed since it was taken over. */
    synchronized boolean templateHasChanged() {
        return !lastChange().equals(templateTaken);
    }

    @Override
    public void bringUpToDate() {
        var quarkus = DevConsoleManager.getHotReplacementContext();
        Thread.currentThread().setContextClassLoader(quarkus.getClass().getClassLoader());
        try {
            takeTemplate(quarkus);
            quarkus.doScan(true);
            tell(problem().orElse(""));
        } catch (Exception e) {
            throw new IllegalStateException("The sources cannot be looked at.", e);
        }
    }

    @Override
    public Optional<String> problem() {
        // There is none any more where Quarkus is about to end.
        return Optional.ofNullable(DevConsoleManager.getHotReplacementContext())
                .map(HotReplacementContext::getDeploymentProblem)
                .map(StartProblem::sentence);
    }

    /** A class that is newer than before makes Quarkus start the application anew. */
    private synchronized void takeTemplate(HotReplacementContext quarkus) throws IOException {
        if (templateHasChanged()) {
            templateTaken = lastChange();
            for (var classes : quarkus.getClassesDir()) {
                var reader = classes.resolve("dev/spacefinder/local/LocalTemplate.class");
                if (Files.exists(reader)) {
                    Files.setLastModifiedTime(reader, FileTime.from(Instant.now()));
                }
            }
        }
    }

    private FileTime lastChange() {
        try {
            return Files.exists(template) ? Files.getLastModifiedTime(template) : NEVER;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(String problem) {
        if (!problem.equals(told)) {
            System.out.println(
                    problem.isEmpty()
                            ? "The API runs again."
                            : "The API does not run: " + problem + "\nMend it: the next call takes the change.");
            told = problem;
        }
    }
}
