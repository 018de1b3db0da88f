package dev.spacefinder.spaces;

/** What is fired when a space was deleted: whoever keeps something of it removes that. */
public record SpaceDeleted(String spaceId) {}
