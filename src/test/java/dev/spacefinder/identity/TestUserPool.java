package dev.spacefinder.identity;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.Issuer;
import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * A user pool as the API sees it: an issuer that publishes keys, and whoever holds them to sign with. It is told to the
 * API by the documented settings alone; more of them can be given as arguments of the test resource.
 */
public class TestUserPool implements QuarkusTestResourceLifecycleManager {

    static final String CLIENT = Issuer.CLIENT;
    static final String SECOND_CLIENT = "spaces-second-client";

    /** Whoever is refused never gets as far as a table. */
    private static final URI NO_DYNAMODB = URI.create("http://localhost:1");

    /** Arguments of the resource: the keys are handed in, or the pool is down at first. */
    static final String KEYS_HANDED_IN = "test.keys-handed-in";

    static final String DOWN = "test.down";

    private final Map<String, String> settings = new HashMap<>();
    private boolean handedIn;
    private boolean down;
    private Issuer issuer;

    @Override
    public void init(Map<String, String> arguments) {
        settings.putAll(arguments);
        handedIn = settings.remove(KEYS_HANDED_IN) != null;
        down = settings.remove(DOWN) != null;
    }

    @Override
    public Map<String, String> start() {
        issuer = new Issuer();
        if (down) {
            issuer.publish();
        }
        var all = new HashMap<>(Map.of(
                "cognito.issuer",
                issuer.url(),
                "cognito.client-ids",
                CLIENT + "," + SECOND_CLIENT,
                "cognito.token-uses",
                "id,access"));
        all.putAll(DynamoDbSettings.of(NO_DYNAMODB));
        if (handedIn) {
            all.put("cognito.jwks", issuer.jwks());
        }
        all.putAll(settings);
        return all;
    }

    @Override
    public void stop() {
        if (issuer != null) {
            issuer.close();
        }
    }

    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(this, new TestInjector.MatchesType(TestUserPool.class));
    }

    void publish(SigningKey... keys) {
        issuer.publish(keys);
    }

    int fetches() {
        return issuer.fetches();
    }

    SigningKey idKey() {
        return issuer.idKey();
    }

    SigningKey accessKey() {
        return issuer.accessKey();
    }

    String issuer() {
        return issuer.url();
    }

    /** An ID token of a user, as Cognito issues it to {@link #CLIENT}. */
    Token idToken() {
        return issuer.idToken();
    }

    /** An access token of the same user, with the scope of sign-ins by the API. */
    Token accessToken() {
        return issuer.accessToken();
    }
}
