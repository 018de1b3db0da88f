package dev.spacefinder.local.playground;

import java.time.Instant;

/**
 * A call that was answered, with nothing in it that signs anybody in.
 *
 * @param number one more with every call
 * @param to the pool or the API
 * @param name the operation, or the method and the path
 * @param reason the name of the error, or null
 * @param request the body of the request, or null
 * @param answer the body of the answer, or null
 */
record Call(
        long number,
        Instant at,
        String to,
        String name,
        int status,
        String reason,
        long milliseconds,
        String request,
        String answer) {}
