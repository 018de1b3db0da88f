package dev.spacefinder.bench.load;

import java.util.ArrayList;
import java.util.List;

/** What a run must have met to prove anything, and what it may not cost. */
final class Expectations {

    /** Without one of them the run has not done what it is for. */
    private static final List<Integer> STATUSES =
            List.of(Call.LOST, 200, 201, 204, 304, 400, 401, 403, 404, 409, 412, 413, 415, 422);

    /** How much more a copy may hold in the last tenth of its events than in the first. */
    private static final double MOST_GROWTH = 1.15;

    private final Ledger ledger;
    private final List<Memory> memories;

    Expectations(Ledger ledger, List<Memory> memories) {
        this.ledger = ledger;
        this.memories = memories;
    }

    List<String> violations() {
        var violations = new ArrayList<String>();
        var met = ledger.statuses().keySet();
        STATUSES.stream()
                .filter(status -> !met.contains(status))
                .forEach(status -> violations.add("No answer had the status " + status
                        + ", so that this run proves nothing about it: let it have more events"));
        memories.stream()
                .filter(memory -> memory.median(9) > MOST_GROWTH * memory.median(0))
                .forEach(memory -> violations.add("A copy held " + memory.median(0)
                        + " bytes in the first tenth of its events and " + memory.median(9) + " in the last"));
        return violations;
    }
}
