package dev.spacefinder.http;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One thing that is wrong with the input.
 *
 * @param field the member, parameter or header that is wrong
 * @param message what it must be
 */
@RegisterForReflection
public record Violation(String field, String message) {}
