package dev.spacefinder.local.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.sun.net.httpserver.HttpHandler;

import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;
import dev.spacefinder.local.pool.accounts.Group;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.files.FolderLock;
import dev.spacefinder.local.pool.login.Login;
import dev.spacefinder.local.pool.operations.Api;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.protocol.Server;
import dev.spacefinder.local.pool.protocol.Watcher;
import dev.spacefinder.local.pool.secrets.Keys;
import dev.spacefinder.local.template.TemplateException;

/**
 * A Cognito user pool on this machine, for development and tests. It speaks Cognito's protocol, so that Cognito's
 * clients work with only their endpoint set, and is what the CloudFormation template says the pool is. It listens on
 * loopback only.
 */
public final class LocalUserPool implements AutoCloseable {

    private final LocalUserPoolSettings settings;
    private final Server server;
    private final FolderLock lock;
    private volatile Pool pool;

    private LocalUserPool(LocalUserPoolSettings settings, Server server, FolderLock lock) {
        this.settings = settings;
        this.server = server;
        this.lock = lock;
    }

    /**
     * Starts a pool.
     *
     * @param settings what the template does not say
     * @throws TemplateException if the template cannot be used; the message says the line
     * @throws UncheckedIOException if the port or the state folder is taken or cannot be used; the message says what to
     *     do
     * @throws IllegalStateException if the template forbids a user of the settings
     */
    public static LocalUserPool start(LocalUserPoolSettings settings) {
        Server server = null;
        FolderLock lock = null;
        try {
            server = new Server(settings.port());
            lock = settings.state().isPresent()
                    ? FolderLock.take(settings.state().get())
                    : null;
            var started = new LocalUserPool(settings, server, lock);
            started.open(settings.users());
            return started;
        } catch (IOException e) {
            close(server, null, lock);
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close(server, null, lock);
            throw e;
        }
    }

    /**
     * What the template declares for a pool of these settings.
     *
     * @throws TemplateException if the template cannot be used; the message says the line
     */
    public static DeclaredPool declared(LocalUserPoolSettings settings) {
        return DeclaredPool.of(
                settings.template(),
                new DeclaredPool.Identifiers(
                        LocalUserPoolSettings.POOL_ID,
                        LocalUserPoolSettings.CLIENT_ID,
                        LocalUserPoolSettings.MACHINE_CLIENT_ID,
                        LocalUserPoolSettings.MACHINE_CLIENT_SECRET,
                        settings.callbackUrls()));
    }

    /** Whether a folder keeps the users of a pool already. */
    public static boolean isKeptIn(Path folder) {
        return Pool.isIn(folder);
    }

    /**
     * Makes a folder one that keeps no pool.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static void forget(Path folder) {
        try {
            Keys.forget(folder);
            Pool.forget(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be cleared.", e);
        }
    }

    /** Begins to answer, from what the state folder keeps and with these users. */
    private void open(List<SeedUser> users) throws IOException {
        var declared = declared(settings);
        var fresh = settings.state().filter(folder -> !isKeptIn(folder));
        var keys = Keys.load(settings.state());
        var opened = Pool.open(
                declared,
                keys,
                settings.state(),
                issuer(),
                (username, destination, text, code, purpose) ->
                        settings.messages().accept(new Message(username, destination, text, code, purpose)),
                settings.clock());
        try {
            seed(opened, users, settings.clock().instant());
        } catch (RuntimeException e) {
            opened.close();
            // What is half filled would not be filled at the next start.
            fresh.ifPresent(LocalUserPool::forget);
            throw e;
        }
        pool = opened;
        var signIn = new SignIn(opened);
        server.start(new Routes(
                declared,
                new Api(opened, signIn),
                new Login(opened, signIn),
                keys,
                endpoint().toString()));
    }

