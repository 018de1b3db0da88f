package dev.spacefinder.local.pool.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.operations.SignIn;
import dev.spacefinder.local.pool.operations.SignIn.Challenge;
import dev.spacefinder.local.pool.operations.SignIn.ChallengeName;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;

/**
 * {@code /login}: name and password, and then whatever challenge follows. The form of a challenge holds its session and
 * goes to the same address.
 */
record SignInPage(Pool pool, SignIn signIn, AuthorizationCodes codes, Cookies cookies) implements FormPage {

    /** The refusals after which the same form can be sent again; after any other, the sign-in begins anew. */
    private static final Set<String> CORRIGIBLE = Set.of(
            "InvalidPasswordException",
            "InvalidParameterException",
            "CodeMismatchException",
            "ExpiredCodeException",
            "EnableSoftwareTokenMFAException");

    private static final String SETUP = """
            <p>Scan this with an authenticator app, or enter the secret there. Then enter the code that the app shows.</p>
            %s<p class="hint">Secret</p>
            <p class="secret"><code id="secret">%s</code></p>
            """;

    @Override
    public View view(AuthorizationRequest asked, Map<String, String> values) {
        var declared = pool.declared();
        var username = values.getOrDefault("username", asked.loginHint());
        var links = new ArrayList<Html>();
        if (declared.recoverable()) {
            links.add(View.link(asked.link("/forgotPassword", username), "Forgot your password?"));
        }
        if (declared.selfSignUp()) {
            links.add(View.link(asked.link("/signup"), "Create an account"));
        }
        return new View(
                "Sign in",
                Html.of(List.of(
                        View.username(declared, username), View.password(!username.isEmpty()), View.button("Sign in"))),
                Html.of(links));
    }

    @Override
    public Reply sent(AuthorizationRequest asked, Map<String, String> form) {
        var username = form.getOrDefault("username", "").strip();
        try {
            return form.containsKey("challenge")
                    ? answered(asked, form)
                    : next(
                            asked,
                            username,
                            () -> signIn.password(username, form.getOrDefault("password", ""), asked.client()));
        } catch (CognitoException e) {
            return switch (e.name()) {
                case "UserNotConfirmedException" ->
                    cookies.withNotice(
                            Login.redirect(asked.link("/confirmUser", username)), "Confirm your account first.");
                case "PasswordResetRequiredException" ->
                    cookies.withNotice(
                            Login.redirect(asked.link("/confirmforgotPassword", username)),
                            "Your password has to be reset. A code was sent to you.");
                default -> throw e;
            };
        }
    }

