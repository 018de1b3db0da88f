package dev.spacefinder.local.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

/** What becomes of a template that is read: its intrinsic functions are evaluated, and what cannot be is said. */
class EvaluatedTemplateTest {

    private static final String HEAD = """
            Parameters:
              Stage:
                Type: String
                Default: dev
              Minutes:
                Type: Number
                Default: 15
              Origins:
                Type: CommaDelimitedList
                Default: "https://a.example, https://b.example"
              Secret:
                Type: String
            Conditions:
              IsDev: !Equals [!Ref Stage, dev]
              IsProd: !Not [!Condition IsDev]
              Either: !Or [!Condition IsDev, !Condition IsProd]
              Both: {"Fn::And": [{Condition: IsDev}, {Condition: IsProd}]}
              Turning: !Not [{Condition: Turning}]
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: !Sub reader-${Stage}
                  Policies: !Transform {Name: Unknown}
              Table:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: !Sub spaces-${AWS::StackName}
              OnlyProd:
                Type: AWS::DynamoDB::Table
                Condition: IsProd
                Properties:
                  TableName: never
              Asked:
                Type: Test
                Properties:
                  Value:\s""";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "12 | 12",
                "true | true",
                "!Ref Stage | dev",
                "{Ref: Stage} | dev",
                "!Ref Minutes | 15",
                "!Ref AWS::Region | us-east-1",
                "!Ref Table | spaces-local",
                "!GetAtt Role.Arn | arn:aws:iam::000000000000:role/reader-dev",
                "{'Fn::GetAtt': [Role, Arn]} | arn:aws:iam::000000000000:role/reader-dev",
                "!Sub 'x-${Stage}-${!Stage}-${AWS::AccountId}' | x-dev-${Stage}-000000000000",
                "!Sub ['${Name}/${Table}', {Name: !Ref Stage}] | dev/spaces-local",
                "!Join ['-', [a, !Ref Stage, 1]] | a-dev-1",
                "!Join [';', !Ref Origins] | https://a.example;https://b.example",
                "!If [IsDev, yes it is, no] | yes it is",
                "{'Fn::If': [IsProd, a, !Sub 'b-${Stage}']} | b-dev",
                "!If [Either, a, b] | a",
                "!If [Both, a, b] | b",
            })
    void evaluates(String written, String expected) throws IOException {
        assertEquals(expected, asked(written).asText());
    }

    @Test
    void keepsNumbersAndBooleansAsSuch() throws IOException {
        assertTrue(asked("12").isIntegralNumber());
        assertTrue(asked("false").isBoolean());
        assertTrue(asked("'12'").isTextual());
    }

    @Test
    void leavesOutWhatHasNoValue() throws IOException {
        var list = asked("[a, !If [IsProd, b, !Ref AWS::NoValue], c]");
        assertEquals("[\"a\",\"c\"]", list.toString());
        assertTrue(template("!Ref AWS::NoValue").resource("Asked").properties().isEmpty());
    }

    @Test
    void takesGivenParametersBeforeTheirDefaults() throws IOException {
        var template =
                Template.read(written("!Sub '${Stage} ${Secret}'"), Map.of("Stage", "prod", "Secret", "s"), Map.of());
        assertEquals(
                "prod s", template.resource("Asked").properties().path("Value").asText());
        assertTrue(template.find("OnlyProd").isPresent());
    }

    @Test
    void knowsNoResourceWhoseConditionIsFalse() throws IOException {
        var template = template("x");
        assertTrue(template.find("OnlyProd").isEmpty());
        assertEquals(1, template.resources("AWS::DynamoDB::Table").size());
        assertTrue(assertThrows(TemplateException.class, () -> template.resource("OnlyProd"))
                .getMessage()
                .contains("has no resource OnlyProd"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "!FindInMap [A, B, C] | the function FindInMap is not understood",
                "{'Fn::ImportValue': x} | the function ImportValue is not understood",
                "!Ref Nowhere | no parameter and no resource Nowhere",
                "!Ref Secret | the parameter Secret has no default",
                "!GetAtt Nowhere.Arn | no resource with the attribute Nowhere.Arn",
                "!If [IsDev, a] | a list of 3 values",
                "!If [Unknown, a, b] | no condition Unknown",
                "!If [Turning, a, b] | refers to itself",
            })
    void stopsAtTheLineOfWhatItDoesNotUnderstand(String written, String problem) throws IOException {
        var template = template(written);
        var message = assertThrows(TemplateException.class, () -> template.resource("Asked"))
                .getMessage();
        assertTrue(message.contains(problem), message);
        var line = problem.contains("itself")
                ? HEAD.lines().takeWhile(l -> !l.contains("Turning:")).count() + 1
                : HEAD.lines().count();
        assertTrue(message.startsWith(folder.resolve("template.yaml") + ":" + line + ": "), message);
    }

    @Test
    void doesNotMindWhatNobodyReads() throws IOException {
        var template = template("!Transform {Name: Unknown}");
        assertEquals(
                "spaces-local",
                template.resource("Table").properties().path("TableName").asText());
    }

    @Test
    void saysWhereTheYamlIsBroken() throws IOException {
        var file = Files.writeString(folder.resolve("broken.yaml"), "Resources:\n  A: [1, 2\n  B: 3\n");
        var message =
                assertThrows(TemplateException.class, () -> Template.read(file)).getMessage();
        assertTrue(message.startsWith(file + ":3: "), message);
    }

    @Test
    void saysThatTheFileIsMissing() {
        var file = folder.resolve("nowhere.yaml");
        var message =
                assertThrows(TemplateException.class, () -> Template.read(file)).getMessage();
        assertTrue(message.startsWith(file + " cannot be read"), message);
        assertFalse(Files.exists(file));
    }

    private JsonNode asked(String value) throws IOException {
        return template(value).resource("Asked").properties().path("Value");
    }

    private Template template(String value) throws IOException {
        return Template.read(written(value));
    }

    private Path written(String value) throws IOException {
        return Files.writeString(folder.resolve("template.yaml"), HEAD + value + "\n");
    }
}
