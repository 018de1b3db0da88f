package dev.spacefinder.local.pool.declaration;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.protocol.CognitoException;

/**
 * The pool's password policy.
 *
 * @param temporaryValidity how long a temporary password can be used for the first sign-in
 */
public record PasswordPolicy(
        int minimumLength,
        boolean uppercase,
        boolean lowercase,
        boolean numbers,
        boolean symbols,
        Duration temporaryValidity) {

    /** The characters that Cognito counts as symbols; a space inside the password counts too. */
    private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

    private static final SecureRandom RANDOM = new SecureRandom();

    static PasswordPolicy of(JsonNode policy) {
        var written = new Written("password policy", policy);
        return new PasswordPolicy(
                written.number("MinimumLength", 6, 99, 8),
                written.flag("RequireUppercase"),
                written.flag("RequireLowercase"),
                written.flag("RequireNumbers"),
                written.flag("RequireSymbols"),
                Duration.ofDays(written.number("TemporaryPasswordValidityDays", 0, 365, 7)));
    }

    /** The first rule that a password breaks, in Cognito's words; Cognito too names only one. */
    public Optional<String> violation(String password) {
        if (password.codePointCount(0, password.length()) < minimumLength) {
            return Optional.of("Password not long enough");
        }
        if (uppercase && password.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
            return Optional.of("Password must have uppercase characters");
        }
        if (lowercase && password.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            return Optional.of("Password must have lowercase characters");
        }
        if (numbers && password.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of("Password must have numeric characters");
        }
        if (symbols && password.strip().chars().noneMatch(c -> SYMBOLS.indexOf(c) >= 0 || c == ' ')) {
            return Optional.of("Password must have symbol characters");
        }
        return Optional.empty();
    }

    /**
     * Refuses a password that breaks a rule.
     *
     * @param opening how the operation's message begins; Cognito words it differently from operation to operation
     */
    public void check(String password, String opening) {
        violation(password).ifPresent(violation -> {
            throw CognitoException.invalidPassword(opening + violation);
        });
    }

    /** A random password that keeps every rule. */
    public String generate() {
        var password = new StringBuilder("Aa1!");
        while (password.length() < Math.max(minimumLength, 12)) {
            password.append((char) ('a' + RANDOM.nextInt(26)));
        }
        return password.toString();
    }
}
