package dev.spacefinder.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.HttpHeaders;

/**
 * What an If-Match or If-None-Match header names (RFC 9110, sections 13.1.1 and 13.1.2). The entity tag of a resource
 * is its version in quotes.
 *
 * @param any whether the header is {@code *}
 * @param strong the opaque parts of its strong tags
 * @param weak the opaque parts of its weak tags
 */
public record EntityTags(boolean any, Set<String> strong, Set<String> weak) {

    /**
     * Possessive, and matched at one place only: a header of any length is read once. It ends with {@code \z}, as
     * {@code $} also matches before a last line break, and would do so again and again.
     */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \t]*+(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\"[ \t]*+)?(?:,|\\z)");

    private static final Pattern ANY = Pattern.compile("[ \t]*+\\*[ \t]*+");

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int MOST = 100;

    /** The entity tag of that version. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * What the request's If-Match names, or null without one.
     *
     * @throws ProblemException 400 if it is not of the header's form
     */
    public static EntityTags ifMatch(HttpHeaders headers) {
        return parse(HttpHeaders.IF_MATCH, headers.getRequestHeader(HttpHeaders.IF_MATCH));
    }

    /**
     * What the request's If-None-Match names, or null without one.
     *
     * @throws ProblemException 400 if it is not of the header's form
     */
    public static EntityTags ifNoneMatch(HttpHeaders headers) {
        return parse(HttpHeaders.IF_NONE_MATCH, headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH));
    }

    /**
     * Reads the lines of such a header, or gives null where there are none.
     *
     * @param header the header's name, for the refusal
     * @throws ProblemException 400 if they are not of the header's form
     */
    static EntityTags parse(String header, List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return null;
        }
        var value = String.join(",", lines);
        if (ANY.matcher(value).matches()) {
            return new EntityTags(true, Set.of(), Set.of());
        }
        var strong = new ArrayList<String>();
        var weak = new ArrayList<String>();
        var element = ELEMENT.matcher(value);
        int end = 0;
        while (end < value.length() && element.region(end, value.length()).lookingAt()) {
            if (element.group(2) != null) {
                (element.group(1) == null ? strong : weak).add(element.group(2));
            }
            end = element.end();
        }
        int found = strong.size() + weak.size();
        if (end < value.length() || found == 0 || found > MOST) {
            throw ProblemException.invalid(
                    header, "must be * or up to " + MOST + " entity tags, for instance \"3\" with its quotes");
        }
        return new EntityTags(false, Set.copyOf(strong), Set.copyOf(weak));
    }

    /** Whether one of them is that version's tag by the weak comparison, as If-None-Match wants it. */
    public boolean matchWeakly(long version) {
        var tag = Long.toString(version);
        return any || strong.contains(tag) || weak.contains(tag);
    }

    /** Whether one of them is that version's tag by the strong comparison, as If-Match wants it. */
    public boolean matchStrongly(long version) {
        return any || strong.contains(Long.toString(version));
    }

    /** The versions that match by the strong comparison, as If-Match wants it; none for {@code *}. */
    public Set<Long> versions() {
        return strong.stream()
                .filter(VERSION.asMatchPredicate())
                .map(Long::valueOf)
                .collect(Collectors.toSet());
    }
}
