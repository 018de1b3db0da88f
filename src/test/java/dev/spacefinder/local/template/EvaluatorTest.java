package dev.spacefinder.local.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.function.ThrowingSupplier;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Templates that nobody wrote: their values are those of CloudFormation's functions, and nonsense is told as such. */
class EvaluatorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Values that a replacement or a regular expression would take for something else. */
    private static final Map<String, String> PARAMETERS =
            Map.of("P0", "", "P1", "a", "P2", "$1", "P3", "${P1}", "P4", "\\ \"b\" #");

    private static final String[] PIECES = {
        "a",
        "1",
        "99999999999999999999",
        "1.5",
        "true",
        "~",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ": ",
        ", ",
        "? ",
        "- ",
        "|",
        "\n",
        "\n ",
        "&x ",
        "*x",
        "<<: ",
        "!Ref ",
        "!Sub ",
        "!If ",
        "!Join ",
        "!GetAtt ",
        "!Equals ",
        "!Not ",
        "!Condition ",
        "! ",
        "!!int ",
        "!!set ",
        "Ref: ",
        "Fn::Sub: ",
        "${",
        "${P1}",
        "C0",
        "Asked",
        "AWS::NoValue",
        "AWS::Region",
        "Properties: ",
        "#",
        "%",
        "@",
        "\t",
        "\u0007",
        "\uFEFF"
    };

    private static Path file;

    /** A value or a condition: as it is written in a template, and what it is. */
    private record Expression<T>(String written, T value) {}

    @BeforeContainer
    static void makeTheFile() throws IOException {
        file = Files.createTempFile("template", ".yaml");
    }

    @AfterContainer
    static void removeTheFile() throws IOException {
        Files.delete(file);
    }

    @Property(seed = HostileText.SEED, tries = 60, edgeCases = EdgeCasesMode.NONE)
    void aValueIsWhatItsFunctionsSay(@ForAll("values") Expression<String> value) throws IOException {
        assertEquals(Optional.of(value.value()), asked(value.written()), value.written());
    }

    @Property(seed = HostileText.SEED, tries = 50, edgeCases = EdgeCasesMode.NONE)
    void aResourceIsThereWhereItsConditionHolds(@ForAll("conditions") Expression<Boolean> condition)
            throws IOException {
        Files.writeString(
                file,
                "Conditions: {C0: " + condition.written() + "}\nResources: {Asked: {Type: Test, Condition: C0}}\n"
                        + parameters());

        assertEquals(
                condition.value(),
                Template.read(file, PARAMETERS, Map.of()).find("Asked").isPresent(),
                condition.written());
    }

    @Property(seed = HostileText.SEED, tries = 200, edgeCases = EdgeCasesMode.NONE)
    void nonsenseIsReadOrToldWithTheFileAndNothingElseIsThrown(@ForAll("nonsense") String value) throws IOException {
        asked(value);
    }

    @Property(seed = HostileText.SEED, tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aWholeFileOfNonsenseIsToo(@ForAll("nonsense") String text) throws IOException {
        Files.writeString(file, text);

        read(() -> Template.read(file).resources("Test"));
    }

    @Provide
    Arbitrary<Expression<String>> values() {
        return values(3);
    }

    @Provide
    Arbitrary<Expression<Boolean>> conditions() {
        return conditions(3);
    }

    @Provide
    Arbitrary<String> nonsense() {
        return HostileText.of(PIECES);
    }

    private static Arbitrary<Expression<String>> values(int depth) {
        var plain = HostileText.unicode().map(text -> new Expression<>(quoted(text), text));
        var reference = parameter().map(name -> new Expression<>("!Ref " + name, PARAMETERS.get(name)));
        var longReference = parameter().map(name -> new Expression<>("{Ref: " + name + "}", PARAMETERS.get(name)));
        if (depth == 0) {
            return Arbitraries.oneOf(plain, reference, longReference);
        }
        var inner = values(depth - 1);
        var choice = Combinators.combine(conditions(depth - 1), inner, inner, forms())
                .as((condition, yes, no, form) -> new Expression<>(
                        call(form, "If", condition.written(), yes.written(), no.written()),
                        condition.value() ? yes.value() : no.value()));
        var join = Combinators.combine(
                        Arbitraries.of("", ",", "$"), inner.list().ofMaxSize(3), forms())
                .as((separator, parts, form) -> new Expression<>(
                        call(form, "Join", quoted(separator), list(parts)),
                        parts.stream().map(Expression::value).collect(Collectors.joining(separator))));
        return Arbitraries.oneOf(plain, reference, longReference, choice, join, substitution(inner));
    }

    /** Fn::Sub of texts, parameters, its own variable and what it is to leave alone. */
    private static Arbitrary<Expression<String>> substitution(Arbitrary<Expression<String>> inner) {
        var text = Arbitraries.of("a", "$", "\\", "{", " ", "}", "\u00E9").map(piece -> new Expression<>(piece, piece));
        var parameter = parameter().map(name -> new Expression<>("${" + name + "}", PARAMETERS.get(name)));
        var left = parameter().map(name -> new Expression<>("${!" + name + "}", "${" + name + "}"));
        var own = Arbitraries.just(new Expression<String>("${Own}", null));
        var pieces = Arbitraries.oneOf(text, parameter, left, own)
                .list()
                .ofMaxSize(6)
                .filter(chosen -> !chosen.stream()
                        .map(Expression::written)
                        .collect(Collectors.joining("|"))
                        .contains("$|{"));
        return Combinators.combine(pieces, inner, forms()).as((chosen, variable, form) -> {
            var written = quoted(chosen.stream().map(Expression::written).collect(Collectors.joining()));
            var value = chosen.stream()
                    .map(piece -> piece.value() == null ? variable.value() : piece.value())
                    .collect(Collectors.joining());
            return new Expression<>(call(form, "Sub", written, "{Own: " + variable.written() + "}"), value);
        });
    }

    private static Arbitrary<Expression<Boolean>> conditions(int depth) {
        var side = depth == 0
                ? parameter().map(name -> new Expression<>("!Ref " + name, PARAMETERS.get(name)))
                : values(depth - 1);
        var equals = Combinators.combine(side, side, forms(), Arbitraries.of(true, false))
                .as((left, right, form, same) -> {
                    var other = same ? left : right;
                    return new Expression<>(
                            call(form, "Equals", left.written(), other.written()),
                            left.value().equals(other.value()));
                });
        if (depth == 0) {
            return equals;
        }
        var inner = conditions(depth - 1);
        var not = Combinators.combine(inner, forms())
                .as((condition, form) -> new Expression<>(call(form, "Not", condition.written()), !condition.value()));
        var several = Combinators.combine(inner.list().ofMinSize(2).ofMaxSize(4), Arbitraries.of("And", "Or"), forms())
                .as((parts, name, form) -> new Expression<>(
                        call(form, name, parts.stream().map(Expression::written).toArray(String[]::new)),
                        name.equals("And")
                                ? parts.stream().allMatch(Expression::value)
                                : parts.stream().anyMatch(Expression::value)));
        return Arbitraries.oneOf(equals, not, several);
    }

    private static Arbitrary<String> parameter() {
        return Arbitraries.of(PARAMETERS.keySet().stream().sorted().toList());
    }

    /** A function's short form, or its long one. */
    private static Arbitrary<Boolean> forms() {
        return Arbitraries.of(true, false);
    }

    private static String call(boolean isShort, String function, String... arguments) {
        var list = "[" + String.join(", ", arguments) + "]";
        return isShort ? "!" + function + " " + list : "{\"Fn::" + function + "\": " + list + "}";
    }

    private static String list(List<Expression<String>> parts) {
        return "[" + parts.stream().map(Expression::written).collect(Collectors.joining(", ")) + "]";
    }

    private static String quoted(String text) {
        try {
            return new String(
                    JSON.writer().with(JsonGenerator.Feature.ESCAPE_NON_ASCII).writeValueAsBytes(text));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String parameters() {
        var declarations = new ArrayList<String>();
        PARAMETERS.keySet().forEach(name -> declarations.add(name + ": {Type: String}"));
        return "Parameters: {" + String.join(", ", declarations) + "}\n";
    }

    /** What the template makes of a property that is written so; nothing where it is refused. */
    private static Optional<String> asked(String written) throws IOException {
        Files.writeString(
                file,
                parameters() + "Conditions: {C0: !Equals [a, a]}\n"
                        + "Resources:\n  Asked:\n    Type: Test\n    Properties:\n      Value: " + written + "\n");
        return read(() -> Template.read(file, PARAMETERS, Map.of())
                .resource("Asked")
                .properties()
                .path("Value")
                .asText());
    }

    private static <T> Optional<T> read(ThrowingSupplier<T> reading) {
        try {
            return Optional.ofNullable(HostileText.inTime(reading));
        } catch (TemplateException refusal) {
            assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
            return Optional.empty();
        }
    }
}
