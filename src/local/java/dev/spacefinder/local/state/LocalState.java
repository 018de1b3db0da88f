package dev.spacefinder.local.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.dynamodb.TableReader;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.spaces.SpaceInput;

/**
 * Users and spaces as a whole: filled from a seed, handed out in the seed's form, and made anew.
 *
 * @param reader reads the tables
 * @param spacesTable the table of the spaces
 * @param create creates a space of the user with that {@code sub}
 */
public record LocalState(
        LocalUserPool pool,
        LocalDynamoDb dynamoDb,
        TableReader reader,
        String spacesTable,
        BiConsumer<SpaceInput, String> create) {

    private static final List<String> FIELDS = List.of("name", "location", "description", "photoUrl");

    /** Creates the seed's spaces. */
    public void fill(Seed seed) {
        seed.spaces().forEach(space -> create.accept(space.input(), space.owner()));
    }

    /** Makes users, keys and tables as they are at a first start with this seed. */
    public void reset(Seed seed) {
        dynamoDb.clear();
        pool.reset(seed.users());
        fill(seed);
    }

    /**
     * Users and spaces in the form of a seed, without the users' passwords, the oldest space first. A space whose owner
     * is gone keeps the owner's {@code sub}.
     */
    public JsonNode export() {
        var names = new HashMap<String, String>();
        var export = Json.object();
        var users = export.putArray("users");
        for (var user : pool.users()) {
            names.put(user.sub(), user.username());
            var written = users.addObject().put("username", user.username());
            if (user.email() != null) {
                written.put("email", user.email());
            }
            written.set("groups", Json.MAPPER.valueToTree(user.groups()));
            written.put("sub", user.sub());
        }
        var spaces = export.putArray("spaces");
        spaces().stream()
                .sorted(Comparator.comparing(space -> (String) space.get("id")))
                .forEach(space -> {
                    var written = new LinkedHashMap<String, Object>();
                    FIELDS.stream().filter(space::containsKey).forEach(field -> written.put(field, space.get(field)));
                    var owner = (String) space.get("owner");
                    written.put("owner", names.getOrDefault(owner, owner));
                    spaces.add(Json.MAPPER.<JsonNode>valueToTree(written));
                });
        return export;
    }

    /** Of all items of the table only spaces have an owner. */
    private List<Map<String, Object>> spaces() {
        var spaces = new ArrayList<Map<String, Object>>();
        String after = null;
        do {
            var rows = reader.read(spacesTable, "", after);
            rows.items().stream().filter(item -> item.containsKey("owner")).forEach(spaces::add);
            after = rows.next();
        } while (after != null);
        return spaces;
    }
}
