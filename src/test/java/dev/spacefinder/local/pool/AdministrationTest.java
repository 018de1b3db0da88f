package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

/** What administrators do to users and groups, and what they are told of the pool. */
@BesideApplications
class AdministrationTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String poolId = test.pool.poolId();

    @Test
    void createsAUserWhoMustChangeTheTemporaryPassword() {
        var name = TestPool.newName();
        var before = Instant.now().minusSeconds(1);
        var user = create(name);
        assertEquals(name, user.username());
        assertEquals(UserStatusType.FORCE_CHANGE_PASSWORD, user.userStatus());
        assertTrue(user.enabled());
        assertTrue(user.userCreateDate().isAfter(before)
                && user.userCreateDate().isBefore(Instant.now().plusSeconds(1)));
        assertEquals("User account already exists", refusal(UsernameExistsException.class, () -> create(name)));
    }

    @Test
    void refusesATemporaryPasswordThatThePolicyForbids() {
        assertEquals(
                "Password did not conform with password policy: Password not long enough",
                refusal(
                        InvalidPasswordException.class,
                        () -> test.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                                .username(TestPool.newName())
                                .temporaryPassword("Short-1a")
                                .userAttributes(a -> a.name("email").value("x@example.com")))));
    }

    @Test
    void takesAVerifiedAddressFromSomebodyOnlyIfForced() {
        var holder = test.newUser();
        var name = TestPool.newName();
        refusal(AliasExistsException.class, () -> createVerified(name, holder + "@example.com", false));
        createVerified(name, holder + "@example.com", true);
        assertEquals(
                name,
                test.cognito
                        .adminGetUser(r -> r.userPoolId(poolId).username(holder + "@example.com"))
                        .username());
    }

    @Test
    void changesAndDeletesAttributes() {
        var name = test.newUser();
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(
                        a -> a.name("name").value("Ann"),
                        a -> a.name("email").value(name + "@new.example"),
                        a -> a.name("email_verified").value("true")));
        var user = test.cognito.adminGetUser(r -> r.userPoolId(poolId).username(name + "@new.example"));
        assertTrue(user.userAttributes().stream()
                .anyMatch(a -> a.name().equals("name") && a.value().equals("Ann")));
        test.cognito.adminDeleteUserAttributes(
                r -> r.userPoolId(poolId).username(name).userAttributeNames("name"));
        assertFalse(test.cognito.adminGetUser(r -> r.userPoolId(poolId).username(name)).userAttributes().stream()
                .anyMatch(a -> a.name().equals("name")));
    }

    @Test
    void disablesWithoutChangingTheStatus() {
        var name = test.newUser();
        test.cognito.adminDisableUser(r -> r.userPoolId(poolId).username(name));
        var user = test.cognito.adminGetUser(r -> r.userPoolId(poolId).username(name));
        assertFalse(user.enabled());
        assertEquals(UserStatusType.CONFIRMED, user.userStatus());
    }

    @Test
    void knowsNoUserWhoIsDeletedOrNeverWas() {
        var name = test.newUser();
        test.cognito.adminDeleteUser(r -> r.userPoolId(poolId).username(name));
        assertEquals(
                "User does not exist.",
                refusal(
                        UserNotFoundException.class,
                        () -> test.cognito.adminGetUser(
                                r -> r.userPoolId(poolId).username(name))));
    }

    @Test
    void knowsNoOtherPool() {
        assertEquals(
                "User pool us-east-1_Other does not exist.",
                refusal(
                        ResourceNotFoundException.class,
                        () -> test.cognito.adminGetUser(
                                r -> r.userPoolId("us-east-1_Other").username("admin"))));
    }

    @Test
    void listsUsersInPagesEachOnce() {
        try (var own = TestPool.start()) {
            var names = new TreeSet<>(List.of("admin", "visitor"));
            for (int i = 0; i < 5; i++) {
                var name = TestPool.newName();
                own.signUp(name);
                names.add(name);
            }
            var pages = own.cognito.listUsersPaginator(r -> r.userPoolId(poolId).limit(3)).stream()
                    .toList();
            assertEquals(
                    List.of(3, 3, 1),
                    pages.stream().map(page -> page.users().size()).toList());
            assertEquals(
                    List.copyOf(names),
                    pages.stream()
                            .flatMap(page -> page.users().stream())
                            .map(UserType::username)
                            .toList());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "username = \"visitor\", visitor",
                "username ^= \"vis\", visitor",
                "username=\"Visitors\", ''",
                "email = \"visitor@example.com\", visitor",
                "sub = \"b7e2d3c5-6a7f-7012-9d2e-3f4a5b6c7d8e\", visitor",
                "\"email\" ^= \"adm\", admin",
                "name = \"A \\\" B\", ''",
            })
    void findsUsersWithAFilter(String filter, String found) {
        assertEquals(found.equals("''") ? List.of() : List.of(found), names(filter));
    }

    @Test
    void findsUsersByStatus() {
        var name = TestPool.newName();
        create(name);
        assertTrue(names("cognito:user_status = \"FORCE_CHANGE_PASSWORD\"").contains(name));
        assertFalse(names("cognito:user_status = \"CONFIRMED\"").contains(name));
        test.cognito.adminDisableUser(r -> r.userPoolId(poolId).username(name));
        assertTrue(names("status = \"Disabled\"").contains(name));
        assertFalse(names("status = \"Enabled\"").contains(name));
        assertEquals(List.of(), names("status = \"disabled\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "username",
                "username = visitor",
                "username == \"visitor\"",
                "locale = \"en\"",
                "custom:x = \"y\"",
                "username = \"a\" and email = \"b\""
            })
    void refusesAFilterThatCognitoCannotRead(String filter) {
        assertEquals("Error while parsing filter.", refusal(InvalidParameterException.class, () -> names(filter)));
    }

    @Test
    void showsOnlyTheAttributesThatAreAskedFor() {
        var users = test.cognito
                .listUsers(
                        r -> r.userPoolId(poolId).filter("username = \"admin\"").attributesToGet("email"))
                .users();
        assertEquals(
                List.of("email"),
                users.get(0).attributes().stream().map(a -> a.name()).toList());
        assertEquals(
                "One or more requested attributes do not exist.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.listUsers(r -> r.userPoolId(poolId).attributesToGet("shoe_size"))));
    }

    @Test
    void keepsGroups() {
        var created = test.cognito
                .createGroup(r -> r.userPoolId(poolId)
                        .groupName("editors")
                        .description("They edit")
                        .precedence(3))
                .group();
        assertEquals("They edit", created.description());
        assertEquals(3, created.precedence());
        assertEquals(
                "A group with the name already exists.",
                refusal(
                        GroupExistsException.class,
                        () -> test.cognito.createGroup(r -> r.userPoolId(poolId).groupName("editors"))));
        test.cognito.updateGroup(r -> r.userPoolId(poolId).groupName("editors").precedence(4));
        var group = test.cognito
                .getGroup(r -> r.userPoolId(poolId).groupName("editors"))
                .group();
        assertEquals(4, group.precedence());
        assertEquals("They edit", group.description());
        test.cognito.deleteGroup(r -> r.userPoolId(poolId).groupName("editors"));
        assertEquals(
                "Group not found.",
                refusal(
                        ResourceNotFoundException.class,
                        () -> test.cognito.getGroup(r -> r.userPoolId(poolId).groupName("editors"))));
    }

    @Test
    void beginsWithTheGroupOfTheTemplate() {
        var groups = test.cognito.listGroups(r -> r.userPoolId(poolId)).groups();
        var admins = groups.stream()
                .filter(g -> g.groupName().equals("admins"))
                .findFirst()
                .orElseThrow();
        assertEquals(0, admins.precedence());
        assertTrue(admins.roleArn().startsWith("arn:aws:iam::"));
    }

    @Test
    void listsTheMembersOfAGroupAndTheGroupsOfAMember() {
        test.cognito.createGroup(r -> r.userPoolId(poolId).groupName("painters"));
        var members = new TreeSet<String>();
        for (int i = 0; i < 3; i++) {
            var name = test.newUser();
            members.add(name);
            test.cognito.adminAddUserToGroup(
                    r -> r.userPoolId(poolId).username(name).groupName("painters"));
        }
        var listed = new ArrayList<String>();
        test.cognito
                .listUsersInGroupPaginator(
                        r -> r.userPoolId(poolId).groupName("painters").limit(2))
                .users()
                .forEach(user -> listed.add(user.username()));
        assertEquals(List.copyOf(members), listed);
        assertEquals(List.of("painters"), groupsOf(members.first()));
        test.cognito.adminRemoveUserFromGroup(
                r -> r.userPoolId(poolId).username(members.first()).groupName("painters"));
        assertEquals(List.of(), groupsOf(members.first()));
    }

    @Test
    void aGroupThatIsMadeAgainHasNoMembers() {
        test.cognito.createGroup(r -> r.userPoolId(poolId).groupName("again"));
        var name = test.newUser();
        test.cognito.adminAddUserToGroup(
                r -> r.userPoolId(poolId).username(name).groupName("again"));
        test.cognito.deleteGroup(r -> r.userPoolId(poolId).groupName("again"));
        test.cognito.createGroup(r -> r.userPoolId(poolId).groupName("again"));
        assertEquals(List.of(), groupsOf(name));
    }

    @Test
    void addsNobodyToAGroupThatIsNotThere() {
        assertEquals(
                "Group not found.",
                refusal(
                        ResourceNotFoundException.class,
                        () -> test.cognito.adminAddUserToGroup(
                                r -> r.userPoolId(poolId).username("admin").groupName("nowhere"))));
    }

    @Test
    void describesThePoolAsTheTemplateDoes() {
        var pool = test.cognito.describeUserPool(r -> r.userPoolId(poolId)).userPool();
        assertEquals(12, pool.policies().passwordPolicy().minimumLength());
        assertTrue(pool.policies().passwordPolicy().requireSymbols());
        assertEquals(7, pool.policies().passwordPolicy().temporaryPasswordValidityDays());
        assertEquals(List.of("email"), pool.aliasAttributesAsStrings());
        assertEquals(List.of("email"), pool.autoVerifiedAttributesAsStrings());
        assertFalse(pool.usernameConfiguration().caseSensitive());
        assertFalse(pool.adminCreateUserConfig().allowAdminCreateUserOnly());
        assertTrue(pool.schemaAttributes().stream().anyMatch(a -> a.name().equals("email") && a.required()));
    }

    @Test
    void describesTheClientsAsTheTemplateDoes() {
        var people = test.cognito
                .describeUserPoolClient(r -> r.userPoolId(poolId).clientId(test.pool.clientId()))
                .userPoolClient();
        assertNull(people.clientSecret());
        assertTrue(people.explicitAuthFlows().contains(ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH));
        assertEquals(15, people.accessTokenValidity());
        assertTrue(people.enableTokenRevocation());
        var machine = test.cognito
                .describeUserPoolClient(r -> r.userPoolId(poolId).clientId(test.pool.machineClientId()))
                .userPoolClient();
        assertEquals(test.pool.machineClientSecret(), machine.clientSecret());
        assertEquals(List.of("spaces/read", "spaces/write"), machine.allowedOAuthScopes());
    }

    @Test
    void listsThePoolAndItsClients() {
        assertEquals(
                List.of(poolId),
                test.cognito.listUserPools(r -> r.maxResults(10)).userPools().stream()
                        .map(pool -> pool.id())
                        .toList());
        var clients = new TreeSet<String>();
        test.cognito
                .listUserPoolClientsPaginator(r -> r.userPoolId(poolId).maxResults(1))
                .userPoolClients()
                .forEach(client -> clients.add(client.clientId()));
        assertEquals(new TreeSet<>(List.of(test.pool.clientId(), test.pool.machineClientId())), clients);
    }

    private static UserType create(String name) {
        return test.cognito
                .adminCreateUser(r -> r.userPoolId(poolId)
                        .username(name)
                        .temporaryPassword("Temporary-pass-2")
                        .userAttributes(a -> a.name("email").value(name + "@example.com")))
                .user();
    }

    private static void createVerified(String name, String address, boolean force) {
        test.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                .username(name)
                .forceAliasCreation(force)
                .userAttributes(
                        a -> a.name("email").value(address),
                        a -> a.name("email_verified").value("true")));
    }

    private static List<String> names(String filter) {
        return test.cognito.listUsers(r -> r.userPoolId(poolId).filter(filter)).users().stream()
                .map(UserType::username)
                .toList();
    }

    private static List<String> groupsOf(String name) {
        return test.cognito.adminListGroupsForUser(r -> r.userPoolId(poolId).username(name)).groups().stream()
                .map(GroupType::groupName)
                .toList();
    }
}
