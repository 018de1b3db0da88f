package dev.spacefinder.local.playground;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.Context;

import dev.spacefinder.lambda.EventHandler;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequest;
import io.quarkus.amazon.lambda.http.model.AwsProxyResponse;
import io.quarkus.arc.Unremovable;
import io.quarkus.arc.profile.IfBuildProfile;

/** Stands before the API in development and tests, and tells a feed of each call. */
@Singleton
@Alternative
@Priority(2)
@Unremovable
@IfBuildProfile(anyOf = {"dev", "test"})
public class RecordedApi extends LambdaHttpHandler {

    /** Swagger UI and what else belongs to no resource. */
    private static final String OF_THE_FRAMEWORK = "/q/";

    private final EventHandler api;
    private volatile Feed feed;

    RecordedApi(EventHandler api) {
        this.api = api;
    }

    /** Tells this feed from now on. */
    public void tell(Feed feed) {
        this.feed = feed;
    }

    @Override
    public AwsProxyResponse handleRequest(AwsProxyRequest event, Context context) {
        var began = System.nanoTime();
        var answer = api.handleRequest(event, context);
        if (feed != null
                && event != null
                && event.getHttpMethod() != null
                && event.getPath() != null
                && !event.getPath().startsWith(OF_THE_FRAMEWORK)) {
            feed.answered(
                    event.getHttpMethod(),
                    target(event),
                    bytes(event.getBody(), event.isBase64Encoded()),
                    answer.getStatusCode(),
                    answer.getMultiValueHeaders().getFirst("Content-Type"),
                    bytes(answer.getBody(), answer.isBase64Encoded()),
                    Duration.ofNanos(System.nanoTime() - began));
        }
        return answer;
    }

    private static String target(AwsProxyRequest event) {
        var query = event.getMultiValueQueryStringParameters();
        if (query == null || query.isEmpty()) {
            return event.getPath();
        }
        return event.getPath() + "?"
                + query.entrySet().stream()
                        .flatMap(parameter -> parameter.getValue().stream()
                                .map(value -> parameter.getKey() + "=" + URLEncoder.encode(value, UTF_8)))
                        .collect(joining("&"));
    }

    private static byte[] bytes(String body, boolean base64) {
        if (body == null) {
            return new byte[0];
        }
        return base64 ? Base64.getMimeDecoder().decode(body) : body.getBytes(UTF_8);
    }
}
