package dev.spacefinder.identity;

import java.util.Locale;

/**
 * Why a caller is refused: the stable codes that clients may rely on, each with a sentence for people. The sentence
 * stands here only: whoever shows it takes it from the answer's {@code detail}.
 */
enum Reason {
    MISSING_TOKEN("No token was sent: send it as Authorization: Bearer <token>."),
    MALFORMED_TOKEN("The token is not a well-formed JSON Web Token of a user pool."),
    WRONG_ALGORITHM("The token is not signed with RS256."),
    UNKNOWN_KEY("The token was signed with a key that the user pool does not publish."),
    BAD_SIGNATURE("The token's signature does not fit its content."),
    WRONG_ISSUER("The token is not from this API's user pool."),
    EXPIRED("The token has expired: sign in again or refresh it."),
    NOT_YET_VALID("The token is not valid yet."),
    WRONG_TOKEN_USE("The token is of a kind that this API does not accept."),
    WRONG_CLIENT("The token was issued to an app client that this API does not accept."),
    MISSING_ROLE("The caller is in no group that may do this."),
    MISSING_SCOPE("The token was not granted the scope that this needs.");

    final String description;

    Reason(String description) {
        this.description = description;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
