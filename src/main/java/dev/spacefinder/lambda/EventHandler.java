package dev.spacefinder.lambda;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.http.Problem;
import dev.spacefinder.http.RouteTemplate;
import dev.spacefinder.telemetry.EventLog;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequest;
import io.quarkus.amazon.lambda.http.model.AwsProxyResponse;
import io.quarkus.amazon.lambda.http.model.Headers;
import io.quarkus.arc.Unremovable;

/**
 * Stands between Lambda and the API, in place of the extension's own handler: an event that is no HTTP request is
 * refused, where that one logs it with all that is in it, and each answer gets what every answer has.
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable
public class EventHandler extends LambdaHttpHandler {

    private static final String REQUEST_ID = "X-Request-Id";

    /** Of the gateway and of Lambda; whatever else comes is not sent back. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_=+/.:-]{1,128}");

    /** Those of HTTP (RFC 9110, section 9, and RFC 5789): another word is the caller's own, and not for the log. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE");

    /** Where no Lambda says how the function is called. */
    private static final String NO_FUNCTION = "local";

    private final ObjectMapper json;
    private final EventLog log;

    EventHandler(ObjectMapper json, EventLog log) {
        this.json = json;
        this.log = log;
    }

    /** Answers an event of API Gateway, with a problem document whenever it cannot be done, and logs it. */
    @Override
    public AwsProxyResponse handleRequest(AwsProxyRequest event, Context context) {
        log.begin();
        var requestId = requestId(event, context);
        var refusal = Events.refusal(event);
        var answer = answer(event, context, refusal, requestId);
        log.end(new EventLog.Event(
                Objects.requireNonNullElse(context.getFunctionName(), NO_FUNCTION),
                requestId,
                method(event),
                refusal == 0 ? RouteTemplate.of(event.getHttpMethod(), event.getPath()) : null,
                answer.getStatusCode()));
        return answer;
    }

    private AwsProxyResponse answer(AwsProxyRequest event, Context context, int refusal, String requestId) {
        var answer = refusal == 0 ? super.handleRequest(event, context) : new AwsProxyResponse(refusal, new Headers());
        if (answer.getStatusCode() >= 400 && !isAnswerToHead(event)) {
            answer = withProblem(answer, requestId);
        }
        var headers = answer.getMultiValueHeaders();
        headers.putSingle(REQUEST_ID, requestId);
        headers.putSingle("X-Content-Type-Options", "nosniff");
        if (!headers.containsKey(HttpHeaders.CACHE_CONTROL)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        return answer;
    }

    /** The same answer with a problem document that names the request: its own, or one that tells its status alone. */
    private AwsProxyResponse withProblem(AwsProxyResponse answer, String requestId) {
        var headers = new Headers();
        headers.putAll(answer.getMultiValueHeaders());
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        var hasProblem = Problem.MEDIA_TYPE.equals(headers.getFirst(HttpHeaders.CONTENT_TYPE));
        headers.putSingle(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        try {
            ObjectNode problem = hasProblem
                    ? (ObjectNode) json.readTree(answer.getBody())
                    : json.valueToTree(Problem.ofUnreadable(answer.getStatusCode()));
            return new AwsProxyResponse(
                    answer.getStatusCode(), headers, json.writeValueAsString(problem.put("requestId", requestId)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String method(AwsProxyRequest event) {
        var method = event == null ? null : event.getHttpMethod();
        return method != null && METHODS.contains(method) ? method : null;
    }

    private static boolean isAnswerToHead(AwsProxyRequest event) {
        return event != null && HttpMethod.HEAD.equals(event.getHttpMethod());
    }

    private static String requestId(AwsProxyRequest event, Context context) {
        var gateway = event == null || event.getRequestContext() == null
                ? null
                : event.getRequestContext().getRequestId();
        return gateway != null && ID.matcher(gateway).matches() ? gateway : context.getAwsRequestId();
    }
}
