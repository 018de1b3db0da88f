package dev.spacefinder.dynamodb;

import static dev.spacefinder.dynamodb.Attributes.number;
import static dev.spacefinder.dynamodb.Attributes.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The expressions, as DynamoDB is sent them. */
class ExpressionTest {

    private final Expression expression = new Expression();

    @Test
    void hasNoMapOfPlaceholdersWithoutAny() {
        assertNull(expression.names());
        assertNull(expression.values());
    }

    @Test
    void comparesAnAttributeWithAValueByPlaceholders() {
        assertEquals("#name = :v0", expression.isEqual("name", text("Loft")));
        assertEquals("#size = :v1", expression.isEqual("size", number(7)));
        assertEquals(Map.of("#name", "name", "#size", "size"), expression.names());
        assertEquals(
                Map.of(":v0", AttributeValue.fromS("Loft"), ":v1", AttributeValue.fromN("7")), expression.values());
    }

    @Test
    void asksForTheVersionThatIsGiven() {
        assertEquals("#version IN (:v0)", expression.isOfVersion(Set.of(3L)));
        assertEquals(Map.of("#version", "version"), expression.names());
        assertEquals(Map.of(":v0", number(3)), expression.values());
    }

    @Test
    void asksForOneOfManyVersions() {
        assertEquals("#version IN (:v0, :v1)", expression.isOfVersion(Set.of(3L, 4L)));
        assertEquals(
                Set.of(number(3), number(4)), Set.copyOf(expression.values().values()));
    }

    @Test
    void asksForAVersionThatNothingHasWhereNoneIsGiven() {
        assertEquals("#version IN (:v0)", expression.isOfVersion(Set.of()));
        assertEquals(Map.of(":v0", number(0)), expression.values());
    }

    @Test
    void setsWhatIsGivenRemovesWhatIsNullAndCountsTheVersion() {
        var attributes = new LinkedHashMap<String, AttributeValue>();
        attributes.put("name", text("Loft"));
        attributes.put("photoUrl", Attributes.textOrNull(null));
        attributes.put("description", null);

        assertEquals(
                "SET #name = :v0, #version = #version + :v1 REMOVE #photoUrl, #description",
                expression.nextVersion(attributes));
        assertEquals(Map.of(":v0", text("Loft"), ":v1", number(1)), expression.values());
    }

    @Test
    void removesNothingWhereNothingIsNull() {
        assertEquals(
                "SET #name = :v0, #version = #version + :v1",
                expression.nextVersion(Map.of("name", Attributes.textOrNull("Loft"))));
    }

    @Test
    void readsTheTextOfAnAttributeThatIsThere() {
        var item = Map.of("name", text("Loft"));

        assertEquals("Loft", Attributes.textOrNull(item, "name"));
        assertNull(Attributes.textOrNull(item, "description"));
    }
}
