package dev.spacefinder.identity;

import io.smallrye.jwt.auth.principal.ParseException;

/** A token that breaks a rule. It has no cause: the libraries' exceptions hold the token's claims, and are logged. */
class InvalidTokenException extends ParseException {

    final Reason reason;

    InvalidTokenException(Reason reason) {
        super(reason.description);
        this.reason = reason;
    }
}
