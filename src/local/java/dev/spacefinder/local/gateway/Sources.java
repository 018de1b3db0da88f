package dev.spacefinder.local.gateway;

import java.util.Optional;

/** What the function is made from. */
public interface Sources {

    /** Makes the function anew if something has changed. */
    void bringUpToDate();

    /** Why there is no function to ask, in words for the developer; empty if there is one. */
    Optional<String> problem();
}
