package dev.spacefinder.local.pool.protocol;

import java.time.Duration;

/** Is told what the pool answers. */
public interface Watcher {

    /** A request was answered; it was not one for a page that is served beside the pool. */
    void answered(Request request, Reply reply, Duration took);
}
