package dev.spacefinder.local.pool;

/** The request is not JSON of the operation's shape. */
final class SerializationException extends RuntimeException {

    SerializationException(String message) {
        super(message, null, false, false);
    }
}
