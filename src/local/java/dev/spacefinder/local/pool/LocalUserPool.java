package dev.spacefinder.local.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    private final Pool pool;
    private final FolderLock lock;

    private LocalUserPool(LocalUserPoolSettings settings, Server server, Pool pool, FolderLock lock) {
        this.settings = settings;
        this.server = server;
        this.pool = pool;
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
        var declared = DeclaredPool.of(
                settings.template(),
                new DeclaredPool.Identifiers(
                        settings.poolId(),
                        settings.clientId(),
                        settings.machineClientId(),
                        settings.machineClientSecret(),
                        settings.callbackUrls()));
        Server server = null;
        Pool pool = null;
        FolderLock lock = null;
        try {
            server = new Server(settings.port());
            lock = settings.state().isPresent()
                    ? FolderLock.take(settings.state().get())
                    : null;
            var keys = Keys.load(settings.state());
            pool = Pool.open(
                    declared,
                    keys,
                    settings.state(),
                    issuer(server, settings),
                    (username, destination, text, code, purpose) ->
                            settings.messages().accept(new Message(username, destination, text, code, purpose)),
                    settings.clock());
            seed(pool, settings);
            var signIn = new SignIn(pool);
            server.start(new Routes(
                    declared,
                    new Api(pool, signIn),
                    new Login(pool, signIn),
                    keys,
                    endpoint(server).toString()));
            return new LocalUserPool(settings, server, pool, lock);
        } catch (IOException e) {
            close(server, pool, lock);
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close(server, pool, lock);
            throw e;
        }
    }

    /** The address to point clients at. */
    public URI endpoint() {
        return endpoint(server);
    }

    /** The issuer of the pool's tokens; keys and OpenID configuration are below it. */
    public String issuer() {
        return issuer(server, settings);
    }

    /** The pool's id. */
    public String poolId() {
        return settings.poolId();
    }

    /** The id of the client that people sign in with. */
    public String clientId() {
        return settings.clientId();
    }

    /** The id of the client that machines get tokens with. */
    public String machineClientId() {
        return settings.machineClientId();
    }

    /** The secret of the client that machines get tokens with. */
    public String machineClientSecret() {
        return settings.machineClientSecret();
    }

    /**
     * Serves a page of the pool's own origin, which may administer the pool.
     *
     * @param page answers {@code GET /} and what is below {@code /playground/}
     */
    public void serve(HttpHandler page) {
        server.serve(page);
    }

    /** Stops listening; what the state folder keeps is there for the next start. */
    @Override
    public void close() {
        close(server, pool, lock);
    }

    private static URI endpoint(Server server) {
        return URI.create("http://localhost:" + server.port());
    }

    private static String issuer(Server server, LocalUserPoolSettings settings) {
        return endpoint(server) + "/" + settings.poolId();
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
    private static void seed(Pool pool, LocalUserPoolSettings settings) {
        pool.store().transaction(() -> {
            seedGroups(pool, settings.clock().instant());
            seedUsers(pool, settings.users());
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

    private static void seedUsers(Pool pool, List<SeedUser> users) {
        for (var user : users) {
            if (pool.users().find(emailPool(pool) ? user.email() : user.username()) == null) {
                create(pool, user);
            }
        }
    }

    private static boolean emailPool(Pool pool) {
        return pool.declared().usernameAttributes().contains("email");
    }

    private static void create(Pool pool, SeedUser seed) {
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
            user = user.withGroup(group, true);
        }
        pool.store().put(user);
    }
}
