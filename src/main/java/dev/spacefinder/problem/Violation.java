package dev.spacefinder.problem;

/**
 * One thing that is wrong with the input.
 *
 * @param field   the member, parameter or header that is wrong
 * @param message what it must be
 */
public record Violation(String field, String message) {
}
