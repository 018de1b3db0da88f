package dev.spacefinder.bench.load;

/**
 * One request, sent once, and what its client was told.
 *
 * @param thing what it was about: of a new space, what the answer says
 * @param status the answer's, or {@link #LOST}
 * @param seen the version that the answer shows, or null
 * @param sentAt when it was sent
 * @param answeredAt when the answer came; if none did, the request may still be done at any time
 */
record Call(Request request, Thing thing, int status, Version seen, long sentAt, long answeredAt) {

    /** In place of the status of an answer that never came. */
    static final int LOST = 0;

    private static final int UNAVAILABLE = 503;

    /** What is asked of the API. */
    enum Kind {
        /** POST of a space. */
        CREATE,
        /** PUT. */
        WRITE,
        DELETE,
        /** A GET that shows all that was written before. */
        READ,
        /** A GET that may lag behind. */
        LIST
    }

    /**
     * What a client wants; it may send it several times.
     *
     * @param thing what it is about, or null for a new space
     * @param content what is to be written, or null
     * @param ifMatch the version that the client knows, or null
     * @param key what the API keeps the Idempotency-Key under, or null
     */
    record Request(Kind kind, Thing thing, String content, Long ifMatch, String key) {

        static Request create(String content, String key) {
            return new Request(Kind.CREATE, null, content, null, key);
        }

        static Request write(Thing thing, String content, Long ifMatch) {
            return new Request(Kind.WRITE, thing, content, ifMatch, null);
        }

        static Request delete(Thing thing, Long ifMatch) {
            return new Request(Kind.DELETE, thing, null, ifMatch, null);
        }

        static Request read(Thing thing) {
            return new Request(Kind.READ, thing, null, null, null);
        }

        static Request list(Thing thing) {
            return new Request(Kind.LIST, thing, null, null, null);
        }

        Call answered(int status, Version seen, long sentAt, long answeredAt) {
            return new Call(this, thing, status, seen, sentAt, answeredAt);
        }

        Call lost(long sentAt) {
            return new Call(this, thing, LOST, null, sentAt, Long.MAX_VALUE);
        }

        @Override
        public String toString() {
            return kind + (content == null ? "" : " of " + content) + (ifMatch == null ? "" : " if it is " + ifMatch);
        }
    }

    /** The same call, which made that space. */
    Call of(Thing made) {
        return new Call(request, made, status, seen, sentAt, answeredAt);
    }

    /** The same call, whose answer shows that version. */
    Call with(Version shown) {
        return new Call(request, thing, status, shown, sentAt, answeredAt);
    }

    boolean is(Kind kind) {
        return request.kind == kind;
    }

    boolean isDone() {
        return status >= 200 && status < 300 || status == 304;
    }

    /** Whether the request may have been done or not: 503 says that DynamoDB did not tell. */
    boolean isOpen() {
        return status == LOST || status == UNAVAILABLE;
    }

    /** Whether it was, or may have been, done before that moment. */
    boolean mayBeDoneBefore(long moment) {
        return (isDone() || isOpen()) && sentAt < moment;
    }

    @Override
    public String toString() {
        return request
                + (status == LOST ? " without an answer" : " with the answer " + status)
                + (seen == null ? "" : " " + seen);
    }
}
