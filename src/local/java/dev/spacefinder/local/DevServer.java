package dev.spacefinder.local;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.playground.Mailbox;
import dev.spacefinder.local.playground.Playground;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.template.TemplateException;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Starts what the API needs beside it in development mode, and says what runs where. */
@ApplicationScoped
@IfBuildProfile("dev")
class DevServer {

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    private static final int BEFORE_THE_KEYS_ARE_FETCHED = 0;

    private final int apiPort;
    private final int poolPort;
    private final int dynamoDbPort;
    private final Path folder;
    private final Path template;
    private final String parameters;
    private LocalUserPoolSettings settings;
    private LocalUserPool pool;
    private LocalDynamoDb dynamoDb;

    DevServer(
            @ConfigProperty(name = "quarkus.lambda.mock-event-server.dev-port", defaultValue = "8080") int apiPort,
            @ConfigProperty(name = "local.pool-port", defaultValue = "9229") int poolPort,
            @ConfigProperty(name = "local.dynamodb-port", defaultValue = "9230") int dynamoDbPort,
            @ConfigProperty(name = "local.folder", defaultValue = ".local") Path folder,
            @ConfigProperty(name = "local.template", defaultValue = "infra/template.yaml") Path template,
            @ConfigProperty(name = "local.parameters") Optional<String> parameters) {
        this.apiPort = apiPort;
        this.poolPort = poolPort;
        this.dynamoDbPort = dynamoDbPort;
        this.folder = folder;
        this.template = template;
        this.parameters = parameters.orElse("");
    }

    void start(@Observes @Priority(BEFORE_THE_KEYS_ARE_FETCHED) StartupEvent event) {
        try {
            var deployed = LocalTemplate.read(template, parameters);
            var mailbox = new Mailbox(Clock.systemUTC(), Optional.of(folder));
            settings = LocalUserPoolSettings.development(deployed)
                    .withPort(poolPort)
                    .withState(folder)
                    .withCallbackUrls(List.of(
                            "http://localhost:" + poolPort + "/",
                            "http://localhost:" + apiPort + "/q/swagger-ui/oauth2-redirect.html"))
                    .withMessages(mailbox.andThen(DevServer::print));
            pool = LocalUserPool.start(settings);
            pool.serve(new Playground(settings, () -> URI.create("http://localhost:" + apiPort), mailbox));
            dynamoDb = LocalDynamoDb.start(dynamoDbPort, folder, deployed);
        } catch (UncheckedIOException | IllegalStateException | TemplateException e) {
            close();
            throw new ConfigurationException(e.getMessage());
        }
    }

    void welcome(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        System.out.println(Welcome.text(apiPort, pool.endpoint(), settings, folder));
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    private void close() {
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
