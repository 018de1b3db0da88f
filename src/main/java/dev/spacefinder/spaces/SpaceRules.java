package dev.spacefinder.spaces;

import java.net.URI;
import java.net.URISyntaxException;

/** What the text of a space's fields must be. Lengths are in Unicode code points. */
enum SpaceRules {
    NAME(1, 100) {
        @Override
        String checkContent(String text) {
            return checkLine(text);
        }
    },
    LOCATION(1, 100) {
        @Override
        String checkContent(String text) {
            return checkLine(text);
        }
    },
    DESCRIPTION(0, 2000) {
        @Override
        String checkContent(String text) {
            return text.codePoints().anyMatch(c -> isControl(c) && c != '\n' && c != '\r' && c != '\t')
                    ? "must not hold control characters other than line breaks and tabs"
                    : null;
        }
    },
    PHOTO_URL(1, 2048) {
        @Override
        String checkContent(String text) {
            return isHttpsUrl(text) ? null : "must be an https URL, for instance https://example.com/photo.jpg";
        }
    };

    private final int least;
    private final int most;

    SpaceRules(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /** What is wrong with the text, or null. */
    String check(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            return "must be " + least + " to " + most + " characters";
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            return "must not hold half of a surrogate pair";
        }
        return checkContent(text);
    }

    abstract String checkContent(String text);

    private static String checkLine(String text) {
        if (text.codePoints().anyMatch(c -> isControl(c) || isLineBreak(c))) {
            return "must not hold control characters or line breaks";
        }
        return text.codePoints().allMatch(SpaceRules::isInvisible) ? "must not be blank" : null;
    }

    private static boolean isControl(int character) {
        return Character.getType(character) == Character.CONTROL;
    }

    private static boolean isLineBreak(int character) {
        int type = Character.getType(character);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isInvisible(int character) {
        return Character.isSpaceChar(character) || Character.getType(character) == Character.FORMAT;
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
