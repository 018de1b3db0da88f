package dev.spacefinder.local.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

import com.sun.net.httpserver.HttpHandler;

import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;
import dev.spacefinder.local.pool.accounts.Attempts;
import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Group;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.SoftwareTokens;
import dev.spacefinder.local.pool.accounts.Store;
import dev.spacefinder.local.pool.accounts.Tokens;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.files.FolderLock;
import dev.spacefinder.local.pool.login.Login;
import dev.spacefinder.local.pool.operations.Api;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.protocol.Server;
import dev.spacefinder.local.pool.secrets.Keys;
import dev.spacefinder.local.pool.secrets.Sealer;
import dev.spacefinder.local.template.TemplateException;

/**
 * A Cognito user pool on this machine, for development and tests. It speaks Cognito's protocol, so that Cognito's
 * clients work with only their endpoint set, and is what the CloudFormation template says the pool is. It listens on
 * loopback only.
 */
public final class LocalUserPool implements AutoCloseable {

    private final LocalUserPoolSettings settings;
    private final Server server;
    private final Store store;
    private final FolderLock lock;

    private LocalUserPool(LocalUserPoolSettings settings, Server server, Store store, FolderLock lock) {
        this.settings = settings;
        this.server = server;
        this.store = store;
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
                        settings.machineClientSecret()));
        Server server = null;
        Store store = null;
        FolderLock lock = null;
        try {
            server = new Server(settings.port());
            lock = settings.state().isPresent()
                    ? FolderLock.take(settings.state().get())
                    : null;
            var keys = Keys.load(settings.state());
            store = new Store(declared, settings.state(), settings.clock());
            var sealer = new Sealer(keys.seal(), settings.clock());
            var users = new Users(declared, store, sealer, settings.clock());
            var started = new LocalUserPool(settings, server, store, lock);
            var tokens = new Tokens(declared, store, keys, started.issuer(), settings.clock());
            var attempts = new Attempts(settings.clock());
            var pool = new Pool(
                    declared,
                    store,
                    users,
                    new Codes(users, started::send, settings.clock()),
                    tokens,
                    attempts,
                    new SoftwareTokens(declared, users, attempts, sealer, settings.clock()),
                    sealer,
                    settings.clock());
            store.transaction(() -> seed(pool, settings));
            var signIn = new SignIn(pool);
            server.start(new Routes(
                    declared,
                    new Api(pool, signIn),
                    new Login(pool, signIn),
                    keys,
                    started.endpoint().toString()));
            return started;
        } catch (IOException e) {
            close(server, store, lock);
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close(server, store, lock);
            throw e;
        }
    }

    /** The address to point clients at. */
    public URI endpoint() {
        return URI.create("http://localhost:" + server.port());
    }

    /** The issuer of the pool's tokens; keys and OpenID configuration are below it. */
    public String issuer() {
        return endpoint() + "/" + settings.poolId();
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
        close(server, store, lock);
    }

    private void send(String username, String destination, String text, String code) {
        settings.messages().accept(new Message(username, destination, text, code));
    }

    private static void close(Server server, Store store, FolderLock lock) {
        if (server != null) {
            server.close();
        }
        if (store != null) {
            store.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * The template's groups are always as it says; users are made only if they are not there yet, and take no address
     * from somebody who has verified it.
     */
    private static Void seed(Pool pool, LocalUserPoolSettings settings) {
        var now = settings.clock().instant();
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
        for (var user : settings.users()) {
            if (pool.users().find(emailPool(pool) ? user.email() : user.username()) == null) {
                create(pool, user);
            }
        }
        return null;
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
