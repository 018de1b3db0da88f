package dev.spacefinder.local.pool.login;

import java.util.List;
import java.util.Map;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.Registration;
import dev.spacefinder.local.pool.protocol.Reply;

/** {@code /confirmUser} and {@code /confirm}: takes the code of a new user. */
record ConfirmationPage(Pool pool, Registration registration, Cookies cookies) implements FormPage {

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var username = values.getOrDefault("username", asked.loginHint());
        return new View(
                "Confirm your account",
                Html.of(List.of(
                        View.username(pool.declared(), username),
                        View.code("Confirmation code", !username.isEmpty()),
                        View.button("Confirm"))),
                Html.of(List.of(
                        View.link(asked.link("/resendcode", username), "Send another code"),
                        View.link(asked.link("/login", username), "Sign in instead"))));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        var code = FormPage.value(form, "code", "ConfirmationCode");
        pool.store().transaction(() -> {
            registration.confirm(username, code, false, asked.client());
            return null;
        });
        return cookies.withNotice(
                Login.redirect(asked.link("/login", username)), "Your account is confirmed. Sign in.");
    }
}
