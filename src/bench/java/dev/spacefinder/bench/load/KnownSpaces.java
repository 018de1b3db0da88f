package dev.spacefinder.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spaces and reviews that clients know of, with the versions that they saw last. The number of spaces is bounded,
 * and many requests are about few of them, so that clients meet.
 */
final class KnownSpaces {

    private static final int MOST = 400;
    private static final int POPULAR = 4;

    private final List<Known> spaces = new ArrayList<>();
    private final Map<Thing, Long> versions = new ConcurrentHashMap<>();

    /** A space, and who may change it. */
    record Known(Thing thing, String owner) {}

    synchronized void add(Thing space, String owner, SplittableRandom random) {
        if (spaces.size() < MOST) {
            spaces.add(new Known(space, owner));
        } else {
            spaces.set(random.nextInt(POPULAR, MOST), new Known(space, owner));
        }
    }

    /**
     * One of them, or null while there are none.
     *
     * @param popularPercent how often it is one of the few
     */
    synchronized Known any(int popularPercent, SplittableRandom random) {
        if (spaces.isEmpty()) {
            return null;
        }
        int choices = random.nextInt(100) < popularPercent ? Math.min(POPULAR, spaces.size()) : spaces.size();
        return spaces.get(random.nextInt(choices));
    }

    synchronized void remove(Thing space) {
        spaces.removeIf(known -> known.thing().equals(space));
        versions.remove(space);
    }

    void saw(Thing thing, long version) {
        versions.merge(thing, version, Math::max);
    }

    void isGone(Thing review) {
        versions.remove(review);
    }

    /** The version that somebody saw last, or null if nobody did. */
    Long version(Thing thing) {
        return versions.get(thing);
    }
}
