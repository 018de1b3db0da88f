package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request as API Gateway hands it to a function: the input of a Lambda proxy integration of a REST API (API Gateway
 * Developer Guide, "Input format of a Lambda function for proxy integration"). The events in
 * {@code src/test/resources/events} have the guide's sample's members and values, but for what each one is about.
 */
public final class GatewayEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode event;

    private GatewayEvent(ObjectNode event) {
        this.event = event;
    }

    /** The event of that name. */
    public static GatewayEvent named(String name) {
        try (var stream = GatewayEvent.class.getResourceAsStream("/events/" + name + ".json")) {
            return new GatewayEvent((ObjectNode) JSON.readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A GET of that path, with what a browser's request carries through CloudFront and API Gateway. */
    public static GatewayEvent get(String path) {
        return named("get").on(path);
    }

    /** The same for any method. */
    public static GatewayEvent of(String method, String path) {
        return get(path).method(method);
    }

    /** The same request for another path, below the stage {@code prod}. */
    GatewayEvent on(String path) {
        event.put("path", path);
        event.with("pathParameters").put("proxy", path.substring(1));
        event.with("requestContext").put("path", "/prod" + path);
        return this;
    }

    /** The same request with a token, as {@code Authorization: Bearer}. */
    public GatewayEvent bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /** The same request with that parameter in its query, in both places where the gateway puts it. */
    public GatewayEvent query(String name, String value) {
        event.withObject("/queryStringParameters").put(name, value);
        event.withObject("/multiValueQueryStringParameters").putArray(name).add(value);
        return this;
    }

    /** The same request with that header, in both places where the gateway puts it. */
    public GatewayEvent header(String name, String value) {
        event.withObject("/headers").put(name, value);
        event.withObject("/multiValueHeaders").putArray(name).add(value);
        return this;
    }

    /** The same request as a POST with that body. */
    public GatewayEvent post(String body) {
        return method("POST").json(body);
    }

    /** The same request as a PUT with that body. */
    GatewayEvent put(String body) {
        return method("PUT").json(body);
    }

    /** The same request as a DELETE. */
    GatewayEvent delete() {
        return method("DELETE");
    }

    /** The same request with that body, as the gateway hands on text. */
    public GatewayEvent json(String body) {
        event.put("body", body).put("isBase64Encoded", false);
        return header("Content-Type", "application/json");
    }

    /** The same request with another method. */
    GatewayEvent method(String method) {
        event.put("httpMethod", method);
        event.withObject("/requestContext").put("httpMethod", method);
        return this;
    }

    /** The event as Lambda delivers it. */
    @Override
    public String toString() {
        return event.toString();
    }

    /** What a function answered, read as API Gateway reads it. */
    public static Answer answer(RuntimeApi.Outcome outcome) {
        if (!outcome.answered()) {
            throw new AssertionError("Instead of an answer came the " + outcome);
        }
        try {
            return new Answer(JSON.readTree(outcome.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer in the format of Lambda proxy integrations. */
    public record Answer(JsonNode json) {

        /** The HTTP status. */
        public int status() {
            return json.path("statusCode").intValue();
        }

        /** The first value of that header, or null; names are compared without case. */
        public String header(String name) {
            for (var headers : new JsonNode[] {json.path("multiValueHeaders"), json.path("headers")}) {
                for (Map.Entry<String, JsonNode> header : headers.properties()) {
                    if (header.getKey().equalsIgnoreCase(name)) {
                        return header.getValue().isArray()
                                ? header.getValue().path(0).textValue()
                                : header.getValue().textValue();
                    }
                }
            }
            return null;
        }

        /** The body, which is JSON. */
        public JsonNode body() {
            try {
                return json.hasNonNull("body")
                        ? JSON.readTree(json.path("body").textValue())
                        : JsonNodeFactory.instance.missingNode();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
