package dev.spacefinder.local.playground;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;
import dev.spacefinder.local.pool.login.QrCode;
import dev.spacefinder.local.state.LocalState;

/**
 * The playground: a page that is a client of the user pool and of the API. It answers {@code GET /} and what is below
 * {@code /playground/} on the local user pool's port, so that the page is of the pool's own origin.
 */
public final class Playground implements HttpHandler {

    private static final String PREFIX = "/playground/";
    private static final Pattern FILE = Pattern.compile("[a-z]+\\.(mjs|css|svg)");
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "mjs",
            "text/javascript; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "svg",
            "image/svg+xml");
    /** What authenticator apps read, with room for a username of 128 characters; no URI has others than these. */
    private static final Pattern KEY_URI = Pattern.compile("otpauth://totp/[\\w.~!$&'()*+,;=:@/?%-]{1,1500}");

    private static final Pattern POOL_ID = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-\\d)_[0-9A-Za-z]+");
    /** Names of this machine; whatever ends in .localhost is one too (RFC 6761). */
    private static final Pattern LOOPBACK = Pattern.compile("(?:[a-z0-9-]+\\.)*localhost|127\\.0\\.0\\.1|\\[::1]");

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final LocalUserPoolSettings settings;
    private final Supplier<URI> api;
    private final Mailbox mailbox;
    private final Map<String, HttpHandler> parts;

    /**
     * @param settings what the local user pool was started with
     * @param api where the API is, without a slash at the end; asked anew for each page
     * @param mailbox takes the pool's messages
     * @param parts what else answers below {@code /playground/}, by name, for the page and for programs on this machine
     */
    public Playground(
            LocalUserPoolSettings settings, Supplier<URI> api, Mailbox mailbox, Map<String, HttpHandler> parts) {
        this.settings = settings;
        this.api = api;
        this.mailbox = mailbox;
        this.parts = parts;
    }

    /**
     * All the parts, by name.
     *
     * @param feed what happens
     * @param state users and tables
     * @param reset makes users and tables as they are at a first start; throws {@link IllegalStateException} with a
     *     sentence if it cannot be done, and has changed nothing then
     */
    public static Map<String, HttpHandler> parts(Feed feed, LocalState state, Runnable reset) {
        return Map.of(
                "events", feed,
                "last-sign-in", new LastSignIn(state.pool()::lastSignIn),
                "tables", new TableRows(state.reader()),
                "export", new Export(state::export),
                "reset", new Reset(reset));
    }

    private record Config(
            String userPoolId,
            String clientId,
            String machineClientId,
            String machineClientSecret,
            List<String> scopes,
            String issuer,
            URI api,
            List<SeedUser> users) {}

    private record Messages(List<Mailbox.Received> messages) {}

    /** Answers a request whose host is a loopback name; the caller has seen to that. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            var path = exchange.getRequestURI().getPath();
            if (path.equals(PREFIX + "qr")) {
                qrCode(exchange);
            } else if (path.startsWith(PREFIX) && parts.containsKey(path.substring(PREFIX.length()))) {
                if (isAskedForByAForeignPage(exchange)) {
                    refuseForeignPage(exchange);
                } else {
                    parts.get(path.substring(PREFIX.length())).handle(exchange);
                }
            } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                headers.set("Allow", "GET, HEAD");
                answer(exchange, 405, "text/plain", "The playground is there to be read.\n");
            } else if (path.equals("/")) {
                page(exchange);
            } else if (isAskedForByAForeignPage(exchange)) {
                refuseForeignPage(exchange);
            } else if (path.equals(PREFIX + "config.json")) {
                json(
                        exchange,
                        new Config(
                                LocalUserPoolSettings.POOL_ID,
                                LocalUserPoolSettings.CLIENT_ID,
                                LocalUserPoolSettings.MACHINE_CLIENT_ID,
                                LocalUserPoolSettings.MACHINE_CLIENT_SECRET,
                                scopes(),
                                origin(exchange) + "/" + LocalUserPoolSettings.POOL_ID,
                                api.get(),
                                settings.users()));
            } else if (path.equals(PREFIX + "mailbox")) {
                json(exchange, new Messages(mailbox.messages()));
            } else {
                file(exchange, path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "");
            }
        }
    }

    /** What a sign-in may ask for. */
    private List<String> scopes() {
        var declared =
                settings.template().resource("SpaceUserPoolClient").properties().path("AllowedOAuthScopes");
        return StreamSupport.stream(declared.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private void page(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        if (!origin(exchange).equals("http://" + exchange.getRequestHeaders().getFirst("Host"))) {
            // The issuer and the origin that the API allows are named localhost.
            var query = exchange.getRequestURI().getRawQuery();
            headers.set("Location", origin(exchange) + "/" + (query == null ? "" : "?" + query));
            answer(exchange, 302, "text/plain", "The playground is at " + origin(exchange) + "/\n");
            return;
        }
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " + "connect-src 'self' "
                        + reachable(exchange) + "; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        file(exchange, "index.html");
    }

    /** Draws the key URI of the body, which no address or log shows. */
    private static void qrCode(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            answer(exchange, 405, "text/plain", "A key URI is sent with POST, as it is a secret.\n");
            return;
        }
        if (isAskedForByAForeignPage(exchange)) {
            refuseForeignPage(exchange);
            return;
        }
        var uri = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (!KEY_URI.matcher(uri).matches()) {
            answer(exchange, 400, "text/plain", "The body is a key URI: otpauth://totp/LABEL?secret=SECRET\n");
            return;
        }
        send(
                exchange,
                200,
                MEDIA_TYPES.get("svg"),
                QrCode.svg(uri, "QR code of the secret").getBytes(UTF_8));
    }

    private static void refuseForeignPage(HttpExchange exchange) throws IOException {
        answer(exchange, 403, "text/plain", "The playground answers its own page only.\n");
    }

    /**
     * Whom the page may call: this API, or what was chosen in the page's form: another pool, its domain and its API.
     */
    private String reachable(HttpExchange exchange) {
        var query = query(exchange.getRequestURI());
        var pool = query.containsKey("endpoint")
                ? originOf(query.get("endpoint")).filter(Playground::isOnThisMachine)
                : Optional.ofNullable(query.get("userPoolId"))
                        .map(POOL_ID::matcher)
                        .filter(Matcher::matches)
                        .map(id -> "https://cognito-idp." + id.group(1) + ".amazonaws.com");
        var chosen = Stream.concat(
                        pool.stream(),
                        Stream.of("api", "domain").map(query::get).flatMap(address -> originOf(address).stream()))
                .distinct()
                .toList();
        return chosen.isEmpty() ? originOf(api.get().toString()).orElseThrow() : String.join(" ", chosen);
    }

    /** The parameters of an address; one that cannot be decoded is none. */
    static Map<String, String> query(URI uri) {
        var parameters = new HashMap<String, String>();
        for (var pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
            var equals = pair.indexOf('=');
            try {
                if (equals > 0) {
                    parameters.putIfAbsent(
                            pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
                }
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return parameters;
    }

    /** The origin of an address that tokens may be sent to: https, or http on this machine. */
    private static Optional<String> originOf(String address) {
        if (address == null) {
            return Optional.empty();
        }
        try {
            var uri = new URI(address);
            var host = uri.getHost();
            if (host == null
                    || !host.matches("[\\w.\\-\\[\\]:]+")
                    || !("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme())
                                    && LOOPBACK.matcher(host).matches())) {
                return Optional.empty();
            }
            return Optional.of(uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isOnThisMachine(String origin) {
        return LOOPBACK.matcher(URI.create(origin).getHost()).matches();
    }

    private static boolean isAskedForByAForeignPage(HttpExchange exchange) {
        var origin = exchange.getRequestHeaders().getFirst("Origin");
        var site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        return origin != null && !origin.equals(origin(exchange))
                || site != null && !List.of("same-origin", "none").contains(site);
    }

    private static String origin(HttpExchange exchange) {
        return "http://localhost:" + exchange.getLocalAddress().getPort();
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        try (var file = name.equals("index.html") || FILE.matcher(name).matches()
                ? Playground.class.getResourceAsStream(name)
                : null) {
            if (file == null) {
                answer(exchange, 404, "text/plain", "There is no such file in the playground.\n");
                return;
            }
            send(exchange, 200, MEDIA_TYPES.get(name.substring(name.indexOf('.') + 1)), file.readAllBytes());
        }
    }

    static void json(HttpExchange exchange, Object content) throws IOException {
        send(exchange, 200, "application/json", JSON.writeValueAsBytes(content));
    }

    /** A value in JSON, on one line. */
    static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void refuseMethod(HttpExchange exchange, String allowed) throws IOException {
        exchange.getResponseHeaders().set("Allow", allowed);
        answer(exchange, 405, "text/plain", "The method here is " + allowed + ".\n");
    }

    static void answer(HttpExchange exchange, int status, String mediaType, String text) throws IOException {
        send(exchange, status, mediaType, text.getBytes(UTF_8));
    }

    static void send(HttpExchange exchange, int status, String mediaType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        var head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
