package dev.spacefinder.local.playground;

import java.io.IOException;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.spacefinder.local.dynamodb.TableReader;

/** Answers the names of the tables, or some items of the one that the query names. */
final class TableRows implements HttpHandler {

    private static final int LONGEST_TEXT = 200;

    private final TableReader reader;

    /** @param reader reads the tables */
    TableRows(TableReader reader) {
        this.reader = reader;
    }

    private record Tables(List<String> tables) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Playground.refuseMethod(exchange, "GET");
            return;
        }
        var query = Playground.query(exchange.getRequestURI());
        var table = query.get("table");
        var text = query.getOrDefault("text", "").strip();
        if (table == null) {
            Playground.json(exchange, new Tables(reader.tables()));
        } else if (!reader.tables().contains(table)) {
            Playground.answer(exchange, 404, "text/plain", "The template declares no such table.\n");
        } else if (text.length() > LONGEST_TEXT) {
            Playground.answer(exchange, 400, "text/plain", "A text to look for has 200 characters at most.\n");
        } else {
            rows(exchange, table, text, query.get("after"));
        }
    }

    private void rows(HttpExchange exchange, String table, String text, String after) throws IOException {
        TableReader.Rows rows;
        try {
            rows = reader.read(table, text, after);
        } catch (IllegalArgumentException e) {
            Playground.answer(exchange, 400, "text/plain", "What comes after is what an answer says is next.\n");
            return;
        }
        Playground.json(exchange, rows);
    }
}