    /** Takes the answer to a challenge. */
    private Reply answered(AuthorizationRequest asked, Map<String, String> form) {
        var username = FormPage.value(form, "username", "Username");
        Supplier<SignIn.Step> proof = switch (form.get("challenge")) {
            case "NEW_PASSWORD_REQUIRED" -> () -> newPassword(asked, form);
            case "SOFTWARE_TOKEN_MFA" -> () -> softwareToken(asked, form);
            case "MFA_SETUP" -> () -> mfaSetup(asked, form);
            default -> throw CognitoException.invalidParameter("The form is not one of this pool's.");
        };
        try {
            return next(asked, username, proof);
        } catch (CognitoException e) {
            if (!CORRIGIBLE.contains(e.name()) || e.getMessage().equals("Invalid session provided")) {
                throw e;
            }
            return challenge(asked, form).reply(asked, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private static String username(Map<String, String> form) {
        return form.getOrDefault("username", "");
    }

    private SignIn.Step newPassword(AuthorizationRequest asked, Map<String, String> form) {
        var attributes = new HashMap<String, String>();
        for (var name : attributes(form)) {
            attributes.put(name, form.getOrDefault(name, "").strip());
        }
        return signIn.newPassword(
                form.getOrDefault("session", ""),
                username(form),
                FormPage.value(form, "new_password", "Password"),
                attributes,
                asked.client());
    }

    /** The attributes that a form asks for. */
    private List<String> attributes(Map<String, String> form) {
        return Arrays.stream(form.getOrDefault("attributes", "").split(" "))
                .filter(pool.declared().attributes()::containsKey)
                .toList();
    }

    private SignIn.Step softwareToken(AuthorizationRequest asked, Map<String, String> form) {
        return signIn.softwareToken(
                form.getOrDefault("session", ""), username(form), FormPage.value(form, "code", "Code"), asked.client());
    }

    private SignIn.Step mfaSetup(AuthorizationRequest asked, Map<String, String> form) {
        var verified = signIn.verify(form.getOrDefault("session", ""), FormPage.value(form, "code", "Code"), null);
        return signIn.mfaSetup(verified, username(form), asked.client());
    }

    /** Goes where a proof leads: to the client with a code, or to the next challenge. */
    private Reply next(AuthorizationRequest asked, String username, Supplier<SignIn.Step> proof) {
        var step = pool.store().transaction(proof);
        if (step instanceof SignIn.Proven proven) {
            return cookies.withUser(Login.granted(codes, asked, proven.user()), proven.user());
        }
        return challenge(asked, fields(username, (Challenge) step)).reply(asked, Optional.empty(), Optional.empty());
    }

    /** What the form of a challenge holds from the beginning. */
    private Map<String, String> fields(String username, Challenge challenge) {
        var fields = new HashMap<>(
                Map.of("challenge", challenge.name().name(), "username", username, "session", challenge.session()));
        if (challenge.name() == ChallengeName.NEW_PASSWORD_REQUIRED) {
            fields.put("attributes", missing(challenge));
        }
        if (challenge.name() == ChallengeName.MFA_SETUP) {
            var setup = pool.store().transaction(() -> signIn.associate(challenge.session()));
            fields.put("session", setup.session());
            fields.put("secret", setup.secretCode());
        }
        return fields;
    }

    /** The names of the attributes that the user must have and has not, with spaces between them. */
    private static String missing(Challenge challenge) {
        try {
            return String.join(
                            " ",
                            Json.texts(
                                    Json.MAPPER.readTree(challenge.parameters().get("requiredAttributes"))))
                    .replace("userAttributes.", "");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private View challenge(AuthorizationRequest asked, Map<String, String> fields) {
        var content = new ArrayList<Html>();
        for (var name : List.of("challenge", "session", "attributes", "secret")) {
            if (fields.containsKey(name)) {
                content.add(View.hidden(name, fields.get(name)));
            }
        }
        content.add(View.givenUsername(username(fields)));
        var anew = View.link(asked.link("/login"), "Sign in as somebody else");
        return switch (ChallengeName.valueOf(fields.get("challenge"))) {
            case NEW_PASSWORD_REQUIRED -> {
                content.add(View.newPassword("New password", pool.declared().passwordPolicy()));
                for (var name : attributes(fields)) {
                    content.add(View.attribute(name, fields.getOrDefault(name, "")));
                }
                content.add(View.button("Set it and sign in"));
                yield new View("Choose a new password", Html.of(content), anew);
            }
            case SOFTWARE_TOKEN_MFA -> {
                content.add(View.code("Code of your authenticator app", true));
                content.add(View.button("Sign in"));
                yield new View("Enter the code", Html.of(content), anew);
            }
            case MFA_SETUP -> {
                var secret = fields.getOrDefault("secret", "").replaceAll("[^A-Z2-7]", "");
                content.add(Html.of(
                        SETUP,
                        new Html(QrCode.svg(keyUri(username(fields), secret), "QR code of the secret")),
                        secret));
                content.add(View.code("Code of your authenticator app", true));
                content.add(View.button("Set it up and sign in"));
                yield new View("Set up an authenticator app", Html.of(content), anew);
            }
            case PASSWORD_VERIFIER -> throw new IllegalStateException("The pages do not begin with SRP.");
        };
    }

    /** What authenticator apps read from a QR code: the key URI format of Google Authenticator's wiki. */
    private static String keyUri(String username, String secret) {
        return "otpauth://totp/Space%20Finder:"
                + URLEncoder.encode(username, UTF_8).replace("+", "%20") + "?secret=" + secret
                + "&issuer=Space%20Finder";
    }
}
