package dev.spacefinder.local.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;

/** What a seed may say, and the sentence that a mistake gets. */
class SeedTest {

    private static final LocalUserPoolSettings SETTINGS = LocalUserPoolSettings.development(LocalTemplate.read());

    @TempDir
    Path folder;

    @Test
    void addsUsersToThoseOfEachStart() {
        var seed = read("""
                {"users": [{"username": "ada", "email": "ada@example.com", "password": "Analytical-1843",
                            "groups": ["admins", "engine"], "sub": "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d"}]}""");

        assertEquals(List.of("admin", "visitor", "ada"), names(seed.users()));
        assertEquals(
                new SeedUser(
                        "ada",
                        "Analytical-1843",
                        "ada@example.com",
                        "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d",
                        List.of("admins", "engine")),
                seed.users().get(2));
        assertEquals(List.of("admin", "visitor"), names(seed.ready()));
    }

    @Test
    void givesAUserASubWhereTheFileHasNone() {
        var seed = read("""
                {"users": [{"username": "ada", "email": "ada@example.com", "password": "Analytical-1843"}]}""");

        assertTrue(seed.users().get(2).sub().matches("[0-9a-f-]{36}"), seed.toString());
        assertEquals(List.of(), seed.users().get(2).groups());
    }

    @Test
    void changesAUserOfEachStartAndKeepsWhatItDoesNotSay() {
        var seed = read("""
                {"users": [{"username": "visitor", "email": "guest@example.com", "groups": ["moderators"]}]}""");

        var visitor = seed.ready().get(1);
        assertEquals("guest@example.com", visitor.email());
        assertEquals(List.of("moderators"), visitor.groups());
        assertEquals(SETTINGS.users().get(1).password(), visitor.password());
        assertEquals(SETTINGS.users().get(1).sub(), visitor.sub());
        assertEquals(seed.ready(), seed.users());
    }

    @Test
    void givesASpaceToTheUserOfTheName() {
        var seed = read("""
                {"users": [{"username": "ada", "email": "ada@example.com", "password": "Analytical-1843"}],
                 "spaces": [{"name": "Engine room", "location": "London", "owner": "ada"},
                            {"name": "Attic", "location": "Paris", "description": "Quiet.",
                             "photoUrl": "https://example.com/attic.jpg", "owner": "admin"}]}""");

        assertEquals(seed.users().get(2).sub(), seed.spaces().get(0).owner());
        assertEquals("Engine room", seed.spaces().get(0).input().name());
        assertEquals(SETTINGS.users().get(0).sub(), seed.spaces().get(1).owner());
        assertEquals(
                "https://example.com/attic.jpg", seed.spaces().get(1).input().photoUrl());
    }

    @Test
    void takesTheSubOfAnOwnerWhoIsGone() {
        var seed = read("""
                {"spaces": [{"name": "Attic", "location": "Paris", "owner": "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d"}]}""");

        assertEquals(
                "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d", seed.spaces().get(0).owner());
    }

    /** Single quotes stand for double ones; ADA is a user without a mistake, SPACE a space. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                                     | , which local.seed names, is no JSON: see line 1, column 2.
            []                                                    | : the file must be a JSON object.
            {'user': []}                                          | : the file has the field user, which is none of [spaces, users].
            {'users': {}}                                         | : users must be a list.
            {'users': [7]}                                        | : users[0] must be a JSON object.
            {'users': [{'username': 'ada', 'mail': ''}]}          | : users[0] has the field mail, which is none of [email, groups, password, sub, username].
            {'users': [{}]}                                       | : users[0].username must be a name without an @.
            {'users': [{'username': 'a@b.com'}]}                  | : users[0].username must be a name without an @, but is "a@b.com".
            {'users': [ADA, ADA]}                                 | : users[1].username must be another one than that of the users before, but is ada.
            {'users': [ADA, {'username': 'ADA'}]}                 | : users[1].username must be another one than that of the users before, but is ADA.
            {'users': [ADA, {'username': 'bob'}]}                 | : users[1].email must be an e-mail address.
            {'users': [ADA, {'username': 'bob', 'email': 'bob'}]} | : users[1].email must be an e-mail address, but is "bob".
            {'users': [{'username': 'bob', 'email': 'b@example.com'}]} | : users[0].password must be a string that keeps the template's password policy; an export has no passwords, so write one.
            {'users': [{'username': 'bob', 'email': 'b@example.com', 'password': 'short'}]} | : users[0].password must be one of the template's password policy: Password not long enough.
            {'users': [{'username': 'bob', 'email': 'visitor@example.com', 'password': 'Long-enough-1'}]} | : the users visitor and bob have the same email, visitor@example.com.
            {'users': [{'username': 'admin', 'email': 'a@example.com', 'sub': '1'}]} | : users[0].sub must be a UUID in small letters, but is "1".
            {'users': [{'username': 'admin', 'email': 'a@example.com', 'groups': 'admins'}]} | : users[0].groups must be a list.
            {'users': [{'username': 'admin', 'email': 'a@example.com', 'groups': ['a', 2]}]} | : users[0].groups[1] must be the name of a group, but is 2.
            {'spaces': [SPACE, {'name': 'x'}]}                    | : spaces[1].owner must be a username.
            {'spaces': [{'name': 'x', 'owner': 'eve'}]}           | : spaces[0].owner must be the username of one of the users, but is eve.
            {'spaces': [{'name': '', 'location': 'Rome', 'owner': 'admin'}]} | : spaces[0].name must be 1 to 100 characters.
            {'spaces': [{'name': 'x', 'owner': 'admin'}]}         | : spaces[0].location must be given.
            {'spaces': [{'name': 'x', 'location': 'Rome', 'photoUrl': 'http://example.com', 'owner': 'admin'}]} | : spaces[0].photoUrl must be an https URL, for instance https://example.com/photo.jpg.
            {'spaces': [{'id': 'x', 'owner': 'admin'}]}           | : spaces[0] has the field id, which is none of [description, location, name, owner, photoUrl].
            """)
    void namesTheFieldOfAMistake(String content, String sentence) throws IOException {
        var file = written(content.replace(
                        "ADA,", "{'username': 'ada', 'email': 'ada@example.com', 'password': 'Analytical-1843'},")
                .replace("ADA]", "{'username': 'ada', 'email': 'ada@example.com', 'password': 'Analytical-1843'}]")
                .replace("SPACE", "{'name': 'Attic', 'location': 'Paris', 'owner': 'admin'}")
                .replace('\'', '"'));

        var refusal = assertThrows(IllegalStateException.class, () -> Seed.read(file, SETTINGS));
        assertEquals(file + sentence, refusal.getMessage());
    }

    @Test
    void saysThatThereIsNoFile() {
        var file = folder.resolve("none.json");

        var refusal = assertThrows(IllegalStateException.class, () -> Seed.read(file, SETTINGS));
        assertEquals(file + ", which local.seed names, cannot be read.", refusal.getMessage());
    }

    private Seed read(String content) {
        return Seed.read(written(content), SETTINGS);
    }

    private Path written(String content) {
        try {
            return Files.writeString(folder.resolve("seed.json"), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(List<SeedUser> users) {
        return users.stream().map(SeedUser::username).toList();
    }
}
