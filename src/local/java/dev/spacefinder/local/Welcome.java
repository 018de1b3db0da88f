package dev.spacefinder.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Collectors;

import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.SeedUser;

/** What a developer needs to know after the start. */
final class Welcome {

    private Welcome() {}

    static String text(int apiPort, URI userPool, LocalUserPoolSettings settings, Path folder) {
        return """

                Space Finder API is running.

                  API         http://localhost:%1$d, described at http://localhost:%1$d/q/swagger-ui/
                  User pool   %2$s, pool id %3$s, client id %4$s
                  Playground  %2$s/ in a browser
                  Sign in as  %5$s

                  Users, keys and spaces are kept in %6$s: delete the folder to start afresh. Ctrl+C stops the server.
                """.formatted(
                        apiPort,
                        userPool,
                        LocalUserPoolSettings.POOL_ID,
                        LocalUserPoolSettings.CLIENT_ID,
                        settings.users().stream().map(Welcome::line).collect(Collectors.joining("\n              ")),
                        folder);
    }

    private static String line(SeedUser user) {
        return "%-8s %-15s %s"
                .formatted(
                        user.username(),
                        user.password(),
                        user.groups().isEmpty() ? "in no group" : "in " + String.join(", ", user.groups()));
    }
}
