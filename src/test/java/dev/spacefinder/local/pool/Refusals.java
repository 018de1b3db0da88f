package dev.spacefinder.local.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;

final class Refusals {

    private Refusals() {}

    /** The message of a refusal that must be of exactly this type. */
    static <T extends CognitoIdentityProviderException> String refusal(Class<T> type, Executable call) {
        var refusal = assertThrows(type, call);
        assertEquals(type, refusal.getClass());
        return refusal.awsErrorDetails().errorMessage();
    }
}
