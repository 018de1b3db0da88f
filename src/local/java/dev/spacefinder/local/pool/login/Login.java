package dev.spacefinder.local.pool.login;

import java.util.Optional;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;

/** What Cognito serves on the domain of a pool: the OAuth 2.0 endpoints and the managed login pages. */
public final class Login {

    private final OAuth oauth;
    private final SignInPage page;

    /**
     * Serves the users of a pool.
     *
     * @param signIn the way to sign in that the API uses too
     */
    public Login(Pool pool, SignIn signIn) {
        var codes = new AuthorizationCodes(pool.clock());
        this.oauth = new OAuth(pool, codes);
        this.page = new SignInPage(pool, signIn, codes);
    }

    /** The answer, or none if nothing is served at the request's path. */
    public Optional<Reply> answer(Request request) {
        return Optional.ofNullable(
                switch (request.uri().getPath()) {
                    case "/oauth2/token" -> oauth.token(request);
                    case "/oauth2/userInfo" -> oauth.userInfo(request);
                    case "/oauth2/revoke" -> oauth.revoke(request);
                    case "/oauth2/authorize" -> page.authorize(request);
                    case "/login" -> page.login(request);
                    case "/logout" -> page.logout(request);
                    default -> null;
                });
    }
}
