package dev.spacefinder.local.pool.operations;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.protocol.Input;

/** One operation of Cognito's API; its type has the operation's name. */
interface Operation {

    /** The members of the request that must be there. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Requires {
        String[] value();
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
        return getClass().getAnnotation(Requires.class).value();
    }

    /** Whether callers sign the request with AWS credentials; the other operations are for the users themselves. */
    default boolean signed() {
        return name().matches("(Admin|List|Describe|(Create|Get|Update|Delete)Group).*");
    }
}
