package dev.spacefinder.local.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.spacefinder.http.Problem;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.amazon.lambda.http.model.ApiGatewayRequestIdentity;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequest;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;
import io.quarkus.amazon.lambda.http.model.AwsProxyResponse;
import io.quarkus.amazon.lambda.http.model.Headers;
import io.quarkus.amazon.lambda.http.model.MultiValuedTreeMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** An HTTP call with its whole body: as the event that API Gateway makes of it, and answered as that answers. */
final class Call {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** They are about the connection to this gateway (RFC 9110, section 7.6.1), or were answered by it. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "expect",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final int MOST_PARAMETERS = 1024;

    private final String id = UUID.randomUUID().toString();
    private final HttpServerRequest request;
    private final Buffer body;
    private final Predicate<String> origins;

    Call(HttpServerRequest request, Buffer body, Predicate<String> origins) {
        this.request = request;
        this.body = body;
        this.origins = origins;
    }

    String id() {
        return id;
    }

    /** Whether nobody waits for the answer any more. */
    boolean isGone() {
        return request.response().closed();
    }

    /**
     * The event, as JSON.
     *
     * @throws IllegalArgumentException if the query is not well-formed
     */
    byte[] event() {
        var context = new AwsProxyRequestContext();
        context.setRequestId(id);
        context.setHttpMethod(request.method().name());
        context.setIdentity(new ApiGatewayRequestIdentity());
        context.getIdentity().setSourceIp(request.remoteAddress().hostAddress());
        var event = new AwsProxyRequest();
        event.setRequestContext(context);
        event.setHttpMethod(request.method().name());
        event.setPath(request.path());
        event.setMultiValueHeaders(headers());
        event.setMultiValueQueryStringParameters(query());
        if (body.length() > 0) {
            var text = isText(request.getHeader(HttpHeaders.CONTENT_TYPE));
            event.setBody(text ? body.toString(UTF_8) : Base64.getEncoder().encodeToString(body.getBytes()));
            event.setIsBase64Encoded(!text);
        }
        return bytes(event);
    }

    private Headers headers() {
        var headers = new Headers();
        request.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(name, value);
            }
        });
        if (body.length() > 0) {
            headers.putSingle("Content-Length", String.valueOf(body.length()));
        }
        return headers;
    }

    private MultiValuedTreeMap<String, String> query() {
        if (request.query() == null) {
            return null;
        }
        var query = new MultiValuedTreeMap<String, String>();
        new QueryStringDecoder(request.query(), UTF_8, false, MOST_PARAMETERS, true)
                .parameters()
                .forEach((name, values) -> values.forEach(value -> query.add(name, value)));
        return query;
    }

    private static boolean isText(String mediaType) {
        return mediaType != null && mediaType.toLowerCase(Locale.ROOT).matches("text.*|.*(json|xml|yaml).*");
    }

    /** Answers with what the function said. */
    void answer(AwsProxyResponse answer) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.getStatusCode());
        if (answer.getMultiValueHeaders() != null) {
            answer.getMultiValueHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    response.headers().add(name, values);
                }
            });
        }
        var content = content(answer);
        if (request.method() == HttpMethod.HEAD || content.length() == 0) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(content.length()));
            response.end(content);
        }
    }

    private static Buffer content(AwsProxyResponse answer) {
        if (answer.getBody() == null) {
            return Buffer.buffer();
        }
        return answer.isBase64Encoded()
                ? Buffer.buffer(Base64.getDecoder().decode(answer.getBody()))
                : Buffer.buffer(answer.getBody());
    }

    /** Answers in the function's place; pages of this machine may read it, as it is no other's data. */
    void answer(Problem problem) {
        var headers = new Headers();
        headers.putSingle("Content-Type", Problem.MEDIA_TYPE);
        headers.putSingle("Cache-Control", "no-store");
        headers.putSingle("X-Request-Id", id);
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.test(origin)) {
            headers.putSingle("Access-Control-Allow-Origin", origin);
            headers.putSingle("Access-Control-Expose-Headers", "X-Request-Id");
            headers.putSingle("Vary", "Origin");
            var asked = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
            if (request.method() == HttpMethod.OPTIONS && asked != null) {
                // The browser then sends the call itself, and shows the problem in place of a riddle about CORS.
                headers.putSingle("Access-Control-Allow-Headers", asked);
                headers.putSingle("Access-Control-Allow-Methods", "GET,HEAD,POST,PUT,DELETE");
                answer(new AwsProxyResponse(204, headers));
                return;
            }
        }
        answer(new AwsProxyResponse(problem.status(), headers, new String(bytes(problem), UTF_8)));
    }

    /** Reads what the function said. */
    static AwsProxyResponse read(Buffer answer) throws IOException {
        return JSON.readValue(answer.getBytes(), AwsProxyResponse.class);
    }

    private static byte[] bytes(Object content) {
        try {
            return JSON.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
