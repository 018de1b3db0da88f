package dev.spacefinder.local.pool.protocol;

/** A refusal in Cognito's words: the name and the message of its error. */
public final class CognitoException extends RuntimeException {

    private final String name;

    public CognitoException(String name, String message) {
        super(message, null, false, false);
        this.name = name;
    }

    public String name() {
        return name;
    }

    public static CognitoException notAuthorized(String message) {
        return new CognitoException("NotAuthorizedException", message);
    }

    /** One text for a wrong password, a wrong signature and, if the client hides who exists, an unknown user. */
    public static CognitoException incorrectPassword() {
        return notAuthorized("Incorrect username or password.");
    }

    public static CognitoException invalidParameter(String message) {
        return new CognitoException("InvalidParameterException", message);
    }

    public static CognitoException invalidPassword(String message) {
        return new CognitoException("InvalidPasswordException", message);
    }

    public static CognitoException userNotFound() {
        return new CognitoException("UserNotFoundException", "User does not exist.");
    }

    public static CognitoException resourceNotFound(String message) {
        return new CognitoException("ResourceNotFoundException", message);
    }

    public static CognitoException codeMismatch() {
        return new CognitoException("CodeMismatchException", "Invalid verification code provided, please try again.");
    }

    public static CognitoException codeExpired() {
        return new CognitoException("ExpiredCodeException", "Invalid code provided, please request a code again.");
    }
}
