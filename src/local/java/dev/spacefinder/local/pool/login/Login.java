package dev.spacefinder.local.pool.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.operations.PasswordRecovery;
import dev.spacefinder.local.pool.operations.Registration;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;

/** What Cognito serves on the domain of a pool: the OAuth 2.0 endpoints and the managed login pages. */
public final class Login {

    private static final Map<String, String> FILES = Map.of(
            "/login/theme.css", "text/css;charset=UTF-8",
            "/login/style.css", "text/css;charset=UTF-8",
            "/login/icon.svg", "image/svg+xml");

    private final Pool pool;
    private final OAuth oauth;
    private final AuthorizationCodes codes;
    private final Cookies cookies;
    private final Map<String, FormPage> pages;

    /**
     * Serves the users of a pool.
     *
     * @param signIn the way to sign in that the API uses too
     */
    public Login(Pool pool, SignIn signIn) {
        this.pool = pool;
        this.codes = new AuthorizationCodes(pool.clock());
        this.oauth = new OAuth(pool, codes);
        this.cookies = new Cookies(pool);
        var registration = new Registration(pool);
        var recovery = new PasswordRecovery(pool);
        var confirmation = new ConfirmationPage(pool, registration, cookies);
        this.pages = Map.of(
                "/login", new SignInPage(pool, signIn, codes, cookies),
                "/signup", new SignUpPage(pool, registration, cookies),
                "/confirmUser", confirmation,
                "/confirm", confirmation,
                "/resendcode", new ResendPage(pool, registration, cookies),
                "/forgotPassword", new ForgotPasswordPage(pool, recovery, cookies),
                "/confirmforgotPassword", new NewPasswordPage(pool, recovery, cookies));
    }

    /** The answer, or none if nothing is served at the request's path. */
    public Optional<Reply> answer(Request request) {
        var path = request.uri().getPath();
        return Optional.ofNullable(
                switch (path) {
                    case "/oauth2/token" -> oauth.token(request);
                    case "/oauth2/userInfo" -> oauth.userInfo(request);
                    case "/oauth2/revoke" -> oauth.revoke(request);
                    case "/oauth2/authorize" -> authorize(request);
                    case "/logout" -> logout(request);
                    case "/error" -> error(request);
                    default ->
                        pages.containsKey(path)
                                ? page(request, pages.get(path))
                                : FILES.containsKey(path) ? file(path) : null;
                });
    }

    /** To the sign-in page, or straight back if the browser signed in within the hour. */
    private Reply authorize(Request request) {
        return checked(
                request,
                asked -> cookies.user(request)
                        .map(user -> granted(codes, asked, user))
                        .orElseGet(() -> redirect(asked.link("/login", asked.loginHint()))));
    }

    private Reply page(Request request, FormPage page) {
        if (!request.method().equals("POST")) {
            return checked(request, asked -> {
                var notice = cookies.notice(request);
                var reply = page.view(asked, Map.of()).reply(asked, notice, Optional.empty());
                return notice.isPresent() ? cookies.withoutNotice(reply) : reply;
            });
        }
        if (request.header("Origin") != null && !request.isOwnPage()) {
            return View.problem(400, "Only the pool's own page can send this form.");
        }
        return checked(request, asked -> page.answer(asked, request.form()));
    }

    /** Forgets the browser's sign-in, and goes to the client's page or to the sign-in page. */
    private Reply logout(Request request) {
        var query = request.query();
        var client = pool.declared().clients().get(query.getOrDefault("client_id", ""));
        if (client != null
                && query.containsKey("logout_uri")
                && client.logoutUrls().contains(query.get("logout_uri"))) {
            return cookies.withoutUser(redirect(query.get("logout_uri")));
        }
        if (client != null
                && query.containsKey("response_type")
                && client.callbackUrls().contains(query.getOrDefault("redirect_uri", ""))) {
            return cookies.withoutUser(redirect("/login?" + request.uri().getRawQuery()));
        }
        return View.problem(
                400,
                "/logout needs client_id, and a logout_uri that the client has or redirect_uri and response_type.");
    }

    /** Where a request ends that names no address to go back to. */
    private static Reply error(Request request) {
        var query = request.query();
        return View.problem(
                400,
                query.getOrDefault("error", "").equals("redirect_mismatch")
                        ? "redirect_mismatch: the client " + query.getOrDefault("client_id", "")
                                + " does not have this redirect_uri. The template's CallbackURLs say which it has."
                        : "Something is wrong with the request that led here.");
    }

    /** Checks the request as RFC 6749, 4.1.2.1 says: without a good redirect_uri the browser is sent to no client. */
    private Reply checked(Request request, Function<AuthorizationRequest, Reply> answer) {
        var query = request.query();
        var client = pool.declared().clients().get(query.getOrDefault("client_id", ""));
        if (client == null) {
            return View.problem(400, "There is no client with the client_id that was given.");
        }
        if (!client.callbackUrls().contains(query.getOrDefault("redirect_uri", ""))) {
            return redirect("/error?error=redirect_mismatch&client_id=" + URLEncoder.encode(client.id(), UTF_8));
        }
        try {
            return answer.apply(AuthorizationRequest.of(client, query));
        } catch (OAuthException e) {
            return redirect(AuthorizationRequest.callback(query, "error", e.getMessage()));
        }
    }

    private static Reply file(String path) {
        try (var file = Login.class.getResourceAsStream(path.substring(path.lastIndexOf('/') + 1))) {
            return Reply.of(200, FILES.get(path), new String(file.readAllBytes(), UTF_8))
                    .with("Cache-Control", "no-cache")
                    .with("X-Content-Type-Options", "nosniff");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Back to the client, with a code for the user. */
    static Reply granted(AuthorizationCodes codes, AuthorizationRequest asked, User user) {
        return redirect(AuthorizationRequest.callback(asked.parameters(), "code", codes.issue(asked.grant(user))));
    }

    static Reply redirect(String location) {
        return Reply.empty(302)
                .with("Location", location)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }
}
