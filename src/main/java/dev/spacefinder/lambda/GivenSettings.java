package dev.spacefinder.lambda;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the environment and the command line give of Quarkus' settings.
 *
 * @param names of the settings, spelled as environment variables (MicroProfile Config, "Environment Variables Mapping
 *     Rules")
 */
record GivenSettings(Set<String> names) {

    static GivenSettings ofThisProcess() {
        return of(System.getenv().keySet(), System.getProperties().stringPropertyNames());
    }

    static GivenSettings of(Collection<String> environment, Collection<String> properties) {
        return new GivenSettings(Stream.concat(environment.stream(), properties.stream())
                .map(GivenSettings::variable)
                .filter(GivenSettings::concernsQuarkus)
                .collect(Collectors.toSet()));
    }

    /** All but these, which somebody else reads. */
    GivenSettings without(Collection<String> others) {
        var left = new HashSet<>(names);
        others.forEach(other -> left.remove(variable(other)));
        return new GivenSettings(left);
    }

    /** Whether each of them is in one of these parts of the settings. */
    boolean areAllIn(Collection<String> prefixes) {
        return names.stream().allMatch(name -> prefixes.stream().anyMatch(prefix -> isBelow(prefix, name)));
    }

    /** Whether any of them is in this part of the settings. */
    boolean anyIn(String prefix) {
        return names.stream().anyMatch(name -> isBelow(prefix, name));
    }

    /** Its own, also for one profile, and what changes how others are read. */
    private static boolean concernsQuarkus(String name) {
        return name.startsWith("QUARKUS_")
                || name.startsWith("_") && name.contains("_QUARKUS_")
                || name.startsWith("SMALLRYE_CONFIG_")
                || name.startsWith("MP_CONFIG_");
    }

    private static boolean isBelow(String prefix, String name) {
        return name.startsWith(variable(prefix) + "_");
    }

    private static String variable(String name) {
        return name.replace('.', '_')
                .replace('-', '_')
                .replace('"', '_')
                .replace('%', '_')
                .toUpperCase(Locale.ROOT);
    }
}
