package dev.spacefinder.local.pool.login;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * HTML whose values were escaped.
 *
 * @param markup what the browser gets
 */
record Html(String markup) {

    static final Html NONE = new Html("");

    /**
     * Fills a template.
     *
     * @param template HTML with a {@code %s} for each value
     * @param values texts, which are escaped, and HTML, which is not
     */
    static Html of(String template, Object... values) {
        return new Html(template.formatted(Arrays.stream(values)
                .map(value -> value instanceof Html html ? html.markup() : escaped(String.valueOf(value)))
                .toArray()));
    }

    /** One after the other. */
    static Html of(Collection<Html> parts) {
        return new Html(parts.stream().map(Html::markup).collect(Collectors.joining()));
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(c -> "<>&\"'".indexOf(c) < 0 ? String.valueOf((char) c) : "&#" + c + ";")
                .collect(Collectors.joining());
    }
}
