package dev.spacefinder.local.pool.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

/** Lists that are answered in pages. */
public final class Page {

    private static final int DEFAULT_LIMIT = 60;

    private Page() {}

    /**
     * The page that the request asks for. Its token is the last key, so no entry is skipped or repeated when others are
     * added or removed between two pages.
     *
     * @param tokenName what the operation calls its token
     * @param wanted which entries are listed
     */
    public static <T> JsonNode page(
            Input in,
            String listName,
            String tokenName,
            NavigableMap<String, T> entries,
            Predicate<T> wanted,
            Function<T, JsonNode> describe) {
        var limit = in.integer(in.has("MaxResults") ? "MaxResults" : "Limit", DEFAULT_LIMIT);
        var size = limit == 0 ? DEFAULT_LIMIT : limit;
        var answer = Json.object();
        var list = answer.putArray(listName);
        String last = null;
        for (var entry : (in.has(tokenName) ? entries.tailMap(key(in, tokenName), false) : entries).entrySet()) {
            if (!wanted.test(entry.getValue())) {
                continue;
            }
            if (list.size() == size) {
                return answer.put(
                        tokenName, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(UTF_8)));
            }
            list.add(describe.apply(entry.getValue()));
            last = entry.getKey();
        }
        return answer;
    }

    private static String key(Input in, String tokenName) {
        try {
            return new String(Base64.getUrlDecoder().decode(in.text(tokenName)), UTF_8);
        } catch (IllegalArgumentException e) {
            throw CognitoException.invalidParameter("Invalid pagination token.");
        }
    }
}
