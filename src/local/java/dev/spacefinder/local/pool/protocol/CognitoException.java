package dev.spacefinder.local.pool.protocol;

/** A refusal in Cognito's words: the name and the message of its error. */
public final class CognitoException extends RuntimeException {

    private final String name;

    /**
     * A refusal.
     *
     * @param name the error's name, such as NotAuthorizedException
     * @param message the error's message
     */
    public CognitoException(String name, String message) {
        super(message, null, false, false);
        this.name = name;
    }

    /** The error's name, such as NotAuthorizedException. */
    public String name() {
        return name;
    }

    /** NotAuthorizedException: a wrong proof, or something that is not allowed. */
    public static CognitoException notAuthorized(String message) {
        return new CognitoException("NotAuthorizedException", message);
    }

    /** One text for a wrong password, a wrong signature and, if the client hides who exists, an unknown user. */
    public static CognitoException incorrectPassword() {
        return notAuthorized("Incorrect username or password.");
    }

    /** InvalidParameterException: the request is wrong in itself. */
    public static CognitoException invalidParameter(String message) {
        return new CognitoException("InvalidParameterException", message);
    }

    /** InvalidPasswordException: the password breaks the policy. */
    public static CognitoException invalidPassword(String message) {
        return new CognitoException("InvalidPasswordException", message);
    }

    /** UserNotFoundException, for callers who may know who exists. */
    public static CognitoException userNotFound() {
        return new CognitoException("UserNotFoundException", "User does not exist.");
    }

    /** UserNotFoundException in the words of the operations that work with codes. */
    public static CognitoException unknownCombination() {
        return new CognitoException("UserNotFoundException", "Username/client id combination not found.");
    }

    /** ResourceNotFoundException: there is no such pool, client or group. */
    public static CognitoException resourceNotFound(String message) {
        return new CognitoException("ResourceNotFoundException", message);
    }

    /** CodeMismatchException: another code was sent. */
    public static CognitoException codeMismatch() {
        return new CognitoException("CodeMismatchException", "Invalid verification code provided, please try again.");
    }

    /** ExpiredCodeException: no code waits for an answer any more. */
    public static CognitoException codeExpired() {
        return new CognitoException("ExpiredCodeException", "Invalid code provided, please request a code again.");
    }
}
