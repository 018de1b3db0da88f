package dev.spacefinder.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.bench.load.Call.Request;
import dev.spacefinder.bench.load.Callers.Caller;
import dev.spacefinder.bench.load.KnownSpaces.Known;
import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.lambda.GatewayEvent;

/**
 * A client of the API that does as the documents say: it repeats what got no answer, and reads again what has changed.
 */
final class Client implements Runnable {

    private static final int ANSWERS_LOST_PER_MILLE = 20;
    private static final int REQUESTS_LOST_PER_MILLE = 5;
    private static final int MOST_TRIES = 6;
    private static final int LOCATIONS = 40;

    private static final String SPACES = "/spaces";
    private static final String CREATE = "POST /spaces";
    private static final String CREATE_WITH_KEY = "POST /spaces, Idempotency-Key";
    private static final String LIST = "GET /spaces";
    private static final String READ = "GET /spaces/{id}";
    private static final String CHANGE = "PUT /spaces/{id}";
    private static final String DELETE = "DELETE /spaces/{id}";
    private static final String LIST_REVIEWS = "GET /spaces/{id}/reviews";
    private static final String READ_REVIEW = "GET /spaces/{id}/reviews/mine";
    private static final String REVIEW = "PUT /spaces/{id}/reviews/mine";
    private static final String DELETE_REVIEW = "DELETE /spaces/{id}/reviews/mine";
    private static final String MODERATE = "DELETE /spaces/{id}/reviews/{reviewId}";
    private static final String IF_MATCH = ", If-Match";
    private static final String REFUSED = "refused: ";

    /** Each text that is written is another one, so that it says who wrote it. */
    private static final AtomicLong TEXTS = new AtomicLong();

    private final Copies copies;
    private final Callers callers;
    private final KnownSpaces spaces;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final List<Runnable> actions = new ArrayList<>();

    Client(Copies copies, Callers callers, KnownSpaces spaces, Ledger ledger, SplittableRandom random) {
        this.copies = copies;
        this.callers = callers;
        this.spaces = spaces;
        this.ledger = ledger;
        this.random = random;
        likely(20, () -> read(any()));
        likely(8, () -> list(anyLocation()));
        likely(2, () -> list(null));
        likely(6, () -> create(null));
        likely(8, () -> create("key-" + TEXTS.incrementAndGet()));
        likely(18, () -> change(any()));
        likely(4, () -> delete(any(10)));
        likely(12, () -> review(any()));
        likely(3, () -> deleteReview(any()));
        likely(1, () -> moderate(any()));
        likely(6, () -> listReviews(any(), callers.user(random)));
        likely(2, () -> readReview(any()));
        likely(10, () -> beRefused(any()));
    }

    private void likely(int percent, Runnable action) {
        for (int i = 0; i < percent; i++) {
            actions.add(action);
        }
    }

    /** Calls until all clients together have called often enough. */
    @Override
    public void run() {
        create(null);
        while (!ledger.isFull()) {
            actions.get(random.nextInt(actions.size())).run();
        }
    }

    // Spaces

    private void create(String key) {
        var caller = callers.user(random);
        var space = newSpace();
        if (key == null) {
            made(insist(CREATE, createOf(space, caller, null), creation(space, caller, null), 201), caller);
            return;
        }
        var request = createOf(space, caller, key);
        var event = creation(space, caller, key);
        if (random.nextInt(10) == 0) {
            createTwiceAtOnce(request, event);
        }
        var reply = insist(CREATE_WITH_KEY, request, event, 201);
        made(reply, caller);
        if (reply.status() == 201 && random.nextInt(4) == 0) {
            insist(CREATE_WITH_KEY, request, event, 201);
        }
        if (reply.status() == 201 && random.nextInt(10) == 0) {
            expect(CREATE_WITH_KEY, send(CREATE_WITH_KEY, creation(newSpace(), caller, key)), 422);
        }
    }

    /** As a client does that loses its patience while the first request is still on its way. */
    private void createTwiceAtOnce(Request request, GatewayEvent event) {
        var other = Fate.of(random);
        var twin = CompletableFuture.supplyAsync(() -> deliver(CREATE_WITH_KEY, event, other));
        record(request, send(CREATE_WITH_KEY, event), CREATE_WITH_KEY, 201);
        record(request, twin.join(), CREATE_WITH_KEY, 201);
    }

    private void made(Reply reply, Caller owner) {
        if (reply.status() == 201) {
            var space = Thing.space(reply.body().path("id").asText());
            spaces.add(space, owner.sub(), random);
            spaces.saw(space, 1);
        }
    }

    private static Request createOf(ObjectNode space, Caller caller, String key) {
        return Request.create(
                Version.contentOfSpace(space), key == null ? null : new IdempotencyKey(key).idFor(caller.sub()));
    }

