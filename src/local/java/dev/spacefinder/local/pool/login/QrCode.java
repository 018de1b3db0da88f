package dev.spacefinder.local.pool.login;

import io.nayuki.qrcodegen.QrCode.Ecc;

/** QR codes (ISO/IEC 18004) as SVG. */
public final class QrCode {

    /** The modules of free space that the standard wants around a code. */
    private static final int MARGIN = 4;

    private QrCode() {}

    /**
     * Draws a code, dark on light whatever the page's colours are, as scanners expect.
     *
     * @param text what scanners read, at most 2,331 bytes in UTF-8
     * @param name what screen readers say
     * @return an element for a page, and a document of its own
     */
    public static String svg(String text, String name) {
        var code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        var dark = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    dark.append("M%d,%dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
                }
            }
        }
        var side = code.size + 2 * MARGIN;
        return Html.of("""
                <svg class="qr" viewBox="0 0 %s %s" role="img" aria-label="%s" shape-rendering="crispEdges"
                xmlns="http://www.w3.org/2000/svg">
                <path fill="#fff" d="M0,0h%sv%sH0z"/><path fill="#000" d="%s"/></svg>
                """, side, side, name, side, side, dark).markup();
    }
}
