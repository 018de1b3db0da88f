package dev.spacefinder.local.pool.accounts;

import java.time.Instant;
import java.util.Comparator;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.protocol.Json;

/** A group; without a precedence it ranks last. */
public record Group(
        String name, String description, Integer precedence, String roleArn, Instant created, Instant modified) {

    /** The lowest precedence first. */
    static final Comparator<Group> BY_PRECEDENCE = Comparator.comparing(
                    Group::precedence, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Group::name);

    /** The protocol's GroupType. */
    public ObjectNode describe(String poolId) {
        var described = Json.object().put("GroupName", name).put("UserPoolId", poolId);
        if (description != null) {
            described.put("Description", description);
        }
        if (roleArn != null) {
            described.put("RoleArn", roleArn);
        }
        if (precedence != null) {
            described.put("Precedence", precedence);
        }
        described.set("LastModifiedDate", Json.timestamp(modified));
        described.set("CreationDate", Json.timestamp(created));
        return described;
    }
}
