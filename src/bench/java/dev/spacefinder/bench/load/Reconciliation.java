package dev.spacefinder.bench.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.spacefinder.bench.load.Call.Kind;
import dev.spacefinder.bench.load.Tables.Totals;

/**
 * Holds what clients were told against what is in the tables in the end.
 *
 * <p>A request without an answer may have been done or not: both are allowed, as long as one story fits all answers and
 * the tables. What others read, what the next write met and what is in the tables tells which of the two it was.
 */
final class Reconciliation {

    private final List<Call> calls;
    private final Tables tables;
    private final Set<String> spacesWithReviewsLeft;
    private final Map<Thing, List<Call>> callsOf = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    private Reconciliation(Collection<Call> calls, Tables tables, Set<String> spacesWithReviewsLeft) {
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::sentAt)).toList();
        this.tables = tables;
        this.spacesWithReviewsLeft = spacesWithReviewsLeft;
    }

    /**
     * What cannot be true together, a sentence each.
     *
     * @param calls all calls that name a space or review, in any order
     * @param tables what is in the tables after the last of them
     * @param spacesWithReviewsLeft the deleted spaces of which the function said that reviews of them may be left
     */
    static List<String> violations(Collection<Call> calls, Tables tables, Set<String> spacesWithReviewsLeft) {
        return new Reconciliation(calls, tables, spacesWithReviewsLeft).violations();
    }

    private List<String> violations() {
        calls.stream()
                .filter(call -> call.thing() != null)
                .forEach(call -> callsOf.computeIfAbsent(call.thing(), thing -> new ArrayList<>())
                        .add(call));
        checkCreations();
        var things = new LinkedHashSet<>(callsOf.keySet());
        things.addAll(tables.things().keySet());
        things.addAll(tables.left().keySet());
        things.forEach(thing -> new ThingCheck(
                        thing,
                        callsOf.getOrDefault(thing, List.of()),
                        callsOf.getOrDefault(thing.space(), List.of()),
                        tables,
                        spacesWithReviewsLeft,
                        violations)
                .check());
        checkTotals();
        return violations;
    }

    /** Every space was made by one request, and every Idempotency-Key made one space. */
    private void checkCreations() {
        var makers = new HashMap<Thing, Call>();
        var firstOfKey = new HashMap<String, Call>();
        for (var call : calls) {
            if (call.is(Kind.CREATE) && call.seen() != null) {
                checkCreation(call, makers, firstOfKey);
            }
        }
        checkKeys(firstOfKey);
        var unanswered = unansweredCreations(firstOfKey.keySet());
        var unexplained = new LinkedHashSet<>(tables.things().keySet());
        unexplained.addAll(callsOf.keySet());
        unexplained.removeIf(thing -> thing.isReview() || makers.containsKey(thing));
        unexplained.forEach(thing -> explain(thing, unanswered));
    }

    private void checkCreation(Call call, Map<Thing, Call> makers, Map<String, Call> firstOfKey) {
        var key = call.request().key();
        var maker = makers.putIfAbsent(call.thing(), call);
        if (maker != null && (key == null || !key.equals(maker.request().key()))) {
            violations.add("Two requests were given " + call.thing() + ": " + maker + ", and " + call);
        }
        if (!call.request().content().equals(call.seen().content())) {
            violations.add("The answer is not what was sent: " + call);
        }
        var first = key == null ? null : firstOfKey.putIfAbsent(key, call);
        if (first != null && !first.thing().equals(call.thing())) {
            violations.add("One Idempotency-Key made two spaces, " + first.thing() + " and " + call.thing() + ": "
                    + first + ", and " + call);
        } else if (first != null && !first.seen().equals(call.seen())) {
            violations.add("A replay was not answered as the first time: " + first + ", but " + call);
        }
    }

    private void checkKeys(Map<String, Call> firstOfKey) {
        firstOfKey.forEach((key, first) -> {
            if (!first.seen().equals(tables.keys().get(key))) {
                violations.add("The Idempotency-Key of " + first + " is kept with "
                        + (tables.keys().containsKey(key) ? tables.keys().get(key) : "nothing"));
            }
        });
        var sent = new HashSet<String>();
        calls.forEach(call -> sent.add(call.request().key()));
        tables.keys().forEach((key, kept) -> {
            if (!sent.contains(key)) {
                violations.add("The table keeps an Idempotency-Key that nobody sent, " + key + ", with " + kept);
            }
        });
    }

    /** What may have made a space without its client's knowledge, by its content: with a key once at most. */
    private Map<String, Deque<Call>> unansweredCreations(Set<String> answeredKeys) {
        var unanswered = new HashMap<String, Deque<Call>>();
        var keys = new HashSet<>(answeredKeys);
        for (var call : calls) {
            var key = call.request().key();
            if (call.is(Kind.CREATE) && call.isOpen() && (key == null || keys.add(key))) {
                unanswered
                        .computeIfAbsent(call.request().content(), content -> new ArrayDeque<>())
                        .add(call);
            }
        }
        return unanswered;
    }

    /** Finds the request without an answer that made the space. */
    private void explain(Thing thing, Map<String, Deque<Call>> unanswered) {
        var known = callsOf.computeIfAbsent(thing, any -> new ArrayList<>());
        var version = known.stream()
                .map(Call::seen)
                .filter(seen -> seen != null && seen.number() == 1)
                .findFirst()
                .orElse(tables.things().get(thing));
        if (version == null) {
            return;
        }
        var makers = unanswered.getOrDefault(version.content(), new ArrayDeque<>());
        if (makers.isEmpty()) {
            violations.add("No request made " + thing + ", but there it is: " + version);
        } else {
            known.add(makers.remove().of(thing));
        }
    }

    private void checkTotals() {
        var counted = new HashMap<String, Totals>();
        tables.ratings()
                .forEach((review, rating) -> counted.put(
                        review.spaceId(),
                        counted.getOrDefault(review.spaceId(), new Totals(0, 0)).and(rating)));
        tables.totals().forEach((spaceId, said) -> {
            var there = counted.getOrDefault(spaceId, new Totals(0, 0));
            if (!said.equals(there)) {
                violations.add("The space " + spaceId + " says " + said + ", but there are " + there);
            }
        });
    }
}
