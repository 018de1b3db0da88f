package dev.spacefinder.spaces;

/**
 * What is fired when a space was deleted: whoever keeps something of it removes that.
 *
 * @param begun the moment of {@link System#nanoTime()} at which the deletion began: the caller waits since
 */
public record SpaceDeleted(String spaceId, long begun) {}
