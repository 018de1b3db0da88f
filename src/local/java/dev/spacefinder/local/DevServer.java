package dev.spacefinder.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.dynamodb.TableReader;
import dev.spacefinder.local.gateway.Gateway;
import dev.spacefinder.local.network.Origins;
import dev.spacefinder.local.playground.Feed;
import dev.spacefinder.local.playground.Mailbox;
import dev.spacefinder.local.playground.Playground;
import dev.spacefinder.local.playground.RecordedApi;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.state.LocalState;
import dev.spacefinder.local.state.Seed;
import dev.spacefinder.local.template.TemplateException;
import dev.spacefinder.spaces.Caller;
import dev.spacefinder.spaces.Spaces;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaApi;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;

/** Starts what the API needs beside it in development mode, and says what runs where. */
@ApplicationScoped
@IfBuildProfile("dev")
class DevServer {

    private static final String FEED = "dev.spacefinder.local.feed";
    private static final int BEFORE_THE_KEYS_ARE_FETCHED = 0;

    /** What a start that failed later has left running, as Quarkus tells nobody of it. */
    private static final String RUNNING = "dev.spacefinder.local.running";

    /** What it says of a start that failed, with a stack, is needed only before the gateway can say it. */
    private static final Logger QUARKUS_OWN_WORDS = Logger.getLogger("io.quarkus.deployment.dev.IsolatedDevModeMain");

    private static final String GATEWAY = "dev.spacefinder.local.gateway";
    private static final int MILLISECONDS_BETWEEN_LOOKS_AT_THE_TEMPLATE = 300;

    private final int apiPort;
    private final int poolPort;
    private final int dynamoDbPort;
    private final Path folder;
    private final Path template;
    private final String parameters;
    private final Optional<String> origins;
    private final Optional<String> callbackUrls;
    private final Optional<Path> seedFile;
    /** Not there yet when the gateway opens. */
    private final Instance<Spaces> spaces;

    private final Instance<RecordedApi> api;
    private final Instance<JWTCallerPrincipalFactory> verifier;
    private LocalUserPoolSettings settings;
    private LocalUserPool pool;
    private LocalDynamoDb dynamoDb;
    private Feed feed;
    private TableReader tables;

    DevServer(
            @ConfigProperty(name = "local.api-port", defaultValue = "8080") int apiPort,
            @ConfigProperty(name = "local.pool-port", defaultValue = "9229") int poolPort,
            @ConfigProperty(name = "local.dynamodb-port", defaultValue = "9230") int dynamoDbPort,
            @ConfigProperty(name = "local.folder", defaultValue = ".local") Path folder,
            @ConfigProperty(name = "local.template", defaultValue = "infra/template.yaml") Path template,
            @ConfigProperty(name = "local.parameters") Optional<String> parameters,
            @ConfigProperty(name = "local.origins") Optional<String> origins,
            @ConfigProperty(name = "local.callback-urls") Optional<String> callbackUrls,
            @ConfigProperty(name = "local.seed") Optional<Path> seedFile,
            Instance<Spaces> spaces,
            Instance<RecordedApi> api,
            Instance<JWTCallerPrincipalFactory> verifier) {
        this.apiPort = apiPort;
        this.poolPort = poolPort;
        this.dynamoDbPort = dynamoDbPort;
        this.folder = folder;
        this.template = template;
        this.parameters = parameters.orElse("");
        this.origins = origins;
        this.callbackUrls = callbackUrls;
        this.seedFile = seedFile;
        this.spaces = spaces;
        this.api = api;
        this.verifier = verifier;
    }

    /** Before the application starts, as its thread for Lambda's events asks for the first one at once. */
    void openGateway(@Observes @Initialized(ApplicationScoped.class) Object container) {
        Supplier<String> runtimeApi = DevConsoleManager.getGlobal(GATEWAY);
        if (runtimeApi == null) {
            runtimeApi = gateway()::runtimeApi;
            DevConsoleManager.setGlobal(GATEWAY, runtimeApi);
        }
        System.setProperty(AmazonLambdaApi.QUARKUS_INTERNAL_AWS_LAMBDA_TEST_API, runtimeApi.get());
    }

