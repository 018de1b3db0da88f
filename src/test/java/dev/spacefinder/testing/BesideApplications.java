package dev.spacefinder.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A long class that starts no application: it runs beside the classes that do, which run one after the other, and so do
 * those that have this annotation. What all of the process shares is not its own: its log, its system properties, what
 * Telemetry counts, its time.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the thread beside the applications")
public @interface BesideApplications {}