    private static GatewayEvent creation(ObjectNode space, Caller caller, String key) {
        var event = to("POST", SPACES, caller).json(space.toString());
        return key == null ? event : event.header("Idempotency-Key", key);
    }

    private void read(Known space) {
        read(space.thing(), callers.user(random), random.nextInt(3) == 0 ? spaces.version(space.thing()) : null);
    }

    /** The space as it is now, or null where that was not told. */
    private Version read(Thing space, Caller caller, Long ifNoneMatch) {
        var event = to("GET", path(space), caller);
        if (ifNoneMatch != null) {
            event.header("If-None-Match", tag(ifNoneMatch));
        }
        var request = Request.read(space);
        var reply = ifNoneMatch == null
                ? insist(READ, request, event, 200, 404)
                : insist(READ + ", If-None-Match", request, event, 200, 304, 404);
        return current(space, reply);
    }

    private Version current(Thing thing, Reply reply) {
        var version = versionIn(thing, reply);
        if (version != null) {
            spaces.saw(thing, version.number());
        } else if (reply.status() == 404 && !thing.isReview()) {
            spaces.remove(thing);
        }
        return version;
    }

    private void list(String location) {
        String next = null;
        do {
            var event = to("GET", SPACES, callers.user(random)).query("limit", "10");
            if (location != null) {
                event.query("location", location);
            }
            if (next != null) {
                event.query("nextToken", next);
            }
            var kind = location == null ? LIST : LIST + "?location=";
            var reply = send(kind, event);
            expect(kind, reply, 200);
            for (var space : reply.body().path("items")) {
                ledger.listed(Request.list(Thing.space(space.path("id").asText()))
                        .answered(reply.status(), Version.ofSpace(space), reply.sentAt(), reply.answeredAt()));
                if (location != null && !location.equals(space.path("location").asText())) {
                    ledger.violated("A list of the spaces in " + location + " has " + space);
                }
            }
            next = reply.body().path("nextToken").textValue();
        } while (next != null && random.nextInt(3) == 0);
    }

