package dev.spacefinder.local.pool.login;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.declaration.PasswordPolicy;
import dev.spacefinder.local.pool.protocol.Reply;

/**
 * One page of the managed login: a form and the links to other pages.
 *
 * @param title the heading
 * @param form the form's content
 * @param links what stands below the form
 */
record View(String title, Html form, Html links) {

    private static final Map<String, String> AUTOCOMPLETE = Map.ofEntries(
            Map.entry("name", "name"),
            Map.entry("given_name", "given-name"),
            Map.entry("family_name", "family-name"),
            Map.entry("middle_name", "additional-name"),
            Map.entry("nickname", "nickname"),
            Map.entry("email", "email"),
            Map.entry("phone_number", "tel"),
            Map.entry("birthdate", "bday"),
            Map.entry("website", "url"),
            Map.entry("address", "street-address"));
    private static final Map<String, String> TYPES =
            Map.of("email", "email", "phone_number", "tel", "birthdate", "date");

    private static final String DOCUMENT = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <link rel="icon" href="/login/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/login/theme.css">
            <link rel="stylesheet" href="/login/style.css">
            </head>
            <body>
            <main id="main">
            <p class="brand"><img src="/login/icon.svg" alt="" width="36" height="36"> Space Finder</p>
            <div class="card">
            <h1>%s</h1>
            %s</div>
            </main>
            <footer>
            <p>This is the local user pool. It sends no mail: codes are printed where it runs, and stand in the mail box of
            <a href="/">its page</a>.</p>
            </footer>
            </body>
            </html>
            """;

    private static final String FORM = """
            %s<form method="post" class="fields">
            %s</form>
            %s""";

    /** The page, with what the page before it had to say, or with what is wrong with the form. */
    Reply reply(AuthorizationRequest asked, Optional<String> notice, Optional<String> problem) {
        var note = problem.map(text -> Html.of("<p class=\"note problem\" role=\"alert\">%s</p>\n", text))
                .or(() -> notice.map(text -> Html.of("<p class=\"note done\" role=\"status\">%s</p>\n", text)))
                .orElse(Html.NONE);
        return page(
                200,
                (problem.isPresent() ? "Error: " : "") + title,
                title,
                Html.of(FORM, note, form, links),
                "'self' " + asked.callbackOrigin());
    }

    /** A page that leads nowhere, because the request is wrong. */
    static Reply problem(int status, String sentence) {
        return page(
                status,
                "Error: this cannot go on",
                "This cannot go on",
                Html.of("<p class=\"note problem\">%s</p>\n", sentence),
                "'none'");
    }

    /** Browsers check form-action for the redirect after a form too, so the callback's origin is in it. */
    private static Reply page(int status, String name, String title, Html content, String formAction) {
        return Reply.of(
                        status,
                        "text/html;charset=UTF-8",
                        Html.of(DOCUMENT, name + " – Space Finder", title, content)
                                .markup())
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                                + "frame-ancestors 'none'; form-action " + formAction)
                .with("X-Frame-Options", "DENY")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "same-origin");
    }

    static Html link(String address, String text) {
        return Html.of("<p><a href=\"%s\">%s</a></p>\n", address, text);
    }

    static Html button(String text) {
        return Html.of("<button class=\"primary\">%s</button>\n", text);
    }

    static Html hidden(String name, String value) {
        return Html.of("<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", name, value);
    }

    /** The field for what a user signs in with; it has the focus if it is empty. */
    static Html username(DeclaredPool declared, String value) {
        return username(signInName(declared), value, value.isEmpty());
    }

    /** The field for the name of a new user. */
    static Html newUsername(DeclaredPool declared, String value) {
        return username(declared.usernameAttributes().isEmpty() ? "Username" : signInName(declared), value, true);
    }

    private static Html username(String label, String value, boolean focused) {
        return Html.of("""
                <label>%s
                <input name="username" value="%s" autocomplete="username" autocapitalize="none" spellcheck="false"
                maxlength="128" required%s></label>
                """, label, value, focus(focused));
    }

    /** The name of a user who cannot be another any more; password managers keep the password with it. */
    static Html givenUsername(String value) {
        return Html.of("""
                <label>Username
                <input name="username" value="%s" autocomplete="username" readonly></label>
                """, value);
    }

    static Html password(boolean focused) {
        return Html.of("""
                <label>Password
                <input name="password" type="password" autocomplete="current-password" maxlength="256" required%s></label>
                """, focus(focused));
    }

    static Html newPassword(String label, PasswordPolicy policy) {
        return Html.of("""
                <label>%s
                <input name="new_password" type="password" autocomplete="new-password" maxlength="256" required
                aria-describedby="policy"></label>
                <p class="hint" id="policy">%s</p>
                """, label, described(policy));
    }

    /** The field for a code of six digits. */
    static Html code(String label, boolean focused) {
        return Html.of("""
                <label>%s
                <input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="32" required%s></label>
                """, label, focus(focused));
    }

    /** The field for an attribute that a user must have. */
    static Html attribute(String name, String value) {
        return Html.of(
                """
                <label>%s
                <input name="%s" type="%s" value="%s" autocomplete="%s" maxlength="2048" required></label>
                """,
                capitalized(label(name)),
                name,
                TYPES.getOrDefault(name, "text"),
                value,
                AUTOCOMPLETE.getOrDefault(name, "off"));
    }

    private static Html focus(boolean focused) {
        return focused ? new Html(" autofocus") : Html.NONE;
    }

    private static String signInName(DeclaredPool declared) {
        var names = declared.usernameAttributes().isEmpty()
                ? Stream.concat(Stream.of("username"), declared.aliases().stream())
                : declared.usernameAttributes().stream();
        return capitalized(names.map(View::label).collect(Collectors.joining(" or ")));
    }

    private static String label(String attribute) {
        return attribute.replaceFirst("^custom:", "").replace('_', ' ');
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String described(PasswordPolicy policy) {
        var needs = Stream.of(
                        policy.uppercase() ? "an upper-case letter" : "",
                        policy.lowercase() ? "a lower-case letter" : "",
                        policy.numbers() ? "a number" : "",
                        policy.symbols() ? "a symbol" : "")
                .filter(need -> !need.isEmpty())
                .toList();
        return "At least " + policy.minimumLength() + " characters"
                + (needs.isEmpty() ? "." : ", among them " + String.join(", ", needs) + ".");
    }
}
