package dev.spacefinder.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import dev.spacefinder.testing.LogFields;
import dev.spacefinder.testing.Missing;

/**
 * What the template asks of the log and of its metrics: none of it but what the document says that the function writes.
 */
class WatchedLogTest {

    private static final Path FILE = Path.of("infra/template.yaml");
    private static final Path DOCUMENT = Path.of("infra/README.md");
    private static final Template TEMPLATE = Template.read(FILE);

    private static final Pattern TEXT = Pattern.compile("'[^']*'");
    private static final Pattern WORD = Pattern.compile("@?[A-Za-z_]\\w*");
    private static final Pattern ALIAS = Pattern.compile("\\bas (\\w+)");

    /** CloudWatch Logs User Guide, "CloudWatch Logs Insights language query syntax". */
    private static final Set<String> LANGUAGE = Set.of(
            "fields", "filter", "stats", "sort", "by", "as", "asc", "desc", "and", "count", "pct", "max", "ispresent");

    @Test
    void queriesAskForFieldsThatTheLinesHave() {
        var known = Set.copyOf(LogFields.documented());
        Missing.assertNothing(queries()
                .flatMap(query -> fields(query)
                        .filter(field -> !known.contains(field))
                        .map(field -> query.logicalId() + " in " + FILE + " asks for " + field
                                + ", which no line has: take it from the fields of " + DOCUMENT + "."))
                .toList());
    }

    @Test
    void theRunbookSaysOfEveryQueryWhatItAnswers() throws IOException {
        var document = Files.readString(DOCUMENT);
        Missing.assertNothing(queries()
                .map(query -> query.properties().path("Name").asText().replaceFirst(".*/", ""))
                .filter(name -> !document.contains("\n| `" + name + "` |"))
                .map(name -> DOCUMENT + ", 'Questions to the logs', says nothing of the query " + name + ": add a row.")
                .toList());
    }

    @Test
    void queriesStandInTheFolderOfTheirStack() {
        queries()
                .forEach(query -> assertTrue(
                        query.properties().path("Name").asText().startsWith("Spaces-local/"), query.logicalId()));
    }

    @Test
    void alarmsAndDashboardAskForMetricsThatTheFunctionCounts() throws IOException {
        var known = Set.copyOf(LogFields.metrics());
        var asked = Stream.concat(metricsOfAlarms(), metricsOfTheDashboard()).toList();

        assertFalse(asked.isEmpty());
        Missing.assertNothing(asked.stream()
                .filter(metric -> !known.contains(metric))
                .map(metric -> FILE + " asks for the metric " + metric
                        + ", which no line has: take it from the metrics of " + DOCUMENT + ".")
                .toList());
    }

    @Test
    void alarmsOnTheFunctionsMetricsNameItsDimension() {
        for (var alarm : alarms().toList()) {
            assertEquals(
                    List.of("FunctionName=SpacesFunction"),
                    StreamSupport.stream(alarm.properties().path("Dimensions").spliterator(), false)
                            .map(dimension -> dimension.path("Name").asText() + "="
                                    + dimension.path("Value").asText())
                            .toList(),
                    alarm.logicalId());
        }
    }

    private static Stream<Resource> queries() {
        var queries = TEMPLATE.resources("AWS::Logs::QueryDefinition");
        assertFalse(queries.isEmpty());
        return queries.stream();
    }

    private static Stream<String> fields(Resource query) {
        var text = TEXT.matcher(query.properties().path("QueryString").asText()).replaceAll("");
        var aliases = ALIAS.matcher(text).results().map(alias -> alias.group(1)).toList();
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(word -> !word.startsWith("@") && !LANGUAGE.contains(word) && !aliases.contains(word));
    }

    private static Stream<Resource> alarms() {
        return TEMPLATE.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.properties().path("Namespace").asText().equals("SpaceFinder"));
    }

    private static Stream<String> metricsOfAlarms() {
        return alarms().map(alarm -> alarm.properties().path("MetricName").asText());
    }

    /** In a widget, {@code .} repeats what stands above it. */
    private static Stream<String> metricsOfTheDashboard() throws IOException {
        var body = TEMPLATE.resource("Dashboard")
                .properties()
                .path("DashboardBody")
                .asText();
        return new ObjectMapper()
                .readTree(body).findValues("metrics").stream()
                        .filter(metrics -> metrics.at("/0/0").asText().equals("SpaceFinder"))
                        .flatMap(metrics -> StreamSupport.stream(metrics.spliterator(), false))
                        .map((JsonNode metric) -> metric.path(1).asText());
    }
}
