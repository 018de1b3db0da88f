package dev.spacefinder.local.pool.login;

/** A refusal in OAuth's words (RFC 6749, 5.2); its message is the error's code. */
final class OAuthException extends RuntimeException {

    private final int status;
    private final String description;

    /** @param description the error_description, or null for none */
    OAuthException(int status, String error, String description) {
        super(error, null, false, false);
        this.status = status;
        this.description = description;
    }

    static OAuthException of(String error) {
        return new OAuthException(400, error, null);
    }

    int status() {
        return status;
    }

    String description() {
        return description;
    }
}
