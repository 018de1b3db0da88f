package dev.spacefinder.local.pool;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.spacefinder.local.template.Template;

/**
 * What a local user pool is started with; everything else stands in the template.
 *
 * @param port the port to listen on, 0 for any free one
 * @param template the CloudFormation template that declares the pool
 * @param state the folder that keeps users and keys between starts; with none, they live as long as the pool
 * @param callbackUrls where {@code SpaceUserPoolClient} may send browsers beside what the template says
 * @param users who is there from the first start on
 * @param messages takes what Cognito would send by mail
 * @param clock tells the time
 */
public record LocalUserPoolSettings(
        int port,
        Template template,
        Optional<Path> state,
        List<String> callbackUrls,
        List<SeedUser> users,
        Consumer<Message> messages,
        Clock clock) {

    /** The pool's id. */
    public static final String POOL_ID = "us-east-1_SpacesDev";
    /** The id of the client {@code SpaceUserPoolClient}. */
    public static final String CLIENT_ID = "spacesdevclient";
    /** The id of the client {@code SpaceMachineClient}. */
    public static final String MACHINE_CLIENT_ID = "spacesmachineclient";
    /** The secret of the client {@code SpaceMachineClient}. */
    public static final String MACHINE_CLIENT_SECRET = "spaces-machine-secret";

    /**
     * A user who is there from the first start on: confirmed, with a verified e-mail address.
     *
     * @param username the name to sign in with
     * @param password the permanent password, within the template's policy
     * @param email the e-mail address
     * @param sub the user's id, a UUID
     * @param groups the groups that the user is a member of
     */
    public record SeedUser(String username, String password, String email, String sub, List<String> groups) {}

    /**
     * What Cognito would send by mail or SMS.
     *
     * @param username whom it is for
     * @param destination the address or telephone number
     * @param text the message, a sentence that holds the code
     * @param code the confirmation code or temporary password alone
     * @param purpose what it is for: {@code sign-up}, {@code password}, {@code invitation}, or the attribute that it
     *     verifies
     */
    public record Message(String username, String destination, String text, String code, String purpose) {}

    /**
     * The settings of development and tests: any free port, no state folder, and the users {@code admin} (in the group
     * {@code admins}) and {@code visitor}.
     *
     * @param template the CloudFormation template that declares the pool
     */
    public static LocalUserPoolSettings development(Template template) {
        return new LocalUserPoolSettings(
                0,
                template,
                Optional.empty(),
                List.of(),
                List.of(
                        new SeedUser(
                                "admin",
                                "Admin-pass-1",
                                "admin@example.com",
                                "a3f1c2d4-5b6e-7089-8c1d-2e3f4a5b6c7d",
                                List.of("admins")),
                        new SeedUser(
                                "visitor",
                                "Visitor-pass-1",
                                "visitor@example.com",
                                "b7e2d3c5-6a7f-7012-9d2e-3f4a5b6c7d8e",
                                List.of())),
                message -> {},
                Clock.systemUTC());
    }

    /** The same with another port, 0 for any free one. */
    public LocalUserPoolSettings withPort(int port) {
        return new LocalUserPoolSettings(port, template, state, callbackUrls, users, messages, clock);
    }

    /** The same with a folder that keeps users and keys between starts. */
    public LocalUserPoolSettings withState(Path folder) {
        return new LocalUserPoolSettings(port, template, Optional.of(folder), callbackUrls, users, messages, clock);
    }

    /** The same with more places where {@code SpaceUserPoolClient} may send browsers. */
    public LocalUserPoolSettings withCallbackUrls(List<String> callbackUrls) {
        return new LocalUserPoolSettings(port, template, state, callbackUrls, users, messages, clock);
    }

    /** The same with a taker of what Cognito would send by mail. */
    public LocalUserPoolSettings withMessages(Consumer<Message> messages) {
        return new LocalUserPoolSettings(port, template, state, callbackUrls, users, messages, clock);
    }

    /** The same with another clock. */
    public LocalUserPoolSettings withClock(Clock clock) {
        return new LocalUserPoolSettings(port, template, state, callbackUrls, users, messages, clock);
    }

    /** The same with other users from the first start on. */
    public LocalUserPoolSettings withUsers(List<SeedUser> users) {
        return new LocalUserPoolSettings(port, template, state, callbackUrls, users, messages, clock);
    }
}
