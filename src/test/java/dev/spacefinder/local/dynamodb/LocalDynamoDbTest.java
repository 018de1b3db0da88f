package dev.spacefinder.local.dynamodb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.BesideApplications;
import dev.spacefinder.testing.DynamoDbClients;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

@BesideApplications
class LocalDynamoDbTest {

    private static final Path TEMPLATE_FILE = Path.of("infra/template.yaml");
    private static final Template TEMPLATE = Template.read(TEMPLATE_FILE);

    @TempDir
    Path folder;

    @Test
    void createsTheTableThatTheTemplateDeclares() {
        try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE);
                var client = DynamoDbClients.of(dynamoDb.endpoint())) {
            var table = client.describeTable(t -> t.tableName(DynamoDbSettings.table("SPACES_TABLE")))
                    .table();
            assertEquals("id", table.keySchema().get(0).attributeName());
            assertEquals("by-location", table.globalSecondaryIndexes().get(0).indexName());
            var ttl = client.describeTimeToLive(t -> t.tableName(DynamoDbSettings.table("SPACES_TABLE")))
                    .timeToLiveDescription();
            assertEquals("expiresAt", ttl.attributeName());
            assertEquals(TimeToLiveStatus.ENABLED, ttl.timeToLiveStatus());
        }
    }

    @Test
    void createsEveryTableThatTheTemplateDeclares() throws IOException {
        var two = folder.resolve("two.yaml");
        Files.writeString(two, """
            Resources:
              First:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: First-table
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
              Second:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
            """);

        try (var dynamoDb = LocalDynamoDb.start(0, null, Template.read(two));
                var client = DynamoDbClients.of(dynamoDb.endpoint())) {
            assertEquals(List.of("First-table", "Second"), client.listTables().tableNames());
        }
    }

    @Test
    void createsTheLocalIndexesOfATableAndMissesOneThatIsNew() throws IOException {
        var table = """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      BillingMode: PAY_PER_REQUEST
                      AttributeDefinitions:
                        - {AttributeName: place, AttributeType: S}
                        - {AttributeName: author, AttributeType: S}
                        - {AttributeName: id, AttributeType: S}
                      KeySchema: [{AttributeName: place, KeyType: HASH}, {AttributeName: author, KeyType: RANGE}]
                      LocalSecondaryIndexes:
                        - IndexName: by-id
                          KeySchema: [{AttributeName: place, KeyType: HASH}, {AttributeName: id, KeyType: RANGE}]
                          Projection: {ProjectionType: ALL}
                """;
        var template = Files.writeString(folder.resolve("template.yaml"), table);
        var data = folder.resolve("dynamodb");

        for (int start = 0; start < 2; start++) {
            try (var dynamoDb = LocalDynamoDb.start(0, data, Template.read(template));
                    var client = DynamoDbClients.of(dynamoDb.endpoint())) {
                var index = client.describeTable(t -> t.tableName("Table"))
                        .table()
                        .localSecondaryIndexes()
                        .get(0);
                assertEquals("by-id", index.indexName());
                assertEquals("id", index.keySchema().get(1).attributeName());
            }
        }

        var changed = Template.read(Files.writeString(template, table.replace("by-id", "by-age")));
        assertThrows(IllegalStateException.class, () -> LocalDynamoDb.start(0, data, changed));
    }

    @Test
    void keepsItsDataInTheFolderBetweenStarts() {
        try (var dynamoDb = LocalDynamoDb.start(0, folder.resolve("dynamodb"), TEMPLATE);
                var client = DynamoDbClients.of(dynamoDb.endpoint())) {
            client.putItem(put -> put.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                    .item(Map.of("id", AttributeValue.fromS("kept"))));
        }
        try (var dynamoDb = LocalDynamoDb.start(0, folder.resolve("dynamodb"), TEMPLATE);
                var client = DynamoDbClients.of(dynamoDb.endpoint())) {
            assertTrue(client.getItem(get -> get.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                            .key(Map.of("id", AttributeValue.fromS("kept"))))
                    .hasItem());
        }
    }

    @Test
    void startsEmptyWithoutAFolder() {
        for (int start = 0; start < 2; start++) {
            try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE);
                    var client = DynamoDbClients.of(dynamoDb.endpoint())) {
                assertEquals(
                        0,
                        client.scan(scan -> scan.tableName(DynamoDbSettings.table("SPACES_TABLE")))
                                .count());
                client.putItem(put -> put.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                        .item(Map.of("id", AttributeValue.fromS("gone"))));
            }
        }
    }

    @Test
    void saysWhatToDoWhenTheFolderHoldsATableOfAnotherDefinition() throws IOException {
        LocalDynamoDb.start(0, folder, TEMPLATE).close();
        var changed = folder.resolve("template.yaml");
        Files.writeString(changed, Files.readString(TEMPLATE_FILE).replace("by-location", "by-place"));

        var refusal =
                assertThrows(IllegalStateException.class, () -> LocalDynamoDb.start(0, folder, Template.read(changed)));

        assertTrue(refusal.getMessage().contains("rm -rf .local"), refusal.getMessage());
    }

    @Test
    void saysWhatToDoWhenThePortIsInUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var refusal = assertThrows(
                    IllegalStateException.class, () -> LocalDynamoDb.start(taken.getLocalPort(), null, TEMPLATE));
            assertTrue(refusal.getMessage().contains("port " + taken.getLocalPort()), refusal.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example", "localhost.rebound.example:80", "169.254.169.254"})
    void answersNoOtherHostThanThisMachine(String host) throws IOException {
        try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE)) {
            assertTrue(statusLine(dynamoDb, host).contains(" 403 "), () -> host + " was answered");
            assertFalse(statusLine(dynamoDb, "127.0.0.1").contains(" 403 "), "127.0.0.1 was refused");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsNobodyElseReadItsFiles() throws IOException {
        LocalDynamoDb.start(0, folder, TEMPLATE).close();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var file : files()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }

        try (var dynamoDb = LocalDynamoDb.start(0, folder, TEMPLATE);
                var client = DynamoDbClients.of(dynamoDb.endpoint())) {
            client.putItem(item -> item.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                    .item(Map.of("id", AttributeValue.fromS("one"))));

            assertEquals("rwx------", permissions(folder));
            assertFalse(files().isEmpty());
            for (var file : files()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @Test
    void listensOnLoopbackAlone() throws IOException {
        try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE)) {
            var port = dynamoDb.endpoint().getPort();
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            // Linux routes all of 127/8 to this machine: only a listener on every interface takes a call to 127.0.0.2.
            assertThrows(IOException.class, () -> new Socket(InetAddress.getByName("127.0.0.2"), port).close());
            for (var own : NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList()) {
                assertThrows(IOException.class, () -> new Socket(own, port).close(), own + " is not loopback");
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** The JDK's own clients let nobody choose the host. */
    private static String statusLine(LocalDynamoDb dynamoDb, String host) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), dynamoDb.endpoint().getPort())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
