package dev.spacefinder.local.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Reads the tables for a person who looks into them, a page at a time; it changes nothing. */
public final class TableReader implements AutoCloseable {

    /** Of each call of DynamoDB. */
    private static final int READ = 100;
    /** Of one page, where few items fit. */
    private static final int MOST_READ = 1_000;

    private static final int WANTED = 25;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> tables;
    private final DynamoDbClient client;

    TableReader(List<String> tables, DynamoDbClient client) {
        this.tables = tables;
        this.client = client;
    }

    /**
     * Some items of a table.
     *
     * @param items as JSON values, by the names of their attributes
     * @param read how many items were read to find these
     * @param next what continues after them, or null where the table ends
     */
    public record Rows(List<Map<String, Object>> items, int read, String next) {}

    /** The names of the tables, in the template's order. */
    public List<String> tables() {
        return tables;
    }

    /**
     * The next items of a table, in no order, that have a text somewhere in their names or values.
     *
     * @param text in any case; empty for all items
     * @param after what the rows before these say is next, or null
     * @throws IllegalArgumentException if that is no such continuation
     */
    public Rows read(String table, String text, String after) {
        var found = new ArrayList<Map<String, Object>>();
        var wanted = text.toLowerCase(Locale.ROOT);
        var start = after == null ? null : key(after);
        var read = 0;
        do {
            var from = start;
            var limit = text.isEmpty() ? WANTED : READ;
            var page = scan(table, limit, from);
            read += page.items().size();
            for (var item : page.items()) {
                var values = values(item);
                if (written(values).toLowerCase(Locale.ROOT).contains(wanted)) {
                    found.add(values);
                }
            }
            start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
        } while (start != null && found.size() < WANTED && read < MOST_READ);
        return new Rows(found, read, start == null ? null : token(start));
    }

    private ScanResponse scan(String table, int limit, Map<String, AttributeValue> from) {
        try {
            return client.scan(scan -> scan.tableName(table).limit(limit).exclusiveStartKey(from));
        } catch (DynamoDbException e) {
            if (from != null && e.statusCode() == 400) {
                throw new IllegalArgumentException(e);
            }
            throw e;
        }
    }

    private static Map<String, Object> values(Map<String, AttributeValue> item) {
        var values = new TreeMap<String, Object>();
        item.forEach((name, value) -> values.put(name, value(value)));
        return values;
    }

    private static Object value(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> new BigDecimal(value.n());
            case BOOL -> value.bool();
            case M -> values(value.m());
            case L -> value.l().stream().map(TableReader::value).toList();
            case SS -> value.ss();
            case NS -> value.ns().stream().map(BigDecimal::new).toList();
            case B -> encoded(value.b());
            case BS -> value.bs().stream().map(TableReader::encoded).toList();
            default -> null;
        };
    }

    private static String encoded(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }

    private static String token(Map<String, AttributeValue> key) {
        var typed = new TreeMap<String, Map<String, String>>();
        key.forEach(
                (name, value) -> typed.put(name, value.n() == null ? Map.of("S", value.s()) : Map.of("N", value.n())));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(written(typed).getBytes(UTF_8));
    }

    private static Map<String, AttributeValue> key(String token) {
        try {
            var key = new HashMap<String, AttributeValue>();
            JSON.readTree(Base64.getUrlDecoder().decode(token))
                    .properties()
                    .forEach(part -> key.put(
                            part.getKey(),
                            part.getValue().has("N")
                                    ? AttributeValue.fromN(
                                            part.getValue().path("N").asText())
                                    : AttributeValue.fromS(
                                            part.getValue().path("S").asText())));
            if (key.isEmpty()) {
                throw new IllegalArgumentException("no key");
            }
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
