package dev.spacefinder.local.pool.login;

import java.util.List;
import java.util.Map;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.PasswordRecovery;
import dev.spacefinder.local.pool.protocol.Reply;

/** {@code /forgotPassword}: sends the code that replaces a forgotten password. */
record ForgotPasswordPage(Pool pool, PasswordRecovery recovery, Cookies cookies) implements FormPage {

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var username = values.getOrDefault("username", asked.loginHint());
        return new View(
                "Forgot your password?",
                Html.of(List.of(View.username(pool.declared(), username), View.button("Send a code"))),
                Html.of(List.of(
                        View.link(asked.link("/confirmforgotPassword", username), "You have a code already?"),
                        View.link(asked.link("/login", username), "Sign in instead"))));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        var delivery = pool.store().transaction(() -> recovery.begin(username, asked.client()));
        return cookies.withNotice(
                Login.redirect(asked.link("/confirmforgotPassword", username)),
                "A code was sent to " + delivery.destination() + ".");
    }
}
