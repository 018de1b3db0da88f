package dev.spacefinder.lambda;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.quarkus.amazon.lambda.http.model.AwsProxyRequest;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequest.RequestSource;
import io.quarkus.amazon.lambda.http.model.MultiValuedTreeMap;

/** Which events are HTTP requests: the others make the extension or the libraries below it fail. */
final class Events {

    /** RFC 9110, section 5.6.2: names of headers, and methods. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]++");

    /** What a path may hold beside escapes: RFC 3986, section 3.3. */
    private static final Pattern UNESCAPED = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/-]*+");

    private static final Pattern AFTER_PERCENT = Pattern.compile("[0-9A-Fa-f]{2}");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final long LAST_PORT = 65_535;

    /** What Lambda takes at most (Lambda quotas, "Invocation payload"). */
    private static final int MOST_CHARACTERS = 6 * 1024 * 1024;

    private Events() {}

    /**
     * The status to refuse an event with, or 0 for a request. What is null in it is taken for not sent, and taken out.
     */
    static int refusal(AwsProxyRequest event) {
        if (event == null
                || !isToken(event.getHttpMethod())
                || !isEncoded(event.getPath())
                || !event.getPath().startsWith("/")
                || !hasSoundHeaders(event)
                || !hasSoundQuery(event)
                || !hasSoundBody(event)) {
            return 400;
        }
        if (event.getBody() != null && event.getBody().length() > MOST_CHARACTERS) {
            return 413;
        }
        // Of slashes alone no URI can be made.
        return event.getPath().startsWith("//") && event.getPath().chars().allMatch(c -> c == '/') ? 404 : 0;
    }

    private static boolean hasSoundHeaders(AwsProxyRequest event) {
        var headers = event.getMultiValueHeaders();
        if (headers == null) {
            return true;
        }
        takeOutNulls(headers);
        var host = headers.getFirst("Host");
        return (host == null || HOST.matcher(host).matches())
                && isNumberUpTo(LAST_PORT, headers.getFirst("X-Forwarded-Port"))
                && isNumberUpTo(MOST_CHARACTERS, headers.getFirst("Content-Length"))
                && headers.entrySet().stream().allMatch(Events::isHeader);
    }

    private static boolean hasSoundQuery(AwsProxyRequest event) {
        var query = event.getMultiValueQueryStringParameters();
        if (query == null) {
            return true;
        }
        takeOutNulls(query);
        // A load balancer hands the query on as it is; the gateway has decoded it.
        return event.getRequestSource() != RequestSource.ALB
                || query.entrySet().stream()
                        .allMatch(parameter -> isEncoded(parameter.getKey())
                                && parameter.getValue().stream().allMatch(Events::isEncoded));
    }

    private static boolean hasSoundBody(AwsProxyRequest event) {
        try {
            return !event.isBase64Encoded()
                    || event.getBody() == null
                    || Base64.getDecoder().decode(event.getBody()) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void takeOutNulls(MultiValuedTreeMap<String, String> values) {
        values.values().removeIf(Objects::isNull);
        values.values().forEach(list -> list.removeIf(Objects::isNull));
    }

    private static boolean isHeader(Map.Entry<String, List<String>> header) {
        return isToken(header.getKey())
                && header.getValue().stream()
                        .allMatch(value -> value.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F));
    }

    private static boolean isNumberUpTo(long most, String text) {
        return text == null || NUMBER.matcher(text).matches() && Long.parseLong(text) <= most;
    }

    private static boolean isToken(String text) {
        return text != null && TOKEN.matcher(text).matches();
    }

    private static boolean isEncoded(String text) {
        if (text == null) {
            return false;
        }
        var unescaped = UNESCAPED.matcher(text);
        var escape = AFTER_PERCENT.matcher(text);
        int end = 0;
        while (unescaped.region(end, text.length()).lookingAt() && unescaped.end() < text.length()) {
            int percent = unescaped.end();
            if (text.charAt(percent) != '%'
                    || !escape.region(percent + 1, text.length()).lookingAt()) {
                return false;
            }
            end = escape.end();
        }
        return true;
    }
}
