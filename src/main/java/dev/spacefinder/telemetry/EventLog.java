package dev.spacefinder.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.telemetry.Telemetry.Change;
import dev.spacefinder.telemetry.Telemetry.Facts;
import io.quarkus.runtime.LaunchMode;

/**
 * Writes the line that each event leaves on the standard output: a JSON object of one line, with the metrics that
 * occurred in CloudWatch's embedded metric format. infra/README.md lists its fields. In development and in tests it is
 * a log message of the level DEBUG instead.
 */
@Singleton
public class EventLog {

    private static final Logger LOG = Logger.getLogger(EventLog.class);
    private static final String NAMESPACE = "SpaceFinder";
    private static final String FUNCTION_NAME = "FunctionName";
    private static final String REASON = "reason";

    /** X-Ray Developer Guide, "Tracing header". */
    private static final Pattern TRACE_ID = Pattern.compile("Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)");

    private static final int MOST_CAUSES = 10;
    private static final int LONGEST_STACK = 16_000;

    private final JsonFactory factory;
    private boolean isFirst = true;
    private long start;

    EventLog(ObjectMapper json) {
        factory = json.getFactory();
    }

    /**
     * What a line says of the request and its answer.
     *
     * @param method null where it is not one that HTTP knows
     * @param route the path's template, null where the API has no such path
     */
    public record Event(String functionName, String requestId, String method, String route, int status) {}

    /** An event begins. */
    public void begin() {
        start = System.nanoTime();
        Telemetry.begin();
    }

    /** The event ends: writes its line. */
    public void end(Event event) {
        if (event.status == 409) {
            Telemetry.count(Metric.CONFLICTS);
        }
        if (isFirst) {
            Telemetry.count(Metric.COLD_STARTS);
        }
        var facts = Telemetry.end();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            var line = line(event, facts);
            System.out.write(line, 0, line.length);
            System.out.flush();
        } else {
            show(event, facts);
        }
        isFirst = false;
    }

    private void show(Event event, Facts facts) {
        if (facts.failure() != null) {
            LOG.error("The request failed unexpectedly", facts.failure());
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug(new String(line(event, facts), StandardCharsets.UTF_8).stripTrailing());
        }
    }

    private byte[] line(Event event, Facts facts) {
        var line = new ByteArrayOutputStream(512);
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (var json = factory.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", now.toString());
            json.writeStringField("level", level(event.status));
            json.writeStringField("requestId", event.requestId);
            writeIfThere(json, "traceId", traceId(System.getProperty("com.amazonaws.xray.traceHeader")));
            writeIfThere(json, "method", event.method);
            writeIfThere(json, "route", event.route);
            json.writeNumberField("status", event.status);
            json.writeNumberField("durationMs", Telemetry.millisSince(start));
            json.writeBooleanField("coldStart", isFirst);
            writeIfThere(json, "sub", facts.sub());
            writeIfThere(json, REASON, facts.reason());
            if (facts.change() != null) {
                write(json, facts.change());
            }
            if (facts.failure() != null) {
                json.writeStringField("exception", facts.failure().getClass().getName());
                json.writeStringField("stackTrace", stackTrace(facts.failure()));
            }
            var metrics = metrics(facts);
            if (!metrics.isEmpty()) {
                write(json, metrics, event.functionName, facts.reason() != null, now);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static String level(int status) {
        if (status < 500) {
            return "INFO";
        }
        // What does not answer now is a matter of its own, and said in a line of its own.
        return status == 503 ? "WARN" : "ERROR";
    }

    static String traceId(String header) {
        if (header == null) {
            return null;
        }
        var id = TRACE_ID.matcher(header);
        return id.find() ? id.group(1) : null;
    }

    private static void write(JsonGenerator json, Change change) throws IOException {
        json.writeStringField("resource", change.resource());
        json.writeStringField("id", change.id());
        if (change.versionBefore() != null) {
            json.writeNumberField("versionBefore", change.versionBefore());
        }
        if (change.versionAfter() != null) {
            json.writeNumberField("versionAfter", change.versionAfter());
        }
    }

    private static Map<Metric, List<Double>> metrics(Facts facts) {
        if (facts.reason() != null) {
            facts.metrics().put(Metric.REFUSALS, List.of(1.0));
        }
        return facts.metrics();
    }

    /** CloudWatch User Guide, "Specification: Embedded metric format". */
    private static void write(
            JsonGenerator json, Map<Metric, List<Double>> metrics, String functionName, boolean isRefusal, Instant now)
            throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", now.toEpochMilli());
        json.writeArrayFieldStart("CloudWatchMetrics");
        var others = new ArrayList<>(metrics.keySet());
        if (others.remove(Metric.REFUSALS)) {
            write(json, List.of(Metric.REFUSALS), new String[][] {{FUNCTION_NAME}, {FUNCTION_NAME, REASON}});
        }
        if (!others.isEmpty()) {
            write(json, others, new String[][] {{FUNCTION_NAME}});
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeStringField(FUNCTION_NAME, functionName);
        for (var metric : metrics.entrySet()) {
            json.writeFieldName(metric.getKey().title);
            write(json, metric.getValue());
        }
    }

    private static void write(JsonGenerator json, List<Metric> metrics, String[][] dimensions) throws IOException {
        json.writeStartObject();
        json.writeStringField("Namespace", NAMESPACE);
        json.writeArrayFieldStart("Dimensions");
        for (var set : dimensions) {
            json.writeArray(set, 0, set.length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (var metric : metrics) {
            json.writeStartObject();
            json.writeStringField("Name", metric.title);
            json.writeStringField("Unit", metric.unit.title);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, List<Double> values) throws IOException {
        if (values.size() == 1) {
            write(json, values.get(0));
            return;
        }
        json.writeStartArray();
        for (var value : values) {
            write(json, value);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, double value) throws IOException {
        if (value % 1 == 0) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    private static void writeIfThere(JsonGenerator json, String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    /** Without the exceptions' messages, which may quote what a user sent. */
    static String stackTrace(Throwable failure) {
        var text = new StringBuilder();
        var causes = 0;
        for (var cause = failure; cause != null && causes < MOST_CAUSES; cause = cause.getCause()) {
            text.append(causes++ == 0 ? "" : "\nCaused by: ")
                    .append(cause.getClass().getName());
            for (var frame : cause.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
        }
        return text.substring(0, Math.min(text.length(), LONGEST_STACK));
    }
}
