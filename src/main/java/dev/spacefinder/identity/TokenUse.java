package dev.spacefinder.identity;

import java.util.Locale;
import java.util.Optional;

/** The kinds of JSON Web Token that a user pool issues, by the value of their {@code token_use} claim. */
enum TokenUse {

    /** Tells who the user is; its client stands in {@code aud}. */
    ID("aud", "cognito:username"),

    /** Tells what the bearer may do; its client stands in {@code client_id}, and it has no {@code aud}. */
    ACCESS("client_id", "username");

    final String clientClaim;
    final String usernameClaim;

    TokenUse(String clientClaim, String usernameClaim) {
        this.clientClaim = clientClaim;
        this.usernameClaim = usernameClaim;
    }

    String claimValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<TokenUse> of(Object claim) {
        for (var use : values()) {
            if (use.claimValue().equals(claim)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