    /**
     * Makes the pool as it is at a first start: other keys, these users, no session. Tokens of before are nobody's.
     *
     * @throws UncheckedIOException if the state folder cannot be written
     */
    public synchronized void reset(List<SeedUser> users) {
        pool.close();
        try {
            settings.state().ifPresent(LocalUserPool::forget);
            open(users);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Everybody, without their passwords. */
    public List<SeedUser> users() {
        return pool.store()
                .transaction(() -> pool.store().users().values().stream()
                        .map(user -> new SeedUser(
                                user.username(),
                                null,
                                user.attributes().get("email"),
                                user.sub(),
                                List.copyOf(user.groups())))
                        .toList());
    }

    /** The address to point clients at. */
    public URI endpoint() {
        return URI.create("http://localhost:" + server.port());
    }

    /** The issuer of the pool's tokens; keys and OpenID configuration are below it. */
    public String issuer() {
        return endpoint() + "/" + LocalUserPoolSettings.POOL_ID;
    }

    /** The pool's id. */
    public String poolId() {
        return LocalUserPoolSettings.POOL_ID;
    }

    /** The id of the client that people sign in with. */
    public String clientId() {
        return LocalUserPoolSettings.CLIENT_ID;
    }

    /** The id of the client that machines get tokens with. */
    public String machineClientId() {
        return LocalUserPoolSettings.MACHINE_CLIENT_ID;
    }

    /** The secret of the client that machines get tokens with. */
    public String machineClientSecret() {
        return LocalUserPoolSettings.MACHINE_CLIENT_SECRET;
    }

    /**
     * Serves a page of the pool's own origin, which may administer the pool.
     *
     * @param page answers {@code GET /} and what is below {@code /playground/}
     */
    public void serve(HttpHandler page) {
        server.serve(page);
    }

    /** When a user signed in last, as far as that is known. */
    public Optional<Instant> lastSignIn(String username) {
        return pool.store().transaction(() -> pool.store().lastSignIn(username));
    }

    /** Tells of each call that the pool answers. */
    public void watch(Watcher watcher) {
        server.watch(watcher);
    }

    /** Stops listening; what the state folder keeps is there for the next start. */
    @Override
    public void close() {
        close(server, pool, lock);
    }

    private static void close(Server server, Pool pool, FolderLock lock) {
        if (server != null) {
            server.close();
        }
        if (pool != null) {
            pool.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * Sets the template's groups to what it says, and makes the users of the settings who are not there yet. A made
     * user's address is not verified if somebody else has verified it already.
     */
    private static void seed(Pool pool, List<SeedUser> users, Instant now) {
        pool.store().transaction(() -> {
            seedGroups(pool, now);
            seedUsers(pool, users, now);
            return null;
        });
    }

    private static void seedGroups(Pool pool, Instant now) {
        for (var group : pool.declared().groups()) {
            var known = pool.store().groups().get(group.name());
            pool.store()
                    .put(new Group(
                            group.name(),
                            group.description(),
                            group.precedence(),
                            group.roleArn(),
                            known == null ? now : known.created(),
                            known == null ? now : known.modified()));
        }
    }

    private static void seedUsers(Pool pool, List<SeedUser> users, Instant now) {
        for (var user : users) {
            if (pool.users().find(emailPool(pool) ? user.email() : user.username()) == null) {
                create(pool, user, now);
            }
        }
    }

    private static boolean emailPool(Pool pool) {
        return pool.declared().usernameAttributes().contains("email");
    }

    private static void create(Pool pool, SeedUser seed, Instant now) {
        pool.declared().passwordPolicy().violation(seed.password()).ifPresent(violation -> {
            throw new IllegalStateException("The local user " + seed.username() + " cannot be made: " + violation
                    + ", says the template's password policy.");
        });
        var free = pool.store().userOf("email", seed.email()) == null;
        var attributes = new TreeMap<>(Map.of("email", seed.email(), "email_verified", String.valueOf(free)));
        var user = pool.users()
                .create(
                        emailPool(pool) ? seed.email() : seed.username(),
                        seed.sub(),
                        seed.password(),
                        false,
                        Status.CONFIRMED,
                        attributes,
                        "The user " + seed.username() + " is there already.");
        for (var group : seed.groups()) {
            if (!pool.store().groups().containsKey(group)) {
                pool.store().put(new Group(group, null, null, null, now, now));
            }
            user = user.withGroup(group, true);
        }
        pool.store().put(user);
    }
}
