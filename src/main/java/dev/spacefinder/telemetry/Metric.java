package dev.spacefinder.telemetry;

/** What is counted and measured: a line of the log has those that occurred, under these names. */
public enum Metric {
    /** Answers of 401 and 403 with a reason. */
    REFUSALS("Refusals", Unit.COUNT),
    /** First events of a process. */
    COLD_STARTS("ColdStarts", Unit.COUNT),
    /** Tries to fetch the user pool's keys that failed. */
    KEY_FETCH_FAILURES("KeyFetchFailures", Unit.COUNT),
    /** How long each call of DynamoDB took, with the SDK's own tries of it. */
    DYNAMODB_LATENCY("DynamoDbLatency", Unit.MILLISECONDS),
    /** Tries of a call of DynamoDB after its first. */
    DYNAMODB_RETRIES("DynamoDbRetries", Unit.COUNT),
    /** Writes that met another: DynamoDB said that its item is held, or the answer is 409. */
    CONFLICTS("Conflicts", Unit.COUNT);

    final String title;
    final Unit unit;

    Metric(String title, Unit unit) {
        this.title = title;
        this.unit = unit;
    }

    /** As CloudWatch names them. */
    enum Unit {
        COUNT("Count"),
        MILLISECONDS("Milliseconds");

        final String title;

        Unit(String title) {
            this.title = title;
        }
    }
}
