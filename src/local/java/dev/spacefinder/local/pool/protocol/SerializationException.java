package dev.spacefinder.local.pool.protocol;

/** The request is not JSON of the operation's shape. */
public final class SerializationException extends RuntimeException {

    public SerializationException(String message) {
        super(message, null, false, false);
    }
}
