package dev.spacefinder.identity;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * That a reason's sentence stands in one place: the OpenAPI document lists the codes, and the playground shows detail.
 */
class ReasonTest {

    private static final String ITS_PLACE = "Reason.java";

    /** The gateway's, which cannot tell more, and that of spaces. */
    private static final List<String> OF_OTHERS = List.of("invalid_token", "not_owner");

    @ParameterizedTest
    @EnumSource
    void canBeSaidInAHeader(Reason reason) {
        // RFC 6750, section 3: error_description holds neither quotes nor backslashes.
        assertTrue(reason.description.matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]{20,}"), reason.description);
    }

    @Test
    void areTheCodesThatTheOpenApiDocumentLists() throws IOException {
        var codes = Stream.concat(Arrays.stream(Reason.values()).map(Reason::code), OF_OTHERS.stream())
                .collect(toCollection(TreeSet::new));
        var listed = new TreeSet<String>();
        openApi().at("/components/schemas/Problem/properties/reason/enum").forEach(code -> listed.add(code.asText()));

        assertEquals(codes, listed);
    }

    @Test
    void areExplainedByTheOpenApiDocumentInTheirOwnWords() throws IOException {
        var described =
                Arrays.stream(Reason.values()).collect(Collectors.toMap(Reason::code, reason -> reason.description));
        var examples = openApi().findValues("example").stream()
                .filter(example -> described.containsKey(example.path("reason").asText()))
                .toList();

        assertTrue(examples.size() > 0, "No example of a refusal was found");
        for (var example : examples) {
            assertEquals(
                    described.get(example.path("reason").asText()),
                    example.path("detail").asText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isExplainedNowhereElse(Reason reason) throws IOException {
        var copies = sources().entrySet().stream()
                .filter(file -> !file.getKey().endsWith(ITS_PLACE))
                .filter(file -> file.getValue().contains(reason.description)
                        || isListedInAScript(reason, file.getKey(), file.getValue()))
                .map(Map.Entry::getKey)
                .toList();

        assertEquals(
                List.of(),
                copies,
                () -> reason.code() + " is explained in " + ITS_PLACE + ": show the answer's detail instead");
    }

    /** As the key of an entry on a line of its own, which is how the playground's scripts write tables. */
    private static boolean isListedInAScript(Reason reason, String file, String content) {
        return file.endsWith(".mjs")
                && Pattern.compile("^\\s*['\"]?" + reason.code() + "['\"]?\\s*:", Pattern.MULTILINE)
                        .matcher(content)
                        .find();
    }

    private static Map<String, String> sources() throws IOException {
        try (var main = Files.walk(Path.of("src/main/java"));
                var local = Files.walk(Path.of("src/local"))) {
            return Stream.concat(main, local)
                    .filter(file -> file.toString().matches(".+\\.(java|mjs|html)"))
                    .collect(Collectors.toMap(Path::toString, ReasonTest::read));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode openApi() throws IOException {
        try (var document = ReasonTest.class.getResourceAsStream("/META-INF/openapi.json")) {
            return new ObjectMapper().readTree(document);
        }
    }
}
