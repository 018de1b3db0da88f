package dev.spacefinder.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeDiagnosingMatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.response.ResponseBodyExtractionOptions;

/**
 * What is in a JSON object. RestAssured compiles a class for each path of each {@code body("path", matcher)} and
 * {@code path("path")}, which takes longer than the request: so tests, and the helpers that they call often, look with
 * this.
 */
public final class JsonBody extends TypeSafeDiagnosingMatcher<String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Matcher<?>> members;

    private JsonBody(Map<String, Matcher<?>> members) {
        this.members = members;
    }

    /**
     * A JSON object with such members.
     *
     * @param pathsAndMatchers where a value is, what it must be, and so on. {@code name} is a member, {@code a.b} that
     *     of the object {@code a}, or of each object of the list {@code a}; {@code $} is the whole object. The value of
     *     what is absent is null
     */
    public static Matcher<String> members(Object... pathsAndMatchers) {
        var members = new LinkedHashMap<String, Matcher<?>>();
        for (int i = 0; i < pathsAndMatchers.length; i += 2) {
            members.put((String) pathsAndMatchers[i], (Matcher<?>) pathsAndMatchers[i + 1]);
        }
        return new JsonBody(members);
    }

    /** The value that a JSON object has there, or null. */
    @SuppressWarnings("unchecked")
    public static <T> T value(String path, ResponseBodyExtractionOptions body) {
        try {
            return (T) at(path, JSON.readValue(body.asString(), Map.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError("This is no JSON object: " + body.asString(), e);
        }
    }

    @Override
    protected boolean matchesSafely(String body, Description mismatch) {
        Map<?, ?> object;
        try {
            object = JSON.readValue(body, Map.class);
        } catch (JsonProcessingException e) {
            mismatch.appendText("was no JSON object: ").appendValue(body);
            return false;
        }
        for (var member : members.entrySet()) {
            var value = at(member.getKey(), object);
            if (!member.getValue().matches(value)) {
                mismatch.appendText(member.getKey() + " ");
                member.getValue().describeMismatch(value, mismatch);
                mismatch.appendText(" in ").appendText(body);
                return false;
            }
        }
        return true;
    }

    private static Object at(String path, Object json) {
        for (var name : path.split("\\.")) {
            json = name.equals("$") ? json : member(name, json);
        }
        return json;
    }

    private static Object member(String name, Object json) {
        return json instanceof List<?> list
                ? list.stream().map(each -> member(name, each)).toList()
                : json instanceof Map<?, ?> object ? object.get(name) : null;
    }

    @Override
    public void describeTo(Description description) {
        description.appendText("a JSON object with ");
        members.forEach((name, matcher) ->
                description.appendText(name + " ").appendDescriptionOf(matcher).appendText(" "));
    }
}
