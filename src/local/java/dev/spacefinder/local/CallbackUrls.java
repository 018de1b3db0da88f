package dev.spacefinder.local;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the managed login may send browsers: the playground, Swagger UI, and front ends of the developer's own. */
final class CallbackUrls {

    private static final List<String> OF_USUAL_DEVELOPMENT_SERVERS =
            List.of("http://localhost:3000/", "http://localhost:5173/");
    /** As Cognito takes them. */
    private static final Pattern URL = Pattern.compile("https://[^\\s#,]+|http://localhost(:\\d{1,5})?(/[^\\s#,]*)?");

    private CallbackUrls() {}

    /**
     * The playground's, Swagger UI's, and what {@code local.callback-urls} says.
     *
     * @throws IllegalArgumentException with a sentence for the developer if one is no callback
     */
    static List<String> of(int apiPort, int poolPort, Optional<String> setting) {
        var others = setting.map(list ->
                        Arrays.stream(list.split(",")).map(String::strip).toList())
                .orElse(OF_USUAL_DEVELOPMENT_SERVERS);
        for (var url : others) {
            if (!URL.matcher(url).matches()) {
                throw new IllegalArgumentException("local.callback-urls has \"" + url
                        + "\", which Cognito takes for no callback. Write https URLs, or http URLs of localhost, "
                        + "without fragment, as http://localhost:5173/callback, with commas between several.");
            }
        }
        var ours = Stream.of(
                "http://localhost:" + poolPort + "/",
                "http://localhost:" + apiPort + "/q/swagger-ui/oauth2-redirect.html");
        return Stream.concat(ours, others.stream()).toList();
    }
}