    private void change(Known space) {
        var caller = random.nextInt(4) == 0 ? callers.admin() : callers.user(space.owner());
        var body = newSpace();
        var content = Version.contentOfSpace(body);
        var version = random.nextBoolean() ? knownOrStale(space.thing()) : null;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var request = Request.write(space.thing(), content, version);
            var reply = write(
                    CHANGE, request, to("PUT", path(space.thing()), caller).json(body.toString()), 200, 404);
            if (current(space.thing(), reply) != null || !isOutdated(reply)) {
                return;
            }
            if (version != null) {
                var current = read(space.thing(), caller, null);
                // An earlier try may have been done.
                if (current == null || content.equals(current.content())) {
                    return;
                }
                version = current.number();
            }
        }
    }

    private void delete(Known space) {
        var version = random.nextBoolean() ? knownOrStale(space.thing()) : null;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var request = Request.delete(space.thing(), version);
            var reply = write(DELETE, request, to("DELETE", path(space.thing()), callers.admin()), 204, 404);
            if (reply.status() == 204 || reply.status() == 404) {
                spaces.remove(space.thing());
            }
            var current = isOutdated(reply) ? read(space.thing(), callers.admin(), null) : null;
            if (current == null) {
                return;
            }
            version = current.number();
        }
    }

    // Reviews

    private void review(Known space) {
        var author = callers.user(random);
        var thing = Thing.review(space.thing().spaceId(), author.sub());
        var body = newReview();
        var content = Version.contentOfReview(body);
        var version = random.nextInt(3) == 0 ? knownOrStale(thing) : null;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var request = Request.write(thing, content, version);
            var reply = write(REVIEW, request, to("PUT", path(thing), author).json(body.toString()), 200, 201, 404);
            if (current(thing, reply) != null || !isOutdated(reply)) {
                return;
            }
            if (version != null) {
                var current = readReview(thing, author);
                if (current == null || content.equals(current.content())) {
                    return;
                }
                version = current.number();
            }
        }
    }

    private void deleteReview(Known space) {
        var author = callers.user(random);
        var thing = Thing.review(space.thing().spaceId(), author.sub());
        var version = random.nextBoolean() ? knownOrStale(thing) : null;
        var reply = write(DELETE_REVIEW, Request.delete(thing, version), to("DELETE", path(thing), author), 204, 404);
        if (reply.status() == 204 || reply.status() == 404) {
            spaces.isGone(thing);
        }
    }

    private void moderate(Known space) {
        for (var review : listReviews(space, callers.moderator())) {
            var thing =
                    Thing.review(space.thing().spaceId(), review.path("author").asText());
            var path = path(space.thing()) + "/reviews/" + review.path("id").asText();
            var moderator = random.nextBoolean() ? callers.moderator() : callers.admin();
            var reply = insist(MODERATE, Request.delete(thing, null), to("DELETE", path, moderator), 204, 404, 409);
            if (reply.status() == 204) {
                spaces.isGone(thing);
            }
            return;
        }
    }

    private void readReview(Known space) {
        var author = callers.user(random);
        readReview(Thing.review(space.thing().spaceId(), author.sub()), author);
    }

    private Version readReview(Thing review, Caller author) {
        return current(review, insist(READ_REVIEW, Request.read(review), to("GET", path(review), author), 200, 404));
    }

    /** All reviews of the space: there are not more than users. */
    private JsonNode listReviews(Known space, Caller caller) {
        var path = path(space.thing()) + "/reviews";
        var reply = insist(LIST_REVIEWS, Request.read(space.thing()), to("GET", path, caller), 200, 404);
        var mine = Thing.review(space.thing().spaceId(), caller.sub());
        var isMineListed = reply.status() != 200;
        for (var review : reply.body().path("items")) {
            var thing =
                    Thing.review(space.thing().spaceId(), review.path("author").asText());
            ledger.add(Request.read(thing).answered(200, Version.ofReview(review), reply.sentAt(), reply.answeredAt()));
            isMineListed |= thing.equals(mine);
        }
        if (!isMineListed) {
            ledger.add(Request.read(mine).answered(404, null, reply.sentAt(), reply.answeredAt()));
        }
        checkSummary(reply);
        return reply.body().path("items");
    }

    private void checkSummary(Reply reply) {
        if (reply.status() == 200) {
            var summary = reply.body().path("summary");
            var count = summary.path("count").asInt(-1);
            var average = summary.path("averageRating").asDouble(count == 0 ? 1 : 0);
            if (count < 0 || average < 1 || average > 5) {
                ledger.violated("No reviews can have the summary " + summary);
            }
        }
    }

    // Refusals

    private void beRefused(Known space) {
        var user = callers.user(random);
        var path = path(space.thing());
        var body = newSpace().toString();
        switch (random.nextInt(12)) {
            case 0 -> refused(GatewayEvent.get(path), 401, "missing_token");
            case 1, 2, 3 -> {
                var bad = callers.badToken(random);
                refused(GatewayEvent.of("PUT", path).bearer(bad.token()).json(body), 401, bad.reason());
            }
            case 4 -> refused(to("DELETE", path, user), 403, "missing_role");
            case 5 -> notTheirs(space, body);
            case 6 ->
                refused(
                        to("POST", SPACES, user)
                                .json(newSpace().put("version", 7).toString()),
                        400,
                        null);
            case 7 -> refused(to("PUT", path + "/reviews/mine", user).json("{\"rating\":6}"), 400, null);
            case 8 -> refused(to("GET", SPACES + "/no-id", user), 400, null);
            case 9 -> refused(to("PUT", path, user).json(body).header("If-Match", "7"), 400, null);
            case 10 -> refused(to("POST", SPACES, user).json("x".repeat(70_000)), 413, null);
            default -> refused(to("PUT", path, user).json(body).header("Content-Type", "text/plain"), 415, null);
        }
    }

    /** It may be deleted by now. */
    private void notTheirs(Known space, String body) {
        var other = callers.userBut(space.owner(), random);
        var reply = send(
                REFUSED + "not_owner", to("PUT", path(space.thing()), other).json(body));
        expect(REFUSED + "not_owner", reply, 403, 404);
    }

    private void refused(GatewayEvent event, int status, String reason) {
        var kind = REFUSED + (reason == null ? status : reason);
        var reply = send(kind, event);
        expect(kind, reply, status);
        if (reply.status() == status
                && reason != null
                && !reason.equals(reply.body().path("reason").asText())) {
            ledger.violated("Instead of " + reason + " the answer was " + reply.answer());
        }
    }

    // Sending

    /** A write, which others may have come before. */
    private Reply write(String kind, Request request, GatewayEvent event, int... expected) {
        var statuses = Arrays.copyOf(expected, expected.length + 1);
        if (request.ifMatch() == null) {
            statuses[expected.length] = 409;
            return insist(kind, request, event, statuses);
        }
        statuses[expected.length] = 412;
        return insist(kind + IF_MATCH, request, event.header("If-Match", tag(request.ifMatch())), statuses);
    }

    private static boolean isOutdated(Reply reply) {
        return reply.status() == 409 || reply.status() == 412;
    }

    /** Sends it until an answer says whether it was done; after many tries the client gives up. */
    private Reply insist(String kind, Request request, GatewayEvent event, int... expected) {
        for (int tries = 1; ; tries++) {
            var reply = send(kind, event);
            if (!record(request, reply, kind, expected).isOpen() || tries == MOST_TRIES) {
                return reply;
            }
            reply.waitAsTold();
        }
    }

    private Call record(Request request, Reply reply, String kind, int... expected) {
        var call = reply.answer() == null
                ? request.lost(reply.sentAt())
                : request.answered(reply.status(), null, reply.sentAt(), reply.answeredAt());
        if (call.isDone() && request.kind() == Call.Kind.CREATE) {
            call = call.of(Thing.space(reply.body().path("id").asText()));
        }
        if (call.isDone()) {
            call = call.with(versionIn(call.thing(), reply));
        }
        ledger.add(call);
        expect(kind, reply, expected);
        return call;
    }

    private Reply send(String kind, GatewayEvent event) {
        return deliver(kind, event, Fate.of(random));
    }

    private Reply deliver(String kind, GatewayEvent event, Fate fate) {
        var sentAt = System.nanoTime();
        if (fate == Fate.REQUEST_LOST) {
            ledger.count(kind, Call.LOST);
            return new Reply(null, sentAt, Long.MAX_VALUE);
        }
        try {
            var answer = GatewayEvent.answer(copies.invoke(event.toString()));
            var reply = new Reply(fate == Fate.ANSWER_LOST ? null : answer, sentAt, System.nanoTime());
            ledger.delivered();
            ledger.count(kind, reply.status());
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void expect(String kind, Reply reply, int... expected) {
        var status = reply.status();
        if (status != Call.LOST && status != 503 && Arrays.stream(expected).noneMatch(each -> each == status)) {
            ledger.violated(kind + " cannot be answered " + reply.answer().json());
        }
    }

    /** The version that the answer shows; its entity tag says the same. */
    private Version versionIn(Thing thing, Reply reply) {
        var tag = reply.answer() == null ? null : reply.answer().header("ETag");
        if (tag == null) {
            return null;
        }
        if (reply.status() == 304) {
            return Version.numbered(Long.parseLong(tag.replace("\"", "")));
        }
        var version = thing.isReview() ? Version.ofReview(reply.body()) : Version.ofSpace(reply.body());
        if (!tag.equals(tag(version.number()))) {
            ledger.violated("The entity tag " + tag + " came with " + version);
        }
        return version;
    }

    private static GatewayEvent to(String method, String path, Caller caller) {
        return GatewayEvent.of(method, path).bearer(caller.token());
    }

    private static String path(Thing thing) {
        return SPACES + "/" + thing.spaceId() + (thing.isReview() ? "/reviews/mine" : "");
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }

    // What to write

    private Known any() {
        return any(50);
    }

    private Known any(int popularPercent) {
        var space = spaces.any(popularPercent, random);
        while (space == null) {
            create(null);
            space = spaces.any(popularPercent, random);
        }
        return space;
    }

    /**
     * The version that some client saw last; every seventh time the one before it, as a client has that reads seldom.
     */
    private Long knownOrStale(Thing thing) {
        var version = spaces.version(thing);
        return version != null && version > 1 && random.nextInt(7) == 0 ? Long.valueOf(version - 1) : version;
    }

    private String anyLocation() {
        return "Zürich " + random.nextInt(LOCATIONS);
    }

    private ObjectNode newSpace() {
        var space = JsonNodeFactory.instance
                .objectNode()
                .put("name", "Loft " + TEXTS.incrementAndGet())
                .put("location", anyLocation());
        if (random.nextBoolean()) {
            space.put("description", "Zwölf Plätze,\nmit Blick auf den See 🏔");
        }
        if (random.nextBoolean()) {
            space.put("photoUrl", "https://example.com/photos/loft.jpg");
        }
        return space;
    }

    private ObjectNode newReview() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rating", random.nextInt(1, 6))
                .put("text", "Quiet even at noon, " + TEXTS.incrementAndGet());
    }

    /** What becomes of a request and its answer. */
    private enum Fate {
        ANSWERED,
        ANSWER_LOST,
        REQUEST_LOST;

        /** The client sees no difference between the two that are lost. */
        static Fate of(SplittableRandom random) {
            int fate = random.nextInt(1000);
            if (fate < ANSWERS_LOST_PER_MILLE) {
                return ANSWER_LOST;
            }
            return fate < ANSWERS_LOST_PER_MILLE + REQUESTS_LOST_PER_MILLE ? REQUEST_LOST : ANSWERED;
        }
    }

    /** What the client is told: nothing, where the answer is lost. */
    private record Reply(GatewayEvent.Answer answer, long sentAt, long answeredAt) {

        int status() {
            return answer == null ? Call.LOST : answer.status();
        }

        JsonNode body() {
            return answer == null ? JsonNodeFactory.instance.missingNode() : answer.body();
        }

        void waitAsTold() {
            if (status() == 503) {
                try {
                    TimeUnit.SECONDS.sleep(Long.parseLong(answer.header("Retry-After")));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
