package dev.spacefinder.local.pool.login;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.Map;
import java.util.Optional;

import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;

/** A page of the managed login: a form, and what happens when it is sent. */
interface FormPage {

    /** The page with these values in its fields. */
    View view(AuthorizationRequest asked, Map<String, String> values);

    /**
     * Takes the form.
     *
     * @throws CognitoException if the form is to be shown again with the message
     */
    Reply sent(AuthorizationRequest asked, Map<String, String> form);

    /** The form, or what is wrong with it. */
    default Reply answer(AuthorizationRequest asked, Map<String, String> form) {
        try {
            return sent(asked, form);
        } catch (CognitoException e) {
            return view(asked, form).reply(asked, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    /**
     * A value of a form, held to what the API takes.
     *
     * @param field the form's field
     * @param member the API's name for such a value
     * @throws CognitoException InvalidParameterException if the API would refuse it
     */
    static String value(Map<String, String> form, String field, String member) {
        var value = form.getOrDefault(field, "");
        // Authenticator apps and mails show codes with spaces, and keyboards of telephones add some.
        var written =
                field.equals("code") ? value.replaceAll("\\s", "") : field.equals("username") ? value.strip() : value;
        try {
            new Input(Json.object().put(member, written)).check(new String[] {member});
            return written;
        } catch (CognitoException e) {
            throw invalidParameter("The " + field.replace('_', ' ')
                    + " is missing, is too long or has characters that it cannot have.");
        }
    }
}
