package dev.spacefinder.local.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The origins of web pages that a developer lets call the local server. */
public final class Origins {

    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:\\d{1,5})?");
    private static final Pattern OF_THIS_MACHINE = Pattern.compile("http://localhost(:\\d{1,5})?");

    private final List<String> listed;

    private Origins(List<String> listed) {
        this.listed = listed;
    }

    /**
     * Reads a list of origins.
     *
     * @param setting origins with commas between them; nothing stands for every page of {@code http://localhost}
     * @throws IllegalArgumentException with a sentence for the developer if one is no origin
     */
    public static Origins of(Optional<String> setting) {
        var listed = setting.map(
                list -> Arrays.stream(list.split(",")).map(String::strip).toList());
        for (var origin : listed.orElse(List.of())) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("local.origins has \"" + origin
                        + "\", which is no origin. Write scheme, host and port alone, as http://localhost:5173, "
                        + "with commas between several.");
            }
        }
        return new Origins(listed.orElse(null));
    }

    /** Whether pages of that origin may call. */
    public boolean allow(String origin) {
        return OF_THIS_MACHINE.matcher(origin).matches() || listed != null && listed.contains(origin);
    }
}
