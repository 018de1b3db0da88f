package dev.spacefinder.local;

import java.util.regex.Pattern;

/**
 * The terminal that development mode runs in. Whoever reaches the pool chooses names and addresses, and a terminal acts
 * on escape sequences and on marks that turn the direction of writing.
 */
final class Terminal {

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private Terminal() {}

    /** Prints a line, with the codes of the characters that a terminal would act on in their place. */
    static void print(String line) {
        System.out.println(printable(line));
    }

    static String printable(String line) {
        return NOT_PRINTABLE
                .matcher(line)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }
}
