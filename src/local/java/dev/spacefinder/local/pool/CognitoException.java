package dev.spacefinder.local.pool;

/** A refusal in Cognito's words: the name and the message of its error. */
final class CognitoException extends RuntimeException {

    private final String name;

    CognitoException(String name, String message) {
        super(message, null, false, false);
        this.name = name;
    }

    String name() {
        return name;
    }

    static CognitoException notAuthorized(String message) {
        return new CognitoException("NotAuthorizedException", message);
    }

    /** One text for a wrong password, a wrong signature and, if the client hides who exists, an unknown user. */
    static CognitoException incorrectPassword() {
        return notAuthorized("Incorrect username or password.");
    }

    static CognitoException invalidParameter(String message) {
        return new CognitoException("InvalidParameterException", message);
    }

    static CognitoException invalidPassword(String message) {
        return new CognitoException("InvalidPasswordException", message);
    }

    static CognitoException userNotFound() {
        return new CognitoException("UserNotFoundException", "User does not exist.");
    }

    static CognitoException resourceNotFound(String message) {
        return new CognitoException("ResourceNotFoundException", message);
    }

    static CognitoException codeMismatch() {
        return new CognitoException("CodeMismatchException", "Invalid verification code provided, please try again.");
    }

    static CognitoException codeExpired() {
        return new CognitoException("ExpiredCodeException", "Invalid code provided, please request a code again.");
    }
}
