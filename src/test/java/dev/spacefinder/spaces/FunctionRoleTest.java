package dev.spacefinder.spaces;

import java.time.Clock;

import org.junit.jupiter.api.Test;

import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.FunctionRole;

/** What the template lets the function do with the table of spaces, held against what the store does. */
class FunctionRoleTest {

    private static final Caller CALLER = new Caller("5a1c1b0e-owner", true);
    private static final SpaceInput INPUT = new SpaceInput("Desk", "Lisbon", null, null);

    @Test
    void mayDoWithItsTableWhatTheStoreDoesAndNothingElse() {
        FunctionRole.assertIsWhatIsNeeded("SpacesTable", dynamoDb -> {
            var spaces = new Spaces(dynamoDb, DynamoDbSettings.table("SPACES_TABLE"), Clock.systemUTC());
            var space = spaces.create(INPUT, CALLER, null);
            spaces.create(INPUT, CALLER, new IdempotencyKey("a-key"));
            spaces.list(null, 1, null);
            spaces.list(INPUT.location(), 1, null);
            spaces.change(space.id(), INPUT, CALLER, null);
            spaces.delete(space.id(), null);
        });
    }
}
