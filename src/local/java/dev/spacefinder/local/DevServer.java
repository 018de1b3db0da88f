package dev.spacefinder.local;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.dynamodb.TableReader;
import dev.spacefinder.local.playground.Export;
import dev.spacefinder.local.playground.Feed;
import dev.spacefinder.local.playground.LastSignIn;
import dev.spacefinder.local.playground.Mailbox;
import dev.spacefinder.local.playground.Playground;
import dev.spacefinder.local.playground.RecordedApi;
import dev.spacefinder.local.playground.Reset;
import dev.spacefinder.local.playground.TableRows;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.state.LocalState;
import dev.spacefinder.local.state.Seed;
import dev.spacefinder.local.template.TemplateException;
import dev.spacefinder.spaces.Caller;
import dev.spacefinder.spaces.Spaces;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Starts what the API needs beside it in development mode, and says what runs where. */
@ApplicationScoped
@IfBuildProfile("dev")
class DevServer {

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    private static final String FEED = "dev.spacefinder.local.feed";
    private static final int BEFORE_THE_KEYS_ARE_FETCHED = 0;

    private final int apiPort;
    private final int poolPort;
    private final int dynamoDbPort;
    private final Path folder;
    private final Path template;
    private final String parameters;
    private final Optional<Path> seedFile;
    private final String spacesTable;
    private final Spaces spaces;
    private final RecordedApi api;
    private final Mailbox mailbox = new Mailbox(Clock.systemUTC());
    private final Feed feed = new Feed(mailbox, Clock.systemUTC(), before());
    private LocalUserPoolSettings settings;
    private LocalUserPool pool;
    private LocalDynamoDb dynamoDb;
    private TableReader tables;

    DevServer(
            @ConfigProperty(name = "quarkus.lambda.mock-event-server.dev-port", defaultValue = "8080") int apiPort,
            @ConfigProperty(name = "local.pool-port", defaultValue = "9229") int poolPort,
            @ConfigProperty(name = "local.dynamodb-port", defaultValue = "9230") int dynamoDbPort,
            @ConfigProperty(name = "local.folder", defaultValue = ".local") Path folder,
            @ConfigProperty(name = "local.template", defaultValue = "infra/template.yaml") Path template,
            @ConfigProperty(name = "local.parameters") Optional<String> parameters,
            @ConfigProperty(name = "local.seed") Optional<Path> seedFile,
            @ConfigProperty(name = "spaces.table") String spacesTable,
            Spaces spaces,
            RecordedApi api) {
        this.apiPort = apiPort;
        this.poolPort = poolPort;
        this.dynamoDbPort = dynamoDbPort;
        this.folder = folder;
        this.template = template;
        this.parameters = parameters.orElse("");
        this.seedFile = seedFile;
        this.spacesTable = spacesTable;
        this.spaces = spaces;
        this.api = api;
    }

    void start(@Observes @Priority(BEFORE_THE_KEYS_ARE_FETCHED) StartupEvent event) {
        var isNew = !LocalUserPool.isKeptIn(folder);
        try {
            var deployed = LocalTemplate.read(template, parameters);
            settings = LocalUserPoolSettings.development(deployed)
                    .withPort(poolPort)
                    .withState(folder)
                    .withMessages(mailbox.andThen(feed).andThen(DevServer::print));
            var seed = seed();
            settings = settings.withUsers(seed.ready());
            pool = LocalUserPool.start(isNew ? settings.withUsers(seed.users()) : settings);
            dynamoDb = LocalDynamoDb.start(dynamoDbPort, folder, deployed);
            tables = dynamoDb.reader();
            var state = new LocalState(
                    pool,
                    dynamoDb,
                    tables,
                    spacesTable,
                    (input, owner) -> spaces.create(input, new Caller(owner, false), null));
            if (isNew) {
                state.fill(seed);
            }
            pool.watch(feed);
            api.tell(feed);
            pool.serve(new Playground(
                    settings,
                    () -> URI.create("http://localhost:" + apiPort),
                    mailbox,
                    Map.of(
                            "events", feed,
                            "last-sign-in", new LastSignIn(pool::lastSignIn),
                            "tables", new TableRows(tables),
                            "export", new Export(state::export),
                            "reset", new Reset(() -> reset(state)))));
        } catch (UncheckedIOException | IllegalStateException | TemplateException e) {
            close();
            if (isNew && pool != null) {
                // What is half filled would not be filled at the next start.
                LocalUserPool.forget(folder);
            }
            throw new ConfigurationException(e.getMessage());
        }
    }

    private Seed seed() {
        var usual = settings.withUsers(
                LocalUserPoolSettings.development(settings.template()).users());
        return seedFile.map(file -> Seed.read(file, usual)).orElseGet(() -> Seed.without(usual));
    }

    private void reset(LocalState state) {
        state.reset(seed());
        mailbox.clear();
        feed.mailChanged();
        feed.announce("Users, keys and spaces are those of a first start. Sign in again.");
    }

    void welcome(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        System.out.println(Welcome.text(apiPort, pool.endpoint(), settings, folder));
    }

    void stop(@Observes ShutdownEvent event) {
        DevConsoleManager.setGlobal(FEED, feed.kept());
        close();
    }

    /** What happened before a live reload. */
    private static Map<String, List<String>> before() {
        Map<String, List<String>> kept = DevConsoleManager.getGlobal(FEED);
        return kept == null ? Map.of() : kept;
    }

    private void close() {
        if (tables != null) {
            tables.close();
        }
        if (dynamoDb != null) {
            dynamoDb.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    private static void print(Message message) {
        System.out.println(printable(
                "Message to %s (%s): %s".formatted(message.username(), message.destination(), message.text())));
    }

    /**
     * A line for a terminal: whoever reaches the pool chooses names and addresses, and a terminal acts on escape
     * sequences and on marks that turn the direction of writing.
     */
    static String printable(String line) {
        return NOT_PRINTABLE
                .matcher(line)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }
}
