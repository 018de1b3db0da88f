package dev.spacefinder.bench.load;

/**
 * What has versions: a space, or the review of a space by its author.
 *
 * @param author the reviewer, or null for the space itself
 */
record Thing(String spaceId, String author) {

    static Thing space(String id) {
        return new Thing(id, null);
    }

    static Thing review(String spaceId, String author) {
        return new Thing(spaceId, author);
    }

    boolean isReview() {
        return author != null;
    }

    /** The space that it is, or that it belongs to. */
    Thing space() {
        return space(spaceId);
    }

    @Override
    public String toString() {
        return isReview() ? "the review of the space " + spaceId + " by " + author : "the space " + spaceId;
    }
}
