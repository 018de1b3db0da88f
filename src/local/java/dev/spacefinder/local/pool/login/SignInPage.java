package dev.spacefinder.local.pool.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.login.AuthorizationCodes.Grant;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;

/** The OAuth 2.0 endpoints that a browser visits: authorize, the sign-in page, and logout. */
final class SignInPage {

    private static final Duration COOKIE_VALIDITY = Duration.ofHours(1);
    private static final String COOKIE = "cognito";
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Sign in</title>
            <style>
            :root { color-scheme: light dark; font-family: system-ui, sans-serif }
            form { max-width: 20rem; margin: 10vh auto; display: grid; gap: 1rem }
            label { display: grid; gap: .25rem }
            input, button { font: inherit; padding: .5rem }
            </style>
            </head>
            <body>
            <form method="post">
            <h1>Sign in</h1>
            <p role="alert">%s</p>
            <label>Username <input name="username" value="%s" autocomplete="username" required autofocus></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            %s<button>Sign in</button>
            </form>
            </body>
            </html>
            """;
    private static final String NEW_PASSWORD = """
            <label>New password <input name="new_password" type="password" autocomplete="new-password" required></label>
            """;

    /** What a browser asks to be signed in for, after it was checked. */
    private record Asked(
            Client client, String redirectUri, String state, String scope, String nonce, String challenge) {}

    private final Pool pool;
    private final SignIn signIn;
    private final AuthorizationCodes codes;

    SignInPage(Pool pool, SignIn signIn, AuthorizationCodes codes) {
        this.pool = pool;
        this.signIn = signIn;
        this.codes = codes;
    }

    /** GET /oauth2/authorize: to the sign-in page, or straight back if the browser signed in within the hour. */
    Reply authorize(Request request) {
        return checked(request, asked -> {
            var user = signedIn(request);
            return user == null ? redirect("/login?" + request.uri().getRawQuery()) : granted(asked, user);
        });
    }

    /** GET and POST /login: the sign-in page and its form. */
    Reply login(Request request) {
        if (request.method().equals("POST") && request.header("Origin") != null && !request.isOwnPage()) {
            return problem("Only the pool's own page can sign in here.");
        }
        return checked(
                request,
                asked -> request.method().equals("POST")
                        ? submitted(asked, request.form())
                        : page(asked, "", "", false));
    }

    /** GET /logout: forgets the browser's sign-in. */
    Reply logout(Request request) {
        var query = request.query();
        var client = pool.declared().clients().get(query.getOrDefault("client_id", ""));
        if (client != null
                && query.containsKey("logout_uri")
                && client.logoutUrls().contains(query.get("logout_uri"))) {
            return redirect(query.get("logout_uri")).with("Set-Cookie", cookie("", Duration.ZERO));
        }
        if (client != null
                && query.containsKey("response_type")
                && client.callbackUrls().contains(query.getOrDefault("redirect_uri", ""))) {
            return redirect("/login?" + request.uri().getRawQuery()).with("Set-Cookie", cookie("", Duration.ZERO));
        }
        return problem(
                "/logout needs client_id, and a logout_uri that the client has or redirect_uri and response_type.");
    }

    private interface Answer {
        Reply to(Asked asked);
    }

    /** Checks the request as RFC 6749, 4.1.2.1 says: without a good redirect_uri the browser is sent nowhere. */
    private Reply checked(Request request, Answer answer) {
        var query = request.query();
        var client = pool.declared().clients().get(query.getOrDefault("client_id", ""));
        if (client == null) {
            return problem("There is no client with the client_id that was given.");
        }
        var redirectUri = query.getOrDefault("redirect_uri", "");
        if (!client.callbackUrls().contains(redirectUri)) {
            return problem("redirect_mismatch: the client " + client.id() + " does not have this redirect_uri.");
        }
        var state = query.get("state");
        try {
            return answer.to(asked(client, redirectUri, state, query));
        } catch (OAuthException e) {
            return redirect(with(redirectUri, "error", e.getMessage(), state));
        }
    }

    private static Asked asked(Client client, String redirectUri, String state, Map<String, String> query) {
        if (!client.grants().contains("code")) {
            throw OAuthException.of("unauthorized_client");
        }
        if (!query.getOrDefault("response_type", "").equals("code")) {
            throw OAuthException.of(
                    query.containsKey("response_type") ? "unsupported_response_type" : "invalid_request");
        }
        var challenge = query.get("code_challenge");
        if (!query.getOrDefault("code_challenge_method", challenge == null ? "S256" : "")
                .equals("S256")) {
            throw OAuthException.of("invalid_request");
        }
        return new Asked(
                client,
                redirectUri,
                state,
                OAuth.scope(query.get("scope"), new TreeSet<>(client.scopes())),
                query.get("nonce"),
                challenge);
    }

    private Reply submitted(Asked asked, Map<String, String> form) {
        var username = form.getOrDefault("username", "");
        var newPassword = form.get("new_password");
        try {
            var step = pool.store()
                    .transaction(() -> step(asked, username, form.getOrDefault("password", ""), newPassword));
            if (!(step instanceof SignIn.Proven proven)) {
                return page(asked, "Choose a new password.", username, true);
            }
            var user = proven.user();
            var session = Json.object().put("username", user.username()).put("signOuts", user.signOuts());
            return granted(asked, user)
                    .with("Set-Cookie", cookie(pool.sealer().seal(COOKIE, session, COOKIE_VALIDITY), COOKIE_VALIDITY));
        } catch (CognitoException e) {
            return page(asked, e.getMessage(), username, newPassword != null);
        }
    }

    private SignIn.Step step(Asked asked, String username, String password, String newPassword) {
        var step = signIn.password(username, password, asked.client());
        return step instanceof SignIn.Challenge challenge && newPassword != null
                ? signIn.newPassword(challenge.session(), username, newPassword, Map.of(), asked.client())
                : step;
    }

    private User signedIn(Request request) {
        var cookies = request.headers().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .findFirst();
        var session = cookies.map(cookie -> pool.sealer().open(COOKIE, cookie.substring(COOKIE.length() + 1)))
                .orElse(null);
        if (session == null || session.expired()) {
            return null;
        }
        var user = pool.store()
                .transaction(
                        () -> pool.users().find(session.value().path("username").asText()));
        return user != null
                        && user.enabled()
                        && user.signOuts() == session.value().path("signOuts").asInt()
                ? user
                : null;
    }

    private Reply granted(Asked asked, User user) {
        var code = codes.issue(new Grant(
                asked.client().id(),
                user.username(),
                asked.redirectUri(),
                asked.scope(),
                asked.nonce(),
                asked.challenge()));
        return redirect(with(asked.redirectUri(), "code", code, asked.state()));
    }

    private static String with(String uri, String name, String value, String state) {
        return uri + (uri.contains("?") ? "&" : "?") + name + "=" + value
                + (state == null ? "" : "&state=" + URLEncoder.encode(state, UTF_8));
    }

    private static Reply redirect(String location) {
        return Reply.empty(302)
                .with("Location", location)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static String cookie(String value, Duration validity) {
        return COOKIE + "=" + value + "; Path=/; Max-Age=" + validity.toSeconds() + "; HttpOnly; SameSite=Lax";
    }

    private static Reply problem(String sentence) {
        return Reply.of(400, "text/plain;charset=UTF-8", sentence + "\n");
    }

    /** Browsers check form-action for the redirect after a form too, so the callback's origin is in it. */
    private static Reply page(Asked asked, String message, String username, boolean newPassword) {
        var callback = URI.create(asked.redirectUri());
        var origin = callback.getRawAuthority() == null
                ? callback.getScheme() + ":"
                : callback.getScheme() + "://" + callback.getRawAuthority();
        return Reply.of(
                        200,
                        "text/html;charset=UTF-8",
                        PAGE.formatted(escaped(message), escaped(username), newPassword ? NEW_PASSWORD : ""))
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                                + "frame-ancestors 'none'; form-action 'self' " + origin)
                .with("X-Frame-Options", "DENY")
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(c -> "<>&\"'".indexOf(c) < 0 ? String.valueOf((char) c) : "&#" + c + ";")
                .collect(Collectors.joining());
    }
}
