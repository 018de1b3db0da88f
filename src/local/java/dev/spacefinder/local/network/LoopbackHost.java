package dev.spacefinder.local.network;

import java.util.regex.Pattern;

/**
 * The {@code Host} headers of callers who believe to speak to this machine; a web page that rebound its name does not.
 */
public final class LoopbackHost {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private LoopbackHost() {}

    /** Whether that value of the header, null if there is none, names this machine. */
    public static boolean isIn(String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
