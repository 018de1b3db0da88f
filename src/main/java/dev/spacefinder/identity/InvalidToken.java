package dev.spacefinder.identity;

import io.smallrye.jwt.auth.principal.ParseException;

/**
 * A token that breaks a rule. It has no cause and nothing of the token in its message, as the libraries' own exceptions
 * do, and no stack: who sends bad tokens shall not make us work.
 */
final class InvalidToken extends ParseException {

    /** Which rule it breaks. */
    final Reason reason;

    InvalidToken(Reason reason) {
        super(reason.description);
        this.reason = reason;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