    private Gateway gateway() {
        var oldName = System.getProperty("quarkus.lambda.mock-event-server.dev-port");
        if (oldName != null) {
            throw StartProblem.because("The API's port is chosen with -Dlocal.api-port=" + oldName
                    + ", and no longer with quarkus.lambda.mock-event-server.dev-port.");
        }
        try {
            var sources = new LiveReload(template);
            var page = IndexPage.html(URI.create("http://localhost:" + poolPort));
            var gateway = new Gateway(apiPort, sources, Origins.of(origins)::allow, page);
            watch(sources, gateway);
            QUARKUS_OWN_WORDS.setLevel(Level.OFF);
            return gateway;
        } catch (IOException | IllegalArgumentException e) {
            throw StartProblem.because(e.getMessage());
        }
    }

    private static void watch(LiveReload sources, Gateway gateway) {
        var watch = new Timer("local template", true);
        watch.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        if (StartProblem.isFirstStart()) {
                            sources.problem().ifPresent(StartProblem::end);
                        } else if (sources.templateHasChanged()) {
                            gateway.refresh();
                        }
                    }
                },
                MILLISECONDS_BETWEEN_LOOKS_AT_THE_TEMPLATE,
                MILLISECONDS_BETWEEN_LOOKS_AT_THE_TEMPLATE);
    }

    void start(@Observes @Priority(BEFORE_THE_KEYS_ARE_FETCHED) StartupEvent event) {
        checkSettings();
        var isNew = !LocalUserPool.isKeptIn(folder);
        closeWhatRuns();
        DevConsoleManager.setGlobal(RUNNING, (Runnable) this::close);
        try {
            var deployed = LocalTemplate.read(template, parameters);
            var mailbox = new Mailbox(Clock.systemUTC(), Optional.of(folder));
            feed = new Feed(mailbox, Clock.systemUTC(), before());
            settings = LocalUserPoolSettings.development(deployed)
                    .withPort(poolPort)
                    .withState(folder)
                    .withCallbackUrls(CallbackUrls.of(apiPort, poolPort, callbackUrls))
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
                    LocalTemplate.functionVariables(deployed).get("SPACES_TABLE"),
                    (input, owner) -> spaces.get().create(input, new Caller(owner, false), null));
            if (isNew) {
                state.fill(seed);
            }
            pool.watch(feed);
            api.get().tell(feed);
            pool.serve(new Playground(
                    settings,
                    () -> URI.create("http://localhost:" + apiPort),
                    mailbox,
                    Playground.parts(feed, state, () -> reset(state, mailbox))));
            TemplateChanges.take(deployed).forEach(this::announce);
        } catch (UncheckedIOException | IllegalStateException | IllegalArgumentException | TemplateException e) {
            closeWhatRuns();
            if (isNew && pool != null) {
                // What is half filled would not be filled at the next start.
                LocalUserPool.forget(folder);
            }
            throw StartProblem.because(e.getMessage());
        }
    }

    /** Makes what needs the function's settings: of a wrong one, Quarkus would print a stack before we say it. */
    private void checkSettings() {
        try {
            ClientProxy.unwrap(verifier.get());
        } catch (ConfigurationException e) {
            throw StartProblem.because(e.getMessage());
        }
    }

    private void announce(String change) {
        var sentence = "Template: " + change + ".";
        Terminal.print(sentence);
        feed.announce(sentence);
    }

    private Seed seed() {
        var usual = settings.withUsers(
                LocalUserPoolSettings.development(settings.template()).users());
        return seedFile.map(file -> Seed.read(file, usual)).orElseGet(() -> Seed.without(usual));
    }

    private void reset(LocalState state, Mailbox mailbox) {
        state.reset(seed());
        mailbox.clear();
        feed.mailChanged();
        feed.announce("Users, keys and spaces are those of a first start. Sign in again.");
    }

    void welcome(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        if (StartProblem.isFirstStart()) {
            System.out.println(Welcome.text(apiPort, pool.endpoint(), settings, folder));
            StartProblem.serverHasStarted();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        closeWhatRuns();
    }

    private static void closeWhatRuns() {
        Runnable close = DevConsoleManager.getGlobal(RUNNING);
        if (close != null) {
            DevConsoleManager.setGlobal(RUNNING, (Runnable) () -> {});
            close.run();
        }
    }

    /** What happened before a live reload. */
    private static Map<String, List<String>> before() {
        Map<String, List<String>> kept = DevConsoleManager.getGlobal(FEED);
        return kept == null ? Map.of() : kept;
    }

    private void close() {
        if (feed != null) {
            DevConsoleManager.setGlobal(FEED, feed.kept());
            feed.close();
        }
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
        Terminal.print("Message to %s (%s): %s".formatted(message.username(), message.destination(), message.text()));
    }
}
