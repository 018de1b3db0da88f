package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.protocol.Page.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Group;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Groups and their members. */
final class GroupOperations {

    private GroupOperations() {}

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"GroupName", "UserPoolId"})
    record CreateGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            if (pool.store().groups().containsKey(in.text("GroupName"))) {
                throw new CognitoException("GroupExistsException", "A group with the name already exists.");
            }
            var now = pool.clock().instant();
            return kept(
                    pool,
                    new Group(
                            in.text("GroupName"),
                            in.text("Description"),
                            precedence(in, null),
                            in.text("RoleArn"),
                            now,
                            now));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"GroupName", "UserPoolId"})
    record GetGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return described(pool, pool.namedGroup(in));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"GroupName", "UserPoolId"})
    record UpdateGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var group = pool.namedGroup(in);
            return kept(
                    pool,
                    new Group(
                            group.name(),
                            in.has("Description") ? in.text("Description") : group.description(),
                            precedence(in, group.precedence()),
                            in.has("RoleArn") ? in.text("RoleArn") : group.roleArn(),
                            group.created(),
                            pool.clock().instant()));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"GroupName", "UserPoolId"})
    record DeleteGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var group = pool.namedGroup(in);
            pool.store().users().values().stream()
                    .filter(user -> user.groups().contains(group.name()))
                    .toList()
                    .forEach(user -> pool.store().put(user.withGroup(group.name(), false)));
            pool.store().remove(group);
            return null;
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record ListGroups(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return page(
                    in,
                    "Groups",
                    "NextToken",
                    pool.store().groups(),
                    group -> true,
                    group -> group.describe(pool.declared().poolId()));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "GroupName"})
    record ListUsersInGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var group = pool.namedGroup(in);
            return page(
                    in,
                    "Users",
                    "NextToken",
                    pool.store().users(),
                    user -> user.groups().contains(group.name()),
                    user -> Users.describe(user, "Attributes"));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username", "GroupName"})
    record AdminAddUserToGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return changeMembership(pool, in, true);
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username", "GroupName"})
    record AdminRemoveUserFromGroup(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return changeMembership(pool, in, false);
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"Username", "UserPoolId"})
    record AdminListGroupsForUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            return page(
                    in,
                    "Groups",
                    "NextToken",
                    pool.store().groups(),
                    group -> user.groups().contains(group.name()),
                    group -> group.describe(pool.declared().poolId()));
        }
    }

    private static JsonNode changeMembership(Pool pool, Input in, boolean member) {
        var group = pool.namedGroup(in);
        pool.store().put(pool.namedUser(in).withGroup(group.name(), member));
        return null;
    }

    private static Integer precedence(Input in, Integer fallback) {
        return in.has("Precedence") ? Integer.valueOf(in.integer("Precedence", 0)) : fallback;
    }

    private static JsonNode kept(Pool pool, Group group) {
        pool.store().put(group);
        return described(pool, group);
    }

    private static JsonNode described(Pool pool, Group group) {
        ObjectNode answer = Json.object();
        return answer.set("Group", group.describe(pool.declared().poolId()));
    }
}
