package dev.spacefinder.identity;

import io.smallrye.jwt.auth.principal.ParseException;

/**
 * A token that breaks a rule: one type per rule. None has a cause or anything of the token in its message, as the
 * libraries' own exceptions do, and none has a stack: who sends bad tokens shall not make us work.
 */
abstract sealed class InvalidToken extends ParseException {

    final Reason reason;

    private InvalidToken(Reason reason) {
        super(reason.description);
        this.reason = reason;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    static final class Malformed extends InvalidToken {
        Malformed() {
            super(Reason.MALFORMED_TOKEN);
        }
    }

    static final class WrongAlgorithm extends InvalidToken {
        WrongAlgorithm() {
            super(Reason.WRONG_ALGORITHM);
        }
    }

    static final class UnknownKey extends InvalidToken {
        UnknownKey() {
            super(Reason.UNKNOWN_KEY);
        }
    }

    static final class BadSignature extends InvalidToken {
        BadSignature() {
            super(Reason.BAD_SIGNATURE);
        }
    }

    static final class WrongIssuer extends InvalidToken {
        WrongIssuer() {
            super(Reason.WRONG_ISSUER);
        }
    }

    static final class Expired extends InvalidToken {
        Expired() {
            super(Reason.EXPIRED);
        }
    }

    static final class NotYetValid extends InvalidToken {
        NotYetValid() {
            super(Reason.NOT_YET_VALID);
        }
    }

    static final class WrongTokenUse extends InvalidToken {
        WrongTokenUse() {
            super(Reason.WRONG_TOKEN_USE);
        }
    }

    static final class WrongClient extends InvalidToken {
        WrongClient() {
            super(Reason.WRONG_CLIENT);
        }
    }
}
