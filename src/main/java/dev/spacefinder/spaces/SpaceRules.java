package dev.spacefinder.spaces;

import java.net.URI;
import java.net.URISyntaxException;

import dev.spacefinder.http.TextRule;

/** What the text of a space's fields must be. */
final class SpaceRules {

    static final TextRule NAME = TextRule.line(1, 100);
    static final TextRule LOCATION = TextRule.line(1, 100);
    static final TextRule DESCRIPTION = TextRule.lines(0, 2000);
    static final TextRule PHOTO_URL = new TextRule(1, 2048, SpaceRules::checkPhotoUrl);

    private SpaceRules() {}

    private static String checkPhotoUrl(String text) {
        return isHttpsUrl(text) ? null : "must be an https URL, for instance https://example.com/photo.jpg";
    }

    private static boolean isHttpsUrl(String text) {
        try {
            var url = new URI(text);
            return "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
