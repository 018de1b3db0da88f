package dev.spacefinder.local.pool.login;

import java.util.List;
import java.util.Map;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.Registration;
import dev.spacefinder.local.pool.protocol.Reply;

/** {@code /resendcode}: sends a new user another code. */
record ResendPage(Pool pool, Registration registration, Cookies cookies) implements FormPage {

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var username = values.getOrDefault("username", asked.loginHint());
        return new View(
                "Send another code",
                Html.of(List.of(View.username(pool.declared(), username), View.button("Send a code"))),
                View.link(asked.link("/confirmUser", username), "You have a code already?"));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        var delivery = pool.store().transaction(() -> registration.resend(username, asked.client()));
        return cookies.withNotice(
                Login.redirect(asked.link("/confirmUser", username)),
                "A code was sent to " + delivery.destination() + ".");
    }
}
