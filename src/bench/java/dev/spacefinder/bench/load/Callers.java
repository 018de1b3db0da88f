package dev.spacefinder.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.spacefinder.testing.Issuer;
import dev.spacefinder.testing.SigningKey;

/** Who calls, with tokens that last longer than the run, and tokens that are refused. */
final class Callers {

    private static final int USERS = 8;
    private static final Duration LIFETIME = Duration.ofHours(8);

    private final List<Caller> users;
    private final Caller admin;
    private final Caller moderator;
    private final List<BadToken> badTokens;

    /** A signed-in caller. */
    record Caller(String sub, String token) {}

    /** A token, and why it is refused. */
    record BadToken(String token, String reason) {}

    Callers(Issuer issuer) {
        users = IntStream.range(0, USERS)
                .mapToObj(user -> caller(issuer, "11111111-2222-4333-8444-00000000000" + user))
                .toList();
        admin = caller(issuer, "11111111-2222-4333-8444-0000000000ad", "admins");
        moderator = caller(issuer, "11111111-2222-4333-8444-0000000000ed", "moderators");
        badTokens = List.of(
                new BadToken("no.token", "malformed_token"),
                new BadToken(issuer.idToken().lasting(Duration.ofHours(-1)).toString(), "expired"),
                new BadToken(
                        issuer.idToken()
                                .signedWith(SigningKey.rsa("another key"))
                                .lasting(LIFETIME)
                                .toString(),
                        "bad_signature"),
                new BadToken(
                        issuer.idToken()
                                .claim("iss", "https://issuer.example")
                                .lasting(LIFETIME)
                                .toString(),
                        "wrong_issuer"),
                new BadToken(
                        issuer.idToken()
                                .claim("aud", "another client")
                                .lasting(LIFETIME)
                                .toString(),
                        "wrong_client"),
                new BadToken(issuer.accessToken().lasting(LIFETIME).toString(), "wrong_token_use"));
    }

    Caller user(SplittableRandom random) {
        return users.get(random.nextInt(users.size()));
    }

    /** The user of that {@code sub}. */
    Caller user(String sub) {
        return users.stream().filter(user -> user.sub().equals(sub)).findFirst().orElseThrow();
    }

    /** A user who is not that one. */
    Caller userBut(String sub, SplittableRandom random) {
        var others = users.stream().filter(user -> !user.sub().equals(sub)).toList();
        return others.get(random.nextInt(others.size()));
    }

    Caller admin() {
        return admin;
    }

    Caller moderator() {
        return moderator;
    }

    BadToken badToken(SplittableRandom random) {
        return badTokens.get(random.nextInt(badTokens.size()));
    }

    private static Caller caller(Issuer issuer, String sub, String... groups) {
        return new Caller(sub, issuer.idTokenOf(sub, groups).lasting(LIFETIME).toString());
    }
}
