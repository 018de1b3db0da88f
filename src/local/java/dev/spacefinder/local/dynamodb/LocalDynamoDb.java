package dev.spacefinder.local.dynamodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

import dev.spacefinder.local.network.LoopbackHost;
import dev.spacefinder.local.pool.files.PrivateFiles;
import dev.spacefinder.local.template.Template;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * Amazon's DynamoDB Local inside this process, with the tables that the template declares.
 *
 * <p>Its own launcher listens on every network interface, so its request handler is put behind a listener on loopback
 * here, which answers no other host name. That leaves out its telemetry as well, which only the launcher starts.
 */
public final class LocalDynamoDb implements AutoCloseable {

    /** What to sign in with: DynamoDB Local takes any key, but the SDK wants one. */
    public static final String ACCESS_KEY_ID = "local";
    /** The secret that goes with {@link #ACCESS_KEY_ID}. */
    public static final String SECRET_ACCESS_KEY = "local";
    /** The region to name: all regions share one database here. */
    public static final String REGION = "us-east-1";

    /**
     * It logs every call, and each refusal with its stack; the caller is told of both anyway. Held, so that the levels
     * stay.
     */
    private static final List<Logger> SILENCED = Stream.of(
                    "software.amazon.dynamodb", "com.almworks.sqlite4java", "org.eclipse.jetty")
            .map(Logger::getLogger)
            .toList();

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final List<Table> tables;

    private LocalDynamoDb(Server server, LocalDynamoDBServerHandler handler, List<Table> tables) {
        this.server = server;
        this.handler = handler;
        this.tables = tables;
    }

    /**
     * Starts DynamoDB Local and creates the tables that the folder does not hold yet.
     *
     * @param port the port on loopback, or 0 for a free one
     * @param folder where the data is kept between starts, for its owner alone, made if it is missing; null keeps it in
     *     memory
     * @param template the template that declares the tables
     * @throws IllegalStateException if the port is in use, or the folder holds a table of another definition; the
     *     message says what to do
     */
    public static LocalDynamoDb start(int port, Path folder, Template template) {
        var tables = Table.of(template);
        SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
        var handler = new LocalDynamoDBServerHandler(requests(folder), null);
        var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(new LoopbackOnly(handler));
        var dynamoDb = new LocalDynamoDb(server, handler, tables);
        try {
            server.start();
            try (var client = dynamoDb.client()) {
                tables.forEach(table -> table.ensure(client));
            }
            if (folder != null) {
                PrivateFiles.closeToOthers(folder);
            }
            return dynamoDb;
        } catch (IOException e) {
            dynamoDb.close();
            throw new IllegalStateException("DynamoDB Local cannot listen on port " + port + " of loopback: "
                    + e.getMessage() + ". End what listens there, or choose another port with local.dynamodb-port.");
        } catch (Exception e) {
            dynamoDb.close();
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    private static LocalDynamoDBRequestHandler requests(Path folder) {
        var inMemory = folder == null;
        try {
            var place = inMemory ? null : Files.createDirectories(folder).toString();
            return new LocalDynamoDBRequestHandler(0, inMemory, place, true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens: what {@code AWS_ENDPOINT_URL_DYNAMODB} or {@code quarkus.dynamodb.endpoint-override} is set to.
     */
    public URI endpoint() {
        return URI.create("http://localhost:" + server.getURI().getPort());
    }

    /** Reads the tables that the template declares. */
    public TableReader reader() {
        return new TableReader(tables.stream().map(Table::name).toList(), client());
    }

    /** Empties the tables that the template declares. */
    public void clear() {
        try (var client = client()) {
            for (var table : tables) {
                client.deleteTable(delete -> delete.tableName(table.name()));
                table.ensure(client);
            }
        }
    }

    private DynamoDbClient client() {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Stops listening and closes the database; what is in a folder stays there. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            handler.close();
        }
    }

    /** A web page that makes its own name one of this machine's gets no answer (DNS rebinding). */
    private static class LoopbackOnly extends Handler.Wrapper {

        LoopbackOnly(Handler behind) {
            super(behind);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (LoopbackHost.isIn(request.getHeaders().get(HttpHeader.HOST))) {
                return super.handle(request, response, callback);
            }
            response.setStatus(HttpStatus.FORBIDDEN_403);
            response.write(
                    true, StandardCharsets.UTF_8.encode("DynamoDB Local answers to localhost only.\n"), callback);
            return true;
        }
    }
}
