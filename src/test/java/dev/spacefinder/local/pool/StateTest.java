package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;
import dev.spacefinder.testing.BesideApplications;
import io.restassured.RestAssured;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

/** What is kept between starts, and what several clients do to it at once. */
@BesideApplications
class StateTest {

    private static final Path WITHOUT_TOTP =
            Path.of("src/test/resources/dev/spacefinder/local/pool/state-without-totp");

    @TempDir
    Path folder;

    @Test
    void isAsAtTheFirstStartAfterAReset() {
        int port;
        String name;
        String keys;
        try (var test = start(0)) {
            port = test.pool.endpoint().getPort();
            name = test.newUser();
            var before = keys(test);
            var tokens = test.signIn(name);
            test.pool.reset(List.of(new SeedUser(
                    "ada",
                    "Analytical-1843",
                    "ada@example.com",
                    "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d",
                    List.of("engineers"))));

            keys = keys(test);
            assertNotEquals(before, keys);
            refusal(NotAuthorizedException.class, () -> test.signIn(name));
            refusal(NotAuthorizedException.class, () -> test.refresh(tokens.refreshToken()));
            refusal(NotAuthorizedException.class, () -> test.cognito.getUser(r -> r.accessToken(tokens.accessToken())));
            assertEquals(
                    "[\"engineers\"]",
                    test.claims(test.signIn("ada", "Analytical-1843").idToken())
                            .path("cognito:groups")
                            .toString());
        }
        try (var test = start(port)) {
            assertEquals(keys, keys(test));
            assertNotNull(test.signIn("ada", "Analytical-1843").idToken());
            refusal(NotAuthorizedException.class, () -> test.signIn(name));
        }
    }

    @Test
    void keepsNothingOfAFirstStartThatFailed() {
        var settings = LocalUserPoolSettings.development(LocalTemplate.read())
                .withState(folder)
                .withUsers(List.of(new SeedUser(
                        "ada", "short", "ada@example.com", "0c1d2e3f-5b6e-7089-8c1d-2e3f4a5b6c7d", List.of())));

        assertThrows(IllegalStateException.class, () -> LocalUserPool.start(settings));
        assertFalse(LocalUserPool.isKeptIn(folder));
    }

    private static String keys(TestPool test) {
        return RestAssured.get(test.pool.issuer() + "/.well-known/jwks.json").asString();
    }

    @Test
    void everythingIsThereAfterARestart() {
        int port;
        String name;
        String refresh;
        String revoked;
        String access;
        try (var test = start(0)) {
            port = test.pool.endpoint().getPort();
            name = test.newUser();
            test.cognito.createGroup(
                    r -> r.userPoolId(test.pool.poolId()).groupName("editors").precedence(7));
            var user = name;
            test.cognito.adminAddUserToGroup(
                    r -> r.userPoolId(test.pool.poolId()).username(user).groupName("editors"));
            test.cognito.adminSetUserPassword(r -> r.userPoolId(test.pool.poolId())
                    .username("visitor")
                    .password("Another-pass-2")
                    .permanent(true));
            var session = test.signIn(name);
            refresh = session.refreshToken();
            access = session.accessToken();
            revoked = test.signIn(name).refreshToken();
            test.cognito.revokeToken(r -> r.clientId(test.pool.clientId()).token(revoked));
        }
        try (var test = start(port)) {
            assertEquals(
                    "[\"editors\"]",
                    test.claims(test.signIn(name).idToken())
                            .path("cognito:groups")
                            .toString());
            assertNotNull(test.signIn(name + "@example.com").idToken());
            assertNotNull(test.refresh(refresh).idToken());
            assertEquals(name, test.cognito.getUser(r -> r.accessToken(access)).username());
            assertNotNull(test.claims(access), "signed with a key that is still published");
            assertEquals(
                    "Refresh Token has been revoked",
                    refusal(NotAuthorizedException.class, () -> test.refresh(revoked)));
            assertNotNull(test.signIn("visitor", "Another-pass-2").idToken());
            refusal(NotAuthorizedException.class, () -> test.signIn("visitor", "Visitor-pass-1"));
        }
    }

