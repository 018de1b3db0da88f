package dev.spacefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What openapi.yaml says that each route answers. */
public final class DescribedAnswers {

    /** The document. */
    public static final String FILE = "src/main/resources/META-INF/openapi.yaml";

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete", "head", "options");

    private DescribedAnswers() {}

    /** The statuses by route, such as {@code GET /spaces/{id}}. */
    public static Map<String, Set<Integer>> read() {
        var answers = new TreeMap<String, Set<Integer>>();
        document()
                .path("paths")
                .fields()
                .forEachRemaining(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> answers.put(
                                method.toUpperCase() + " " + path.getKey(),
                                statuses(path.getValue().path(method).path("responses")))));
        return answers;
    }

    private static Set<Integer> statuses(JsonNode responses) {
        var statuses = new TreeSet<Integer>();
        responses.fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        return statuses;
    }

    private static JsonNode document() {
        try (var reader = Files.newBufferedReader(Path.of(FILE))) {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new ObjectMapper().valueToTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
