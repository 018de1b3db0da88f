package dev.spacefinder.local.pool.login;

import java.util.List;
import java.util.Map;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.PasswordRecovery;
import dev.spacefinder.local.pool.protocol.Reply;

/** {@code /confirmforgotPassword}: takes the code and the password that replaces a forgotten one. */
record NewPasswordPage(Pool pool, PasswordRecovery recovery, Cookies cookies) implements FormPage {

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var username = values.getOrDefault("username", asked.loginHint());
        return new View(
                "Choose a new password",
                Html.of(List.of(
                        View.username(pool.declared(), username),
                        View.code("Code", !username.isEmpty()),
                        View.newPassword("New password", pool.declared().passwordPolicy()),
                        View.button("Set the password"))),
                Html.of(List.of(
                        View.link(asked.link("/forgotPassword", username), "Send another code"),
                        View.link(asked.link("/login", username), "Sign in instead"))));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        var code = FormPage.value(form, "code", "ConfirmationCode");
        var password = FormPage.value(form, "new_password", "Password");
        pool.store().transaction(() -> {
            recovery.finish(username, code, password, asked.client());
            return null;
        });
        return cookies.withNotice(
                Login.redirect(asked.link("/login", username)), "Your password is set. Sign in with it.");
    }
}
