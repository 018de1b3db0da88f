package dev.spacefinder.local.pool.operations;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.protocol.Input;

/** One operation of Cognito's API; its type has the operation's name. */
interface Operation {

    /** Who may call an operation. */
    enum Access {
        /** Whoever reaches the pool; the operation itself asks for a password, a code or a refresh token. */
        ANYONE,
        /** A user, whose access token the request carries in AccessToken. */
        USER,
        /** An administrator, who signs the request with AWS credentials; locally any signature is good. */
        ADMINISTRATOR
    }

    /** What holds before an operation is run; every operation declares it. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Contract {

        /** Who may call it. */
        Access access();

        /** The members of the request that must be there. */
        String[] requires();
    }

    /**
     * Answers a request whose shape was checked.
     *
     * @return the answer's body
     * @throws CognitoException as Cognito refuses
     */
    JsonNode answer(Input in);

    default String name() {
        return getClass().getSimpleName();
    }

    default String[] required() {
        return contract().requires();
    }

    default Access access() {
        return contract().access();
    }

    private Contract contract() {
        return getClass().getAnnotation(Contract.class);
    }
}
