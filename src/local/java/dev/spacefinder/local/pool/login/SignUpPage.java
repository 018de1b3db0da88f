package dev.spacefinder.local.pool.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.Registration;
import dev.spacefinder.local.pool.protocol.Reply;

/** {@code /signup}: registers a user, and goes on to the code that confirms it. */
record SignUpPage(Pool pool, Registration registration, Cookies cookies) implements FormPage {

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var content = new ArrayList<Html>();
        content.add(View.newUsername(pool.declared(), values.getOrDefault("username", "")));
        for (var name : attributes()) {
            content.add(View.attribute(name, values.getOrDefault(name, "")));
        }
        content.add(View.newPassword("Password", pool.declared().passwordPolicy()));
        content.add(View.button("Sign up"));
        return new View(
                "Create an account",
                Html.of(content),
                Html.of(List.of(
                        View.link(asked.link("/login"), "Sign in instead"),
                        View.link(asked.link("/confirmUser"), "You have a code already?"))));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        var password = FormPage.value(form, "new_password", "Password");
        var written = new LinkedHashMap<String, String>();
        for (var name : attributes()) {
            written.put(name, form.getOrDefault(name, "").strip());
        }
        written.values().removeIf(String::isEmpty);
        var registered =
                pool.store().transaction(() -> registration.register(username, password, written, asked.client()));
        return registered
                .delivery()
                .map(delivery -> cookies.withNotice(
                        Login.redirect(asked.link("/confirmUser", username)),
                        "A code was sent to " + delivery.destination() + "."))
                .orElseGet(() -> cookies.withNotice(
                        Login.redirect(asked.link("/login", username)),
                        "You are signed up. An administrator has to confirm your account."));
    }

    /** What a new user is asked for: what the schema requires, and the contacts that a code can go to. */
    private List<String> attributes() {
        var names = new TreeSet<>(pool.declared().autoVerified());
        pool.declared().attributes().values().stream()
                .filter(attribute -> attribute.required() && !attribute.name().equals("sub"))
                .forEach(attribute -> names.add(attribute.name()));
        names.removeAll(pool.declared().usernameAttributes());
        return List.copyOf(names);
    }
}
