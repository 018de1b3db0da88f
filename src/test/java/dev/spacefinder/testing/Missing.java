package dev.spacefinder.testing;

import java.util.Collection;

/** What is missing, in sentences that name the thing and the remedy. */
public final class Missing {

    private Missing() {}

    /** Fails with these sentences, if there are any. */
    public static void assertNothing(Collection<String> sentences) {
        if (!sentences.isEmpty()) {
            throw new AssertionError(String.join("\n", sentences));
        }
    }
}
