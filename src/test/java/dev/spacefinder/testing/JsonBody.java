package dev.spacefinder.testing;

import java.util.LinkedHashMap;
import java.util.Map;

import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeDiagnosingMatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What is in a JSON object. RestAssured compiles a class for each path of each {@code body("path", matcher)}, which
 * takes longer than the request: where a test refuses hundreds of times, it looks with this.
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
     * @param namesAndMatchers the name of a member, what its value must be, and so on; an absent member's value is null
     */
    public static Matcher<String> members(Object... namesAndMatchers) {
        var members = new LinkedHashMap<String, Matcher<?>>();
        for (int i = 0; i < namesAndMatchers.length; i += 2) {
            members.put((String) namesAndMatchers[i], (Matcher<?>) namesAndMatchers[i + 1]);
        }
        return new JsonBody(members);
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
            var value = object.get(member.getKey());
            if (!member.getValue().matches(value)) {
                mismatch.appendText(member.getKey() + " ");
                member.getValue().describeMismatch(value, mismatch);
                mismatch.appendText(" in ").appendText(body);
                return false;
            }
        }
        return true;
    }

    @Override
    public void describeTo(Description description) {
        description.appendText("a JSON object with ");
        members.forEach((name, matcher) ->
                description.appendText(name + " ").appendDescriptionOf(matcher).appendText(" "));
    }
}
