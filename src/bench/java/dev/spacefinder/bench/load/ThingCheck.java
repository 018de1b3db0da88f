package dev.spacefinder.bench.load;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.spacefinder.bench.load.Call.Kind;

/** The story of one space or review. */
final class ThingCheck {

    private static final int CONFLICT = 409;
    private static final int NOT_CURRENT = 412;
    private static final int NOT_FOUND = 404;
    private static final int CREATED = 201;

    private final Thing thing;
    private final List<Call> calls;
    private final List<Call> deletionsOfSpace;
    private final Version there;
    private final long last;
    private final boolean spaceIsThere;
    private final boolean mayBeLeft;
    private final List<String> violations;
    private final TreeMap<Long, Call> writers = new TreeMap<>();

    ThingCheck(
            Thing thing,
            List<Call> calls,
            List<Call> callsOfSpace,
            Tables tables,
            Set<String> spacesWithReviewsLeft,
            List<String> violations) {
        this.thing = thing;
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::sentAt)).toList();
        this.deletionsOfSpace = callsOfSpace.stream()
                .filter(call -> call.is(Kind.DELETE) && (call.isDone() || call.isOpen()))
                .toList();
        this.there = tables.things().get(thing);
        this.last = there != null ? there.number() : tables.left().getOrDefault(thing, 0L);
        this.spaceIsThere = tables.things().containsKey(thing.space());
        this.mayBeLeft = spacesWithReviewsLeft.contains(thing.spaceId());
        this.violations = violations;
    }

    void check() {
        findWriters();
        checkContents();
        checkThatEveryVersionHasAWriter();
        checkOrder();
        checkRefusals();
        checkThatNothingLivesOn();
        if (thing.isReview()) {
            checkPresenceOfReview();
        } else {
            checkPresenceOfSpace();
        }
    }

    /** A version has one writer, which was told what it had sent, in the version after the one that it knew. */
    private void findWriters() {
        for (var call : calls) {
            if (!isWrite(call) || !call.isDone() || isReplay(call)) {
                continue;
            }
            if (call.seen() == null) {
                violate("was written, and the answer tells no version: " + call);
                continue;
            }
            var number = call.seen().number();
            var other = writers.putIfAbsent(number, call);
            if (other != null) {
                violate("was given version " + number + " twice: by " + other + ", and by " + call);
            }
            if (!call.request().content().equals(call.seen().content())) {
                violate("was not written as it was sent: " + call);
            }
            var ifMatch = call.request().ifMatch();
            if (ifMatch != null && number != ifMatch + 1) {
                violate("was in version " + (number - 1) + ", and a write for version " + ifMatch + " was done: "
                        + call);
            }
        }
    }

    /** The request with an Idempotency-Key that made the space was sent again. */
    private boolean isReplay(Call call) {
        return call.is(Kind.CREATE)
                && writers.containsKey(1L)
                && writers.get(1L).is(Kind.CREATE);
    }

    private static boolean isWrite(Call call) {
        return call.is(Kind.WRITE) || call.is(Kind.CREATE);
    }

    /** Whoever sees a version sees the same. */
    private void checkContents() {
        var seen = new HashMap<Long, Version>();
        Stream.concat(calls.stream().map(Call::seen), Stream.ofNullable(there))
                .filter(version -> version != null && version.whole() != null)
                .forEach(version -> {
                    var before = seen.putIfAbsent(version.number(), version);
                    if (before != null && !before.equals(version)) {
                        violate("has two versions " + version.number() + ": " + before + ", and " + version);
                    }
                });
    }

    /** No version is skipped: those that nobody was told to have written are the work of requests without an answer. */
    private void checkThatEveryVersionHasAWriter() {
        var open = calls.stream().filter(call -> isWrite(call) && call.isOpen()).toList();
        var highest = Math.max(
                last, calls.stream().mapToLong(ThingCheck::numberSeen).max().orElse(0));
        var without = LongStream.rangeClosed(1, highest)
                .filter(number -> !writers.containsKey(number))
                .boxed()
                .toList();
        var versionOf = new HashMap<Call, Long>();
        for (var number : without) {
            if (!findWriter(number, open, versionOf, new HashSet<>())) {
                violate("is, or was, in version " + highest + ", but no request can have written version " + number
                        + describe(number) + ": answers tell who wrote " + writers.keySet()
                        + ", and without an answer are "
                        + open);
            }
        }
    }

    private String describe(long number) {
        return Stream.concat(calls.stream().map(Call::seen), Stream.ofNullable(there))
                .filter(version -> version != null && version.number() == number && version.whole() != null)
                .findFirst()
                .map(version -> ", " + version)
                .orElse("");
    }

    /** Gives the version to an open call; one that has another version may have to take another one for that. */
    private boolean findWriter(long number, List<Call> open, Map<Call, Long> versionOf, Set<Call> asked) {
        for (var call : open) {
            if (canHaveWritten(call, number) && asked.add(call)) {
                var other = versionOf.get(call);
                if (other == null || findWriter(other, open, versionOf, asked)) {
                    versionOf.put(call, number);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean canHaveWritten(Call call, long number) {
        var ifMatch = call.request().ifMatch();
        if (call.is(Kind.CREATE) != (number == 1 && !thing.isReview()) || ifMatch != null && number != ifMatch + 1) {
            return false;
        }
        var content = call.request().content();
        if (there != null && there.number() == number && !content.equals(there.content())) {
            return false;
        }
        return calls.stream().filter(other -> other.seen() != null).allMatch(other -> {
            var seen = other.seen();
            var isOther = seen.number() == number
                    && seen.content() != null
                    && !seen.content().equals(content);
            var wasSeenBefore = seen.number() >= number && other.answeredAt() < call.sentAt();
            return !isOther && !wasSeenBefore;
        });
    }

    /** What was answered is there for all who ask later. */
    private void checkOrder() {
        var current = calls.stream()
                .filter(call -> call.seen() != null && !call.is(Kind.LIST))
                .filter(call -> !call.is(Kind.CREATE) || writers.get(1L) == call)
                .toList();
        var answered = current.stream()
                .sorted(Comparator.comparingLong(Call::answeredAt))
                .toList();
        Call newest = null;
        int next = 0;
        for (var call : current) {
            while (next < answered.size() && answered.get(next).answeredAt() < call.sentAt()) {
                var before = answered.get(next++);
                newest = newest == null || numberSeen(before) > numberSeen(newest) ? before : newest;
            }
            if (newest != null && numberSeen(call) < numberSeen(newest) + (isWrite(call) ? 1 : 0)) {
                violate("went back: after " + newest + " came " + call);
            }
        }
        for (var call : current) {
            if (last > 0 && numberSeen(call) > last) {
                violate("is in version " + last + " in the table, but there was " + call);
                return;
            }
        }
    }

    private static long numberSeen(Call call) {
        return call.seen() == null ? 0 : call.seen().number();
    }

    private void checkRefusals() {
        for (var call : calls) {
            switch (call.status()) {
                case CONFLICT -> {
                    if (others(call).noneMatch(other -> other.answeredAt() > call.sentAt())) {
                        violate("was not written by anybody else during " + call);
                    }
                }
                case NOT_CURRENT -> {
                    var known = call.request().ifMatch();
                    if (known == null
                            || others(call)
                                    .noneMatch(other ->
                                            other.is(Kind.DELETE) || other.isOpen() || numberSeen(other) > known)) {
                        violate("was still in version " + known + " after " + call);
                    }
                }
                case NOT_FOUND -> checkNotFound(call);
                default -> {}
            }
        }
    }

    /** The other writes and deletions that were, or may have been, done before the call's answer. */
    private Stream<Call> others(Call call) {
        return calls.stream()
                .filter(other -> other != call && (isWrite(other) || other.is(Kind.DELETE)))
                .filter(other -> other.mayBeDoneBefore(call.answeredAt()));
    }

    private void checkNotFound(Call call) {
        var isDeleted = deletionsOfSpace.stream().anyMatch(deletion -> deletion.mayBeDoneBefore(call.answeredAt()));
        var isDeletedReview = thing.isReview() && others(call).anyMatch(other -> other.is(Kind.DELETE));
        var neverWritten = thing.isReview()
                && !call.is(Kind.WRITE)
                && calls.stream()
                        .noneMatch(other -> isWrite(other) && other.isDone() && other.answeredAt() < call.sentAt());
        if (!isDeleted && !isDeletedReview && !neverWritten) {
            violate("was there and nobody had deleted it, but there was " + call);
        }
    }

    private void checkThatNothingLivesOn() {
        for (var deletion : deletionsOfSpace) {
            calls.stream()
                    .filter(call -> deletion.isDone() && call != deletion && !call.is(Kind.LIST) && !isReplayed(call))
                    .filter(call -> call.isDone() && call.sentAt() > deletion.answeredAt())
                    .forEach(call -> violate("lives on: after " + deletion + " came " + call));
        }
        for (var deletion : calls) {
            if (thing.isReview() && deletion.is(Kind.DELETE) && deletion.isDone()) {
                calls.stream()
                        .filter(call -> call.is(Kind.READ) && call.isDone() && call.sentAt() > deletion.answeredAt())
                        .filter(call -> wasWrittenBefore(call.seen(), deletion))
                        .forEach(call -> violate("lives on: after " + deletion + " came " + call));
                if (there != null && wasWrittenBefore(there, deletion)) {
                    violate("is in the table, " + there + ", in spite of " + deletion);
                }
            }
        }
    }

    /** The first answer to an Idempotency-Key is repeated whatever became of the space. */
    private boolean isReplayed(Call call) {
        return call.is(Kind.CREATE) && call.request().key() != null;
    }

    private boolean wasWrittenBefore(Version version, Call deletion) {
        var writer = version == null ? null : writers.get(version.number());
        return writer != null && writer.answeredAt() < deletion.sentAt();
    }

    private void checkPresenceOfSpace() {
        var done = deletionsOfSpace.stream().filter(Call::isDone).toList();
        if (done.size() > 1) {
            violate("was deleted twice: " + done);
        }
        if (there != null && !done.isEmpty()) {
            violate("is in the table, " + there + ", in spite of " + done.get(0));
        }
        if (there == null && deletionsOfSpace.isEmpty()) {
            writers.values().stream()
                    .reduce((first, second) -> second)
                    .ifPresent(writer -> violate("is not in the table, and nobody deleted it, after " + writer));
        }
    }

    /** A review is made, deleted, made again: as often as its presence in the table allows. */
    private void checkPresenceOfReview() {
        if (!spaceIsThere) {
            if (last > 0 && !mayBeLeft) {
                violate("is in the table" + (there == null ? "" : ", " + there) + ", but its space is not");
            }
            return;
        }
        var made = calls.stream()
                .filter(call -> call.is(Kind.WRITE) && call.status() == CREATED)
                .toList();
        var deleted = calls.stream()
                .filter(call -> call.is(Kind.DELETE) && call.isDone())
                .toList();
        var openWrites = openOf(Kind.WRITE);
        var openDeletions = openOf(Kind.DELETE);
        var present = there == null ? 0 : 1;
        if (made.size() + openWrites - deleted.size() < present
                || made.size() - deleted.size() - openDeletions > present) {
            violate("is " + (there == null ? "not in the table" : "in the table, " + there) + ", but was made by "
                    + made
                    + ", deleted by " + deleted + ", and without an answer are " + openWrites + " writes and "
                    + openDeletions + " deletions");
        }
        if (last == 0 && !writers.isEmpty()) {
            violate("has left nothing in the table, but was written by "
                    + writers.lastEntry().getValue());
        }
    }

    private long openOf(Kind kind) {
        return calls.stream().filter(call -> call.is(kind) && call.isOpen()).count();
    }

    private void violate(String what) {
        var sentence = thing + " " + what + ".";
        violations.add(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1));
    }
}