    /**
     * The files in state-without-totp were written on 24 November 2026 by the version before the second factor: ada
     * (Analytical-1843, in editors, a forgotten password's code 582230 underway), guest with a temporary password, and
     * one session of ada's.
     */
    @Test
    void readsTheStateOfTheVersionBefore() throws IOException {
        for (var file : List.of("pool.journal", "keys.json")) {
            Files.copy(WITHOUT_TOTP.resolve(file), folder.resolve(file));
        }
        var written = Instant.parse("2026-11-24T18:30:00Z");
        try (var test = TestPool.start(settings -> settings.withState(folder)
                .withClock(Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), written))))) {
            assertEquals(
                    "[\"editors\"]",
                    test.claims(test.signIn("ada", "Analytical-1843").idToken())
                            .path("cognito:groups")
                            .toString());
            assertNotNull(test.refresh(Files.readString(WITHOUT_TOTP.resolve("refresh-token")))
                    .idToken());
            assertEquals(
                    ChallengeNameType.NEW_PASSWORD_REQUIRED,
                    test.cognito
                            .initiateAuth(r -> r.clientId(test.pool.clientId())
                                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                                    .authParameters(Map.of("USERNAME", "guest", "PASSWORD", "Temporary-pass-2")))
                            .challengeName());
            test.cognito.confirmForgotPassword(r -> r.clientId(test.pool.clientId())
                    .username("ada")
                    .confirmationCode("582230")
                    .password("Another-pass-2"));
            assertNotNull(test.signIn("ada", "Another-pass-2").idToken());
        }
    }

    @Test
    void restartsAtOnceOnTheSamePort() {
        var port = 0;
        for (int i = 0; i < 5; i++) {
            try (var test = start(port)) {
                port = test.pool.endpoint().getPort();
                assertNotNull(test.signIn("visitor", "Visitor-pass-1").idToken());
            }
        }
    }

    /** A thread is in the group of the one that started it: so this test tells its own from those of other tests. */
    @Test
    void leavesNoThreadBehind() throws Exception {
        var group = new ThreadGroup("this test");
        var ours = new FutureTask<>(() -> {
            try (var test = start(0)) {
                test.newUser();
                return Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getThreadGroup() == group)
                        .filter(thread ->
                                Set.of("local user pool", "HTTP-Dispatcher").contains(thread.getName()))
                        .toList();
            }
        });
        new Thread(group, ours).start();
        assertFalse(ours.get().isEmpty());
        for (var thread : ours.get()) {
            thread.join(5000);
            assertFalse(thread.isAlive(), thread.getName());
        }
    }

    @Test
    void survivesALineThatACrashCutShort() throws IOException {
        String name;
        try (var test = start(0)) {
            name = test.newUser();
        }
        Files.writeString(
                folder.resolve("pool.journal"), "[{\"kind\":\"user\",\"key\":\"vis", StandardOpenOption.APPEND);
        for (int i = 0; i < 2; i++) {
            try (var test = start(0)) {
                assertNotNull(test.signIn(name).idToken());
                assertNotNull(test.signIn("visitor", "Visitor-pass-1").idToken());
            }
        }
    }

    @Test
    void stopsTheStartWhereTheStateIsDamaged() throws IOException {
        start(0).close();
        var journal = folder.resolve("pool.journal");
        Files.writeString(journal, "nonsense\n" + Files.readString(journal));
        var stopped = assertThrows(UncheckedIOException.class, () -> start(0).close());
        assertEquals(
                journal + ":1 is damaged. Delete the folder " + folder + " to start with a new pool.",
                stopped.getMessage());
    }

    @Test
    void keepsNoPasswordInClear() throws IOException {
        try (var test = start(0)) {
            test.signIn(test.newUser());
        }
        for (var file : List.of("pool.journal", "keys.json")) {
            var content = Files.readString(folder.resolve(file));
            for (var password : List.of(TestPool.PASSWORD, "Admin-pass-1", "Visitor-pass-1")) {
                assertFalse(content.contains(password), file);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsNobodyElseReadItsFiles() throws IOException {
        var made = folder.resolve("made");
        TestPool.start(settings -> settings.withState(made)).close();
        for (var file : List.of("pool.journal", "keys.json", "lock")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve(file))));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesItsFolderFromOthersWhateverWasAllowedBefore() throws IOException {
        start(0).close();
        var below = Files.createDirectories(folder.resolve("below"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));

        try (var test = start(0)) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(below)));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys.json"))));
        }
    }

    @Test
    void survivesALineThatACrashCutWithinACharacter() throws IOException {
        String name;
        try (var test = start(0)) {
            name = test.newUser();
        }
        var line = "[{\"kind\":\"user\",\"key\":\"é".getBytes(UTF_8);
        Files.write(folder.resolve("pool.journal"), Arrays.copyOf(line, line.length - 1), StandardOpenOption.APPEND);
        try (var test = start(0)) {
            assertNotNull(test.signIn(name).idToken());
        }
    }

    @Test
    void oneServerAtATimeUsesAFolder() throws IOException {
        var sentence = "Another local server uses the folder " + folder
                + ": stop it, or give this one a folder of its own" + " with -Dlocal.folder=<folder>.";
        try (var first = start(0)) {
            assertEquals(
                    sentence,
                    assertThrows(UncheckedIOException.class, () -> start(0).close())
                            .getMessage());
            assertNotNull(first.signIn("visitor", "Visitor-pass-1").idToken());
        }
        start(0).close();
    }

    @Test
    void aServerOfAnotherProcessIsNotDisturbed() throws Exception {
        start(0).close();
        var other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        folder.resolve("lock").toString())
                .start();
        try (var said = other.inputReader(UTF_8)) {
            assertEquals("locked", said.readLine());
            assertTrue(assertThrows(UncheckedIOException.class, () -> start(0).close())
                    .getMessage()
                    .startsWith("Another local server uses the folder " + folder));
        } finally {
            other.destroyForcibly().waitFor();
        }
        start(0).close();
    }

    /** Another process that holds a lock until it ends. */
    static final class LockHolder {

        public static void main(String[] args) throws IOException {
            try (var channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.out.println(channel.tryLock() == null ? "not locked" : "locked");
                System.in.read();
            }
        }
    }

    @Test
    void aUserOfTheSettingsTakesNoAddressFromSomebody() {
        String name;
        try (var test = start(0)) {
            name = test.newUser();
            test.cognito.adminDeleteUser(r -> r.userPoolId(test.pool.poolId()).username("visitor"));
            test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(test.pool.poolId())
                    .username(name)
                    .userAttributes(
                            a -> a.name("email").value("visitor@example.com"),
                            a -> a.name("email_verified").value("true")));
        }
        try (var test = start(0)) {
            assertNotNull(test.signIn("visitor", "Visitor-pass-1").idToken());
            assertNotNull(test.signIn("visitor@example.com").idToken());
        }
    }

    @Test
    void forgetsSessionsThatAreOver() throws IOException {
        try (var test = start(0)) {
            for (int i = 0; i < 10; i++) {
                test.signIn("visitor", "Visitor-pass-1");
            }
        }
        var before = Files.size(folder.resolve("pool.journal"));
        try (var test = start(0)) {
            test.clock.turn(Duration.ofDays(31));
            test.signIn("visitor", "Visitor-pass-1");
        }
        start(0).close();
        assertTrue(Files.size(folder.resolve("pool.journal")) < before);
    }

    @Test
    void aSignInWritesWhatItChangesAndNoMore() throws IOException {
        try (var test = start(0)) {
            test.signIn("visitor", "Visitor-pass-1");
            var before = Files.size(folder.resolve("pool.journal"));
            test.signIn("visitor", "Visitor-pass-1");
            var written = Files.size(folder.resolve("pool.journal")) - before;
            assertTrue(written > 0 && written < 700, written + " bytes");
        }
    }

    @Test
    void oneOfManyWhoTakeTheSameNameGetsIt() throws Exception {
        try (var test = start(0)) {
            var taken = together(IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            test.signUp("ann");
                            return true;
                        } catch (UsernameExistsException e) {
                            return false;
                        }
                    })
                    .toList());
            assertEquals(1, taken.stream().filter(Boolean::booleanValue).count());
        }
    }

    @Test
    void nothingThatSeveralClientsWriteAtOnceIsLost() throws Exception {
        var names = new TreeSet<String>();
        try (var test = start(0)) {
            names.addAll(together(IntStream.range(0, 16)
                    .<Callable<String>>mapToObj(i -> test::newUser)
                    .toList()));
            together(names.stream()
                    .<Callable<Object>>map(name -> () -> test.cognito.adminAddUserToGroup(
                            r -> r.userPoolId(test.pool.poolId()).username(name).groupName("admins")))
                    .toList());
        }
        try (var test = start(0)) {
            var members =
                    new TreeSet<>(test
                            .cognito
                            .listUsersInGroup(
                                    r -> r.userPoolId(test.pool.poolId()).groupName("admins"))
                            .users()
                            .stream()
                            .map(UserType::username)
                            .toList());
            names.add("admin");
            assertEquals(names, members);
        }
    }

    private TestPool start(int port) {
        return TestPool.start(settings -> settings.withState(folder).withPort(port));
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
