package dev.spacefinder.local;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.playground.Mailbox;
import dev.spacefinder.local.playground.Playground;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.PoolSettings;
import dev.spacefinder.local.pool.PoolSettings.Message;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.TemplateException;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Starts what the API needs beside it in development mode, and says what runs where. */
@ApplicationScoped
@IfBuildProfile("dev")
class DevServer {

    private static final int BEFORE_THE_KEYS_ARE_FETCHED = 0;

    private final LocalConfig config;
    private final int apiPort;
    private final Mailbox mailbox = new Mailbox(Clock.systemUTC());
    private LocalUserPool pool;
    private LocalDynamoDb dynamoDb;

    DevServer(LocalConfig config,
            @ConfigProperty(name = "quarkus.lambda.mock-event-server.dev-port", defaultValue = "8080") int apiPort) {
        this.config = config;
        this.apiPort = apiPort;
    }

    void start(@Observes @Priority(BEFORE_THE_KEYS_ARE_FETCHED) StartupEvent event) {
        try {
            pool = LocalUserPool.start(settings());
            pool.serve(new Playground(settings(), () -> URI.create("http://localhost:" + apiPort), mailbox));
            dynamoDb = LocalDynamoDb.start(config.dynamodbPort(), config.folder(), Template.read(config.template()));
        } catch (UncheckedIOException | IllegalStateException | TemplateException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    void welcome(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        System.out.println(Welcome.text(apiPort, pool.endpoint(), settings(), config.folder()));
    }

    void stop(@Observes ShutdownEvent event) {
        if (dynamoDb != null) {
            dynamoDb.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    private PoolSettings settings() {
        return PoolSettings.development(config.template()).withPort(config.poolPort()).withState(config.folder())
                .withMessages(mailbox.andThen(DevServer::print));
    }

    private static void print(Message message) {
        System.out.printf("Message to %s (%s): %s%n", message.username(), message.destination(), message.text());
    }
}
