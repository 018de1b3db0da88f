package dev.spacefinder.lambda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Reads the settings of Quarkus and its extensions while the binary is built, and not at each cold start.
 *
 * <p>Quarkus describes its settings by some hundred mappings: interfaces such as {@code VertxHttpConfig} with a method
 * for each setting. At the start of a process a {@link SmallRyeConfigBuilder} is told which mappings and default values
 * there are; then it asks every source (environment, system properties, application.properties) for every setting of
 * every mapping. Nearly nobody gives one, so that the answers are the same at each start, and looking for them took
 * half of a cold start's processor time. This class takes part twice. While the binary is built, {@link #prebuild()}
 * lets the builder do all of that and keeps the filled mappings in {@link #PREBUILT}, a static field that becomes part
 * of the binary. At the start of the binary, {@link #use} hands these to the builder in the place of the mappings.
 *
 * <p>What a deployment gives still counts: {@link GivenSettings} are the names of Quarkus' settings in the environment
 * and on the command line. A part of the settings (see {@link #CHANGED_BY_DEPLOYMENTS}) that one of them belongs to is
 * read at the start; all parts are, if one belongs to none of these. The settings of this application are always read
 * at the start, and so is everything in a JVM.
 *
 * <p>{@code ./mvnw package -Dnative -Dlambda.prebuilt-settings=false} builds a binary without it, to find out whether
 * this class is to blame for something; PrebuiltSettingsTest says what to look at when Quarkus is upgraded.
 */
public class PrebuiltSettings implements SmallRyeConfigBuilderCustomizer {

    /** Set by quarkus.native.additional-build-args. */
    private static final String SWITCH = "lambda.prebuilt-settings";

    private static final String QUARKUS = "quarkus";

    /** Parts that can be read alone, because no setting of another part refers to one of theirs. */
    private static final Set<String> CHANGED_BY_DEPLOYMENTS = Set.of("quarkus.http", "quarkus.log");

    /** Which are read by their names, not as a part of Quarkus' settings: see http/Origins. */
    private static final Set<String> READ_BY_THE_APPLICATION = Set.of("quarkus.http.cors.origins");

    /** Filled by the builder of the binary; empty on a JVM, and in a binary that was built without. */
    private static final Map<ConfigClass, Object> PREBUILT =
            ImageMode.current() == ImageMode.NATIVE_BUILD && Boolean.getBoolean(SWITCH) ? prebuild() : Map.of();

    @Override
    public void configBuilder(SmallRyeConfigBuilder settings) {
        // In this order: while the builder fills it, there is no map yet.
        if (ImageMode.current() == ImageMode.NATIVE_RUN && !PREBUILT.isEmpty()) {
            var given = GivenSettings.ofThisProcess().without(READ_BY_THE_APPLICATION);
            if (given.areAllIn(CHANGED_BY_DEPLOYMENTS)) {
                use(PREBUILT, settings, given);
            }
        }
    }

    /** After all that say what settings there are. */
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    private static void use(Map<ConfigClass, Object> prebuilt, SmallRyeConfigBuilder settings, GivenSettings given) {
        var mappings = settings.getMappingsBuilder();
        var unlisted = new HashMap<String, String>();
        prebuilt.forEach((mapping, instance) -> {
            if (!given.anyIn(mapping.getPrefix())) {
                mappings.getMappings().remove(mapping);
                mappings.mappingInstance(mapping, instance);
                unlist(mapping.getProperties().keySet(), settings.getDefaultValues(), unlisted);
            }
        });
        // Adding a mapping lists its default values: those of the mappings that stay may have been taken off the list.
        List.copyOf(mappings.getMappings()).forEach(settings::withMapping);
        settings.withSources(new UnlistedDefaults(unlisted));
        // The builder refuses names that no mapping knows, and the mappings are gone. Quarkus warns of unknown names
        // itself.
        mappings.getIgnoredPaths().removeIf(name -> name.startsWith(QUARKUS));
        mappings.ignoredPath(QUARKUS + ".**");
    }

    private static void unlist(Set<String> names, Map<String, String> listed, Map<String, String> unlisted) {
        for (var name : names) {
            var value = listed.remove(name);
            if (value != null) {
                unlisted.put(name, value);
            }
        }
    }

    private static Map<ConfigClass, Object> prebuild() {
        var changing = changingNames();
        var settings = new SmallRyeConfigBuilder();
        var config = build(settings, mapping -> changing.stream().noneMatch(mapping.getProperties()::containsKey));
        return settings.getMappingsBuilder().getMappings().stream()
                .collect(Collectors.toMap(
                        mapping -> mapping,
                        mapping -> config.getConfigMapping(mapping.getType(), mapping.getPrefix())));
    }

    /**
     * The settings whose values depend on where the binary runs, such as a folder: they refer to other than settings of
     * Quarkus.
     */
    private static Set<String> changingNames() {
        var config = build(new SmallRyeConfigBuilder(), mapping -> false);
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> {
                    var value = config.getConfigValue(name).getRawValue();
                    return value != null
                            && value.replace("${" + QUARKUS + ".", "").contains("${");
                })
                .collect(Collectors.toSet());
    }

    /**
     * With nothing of the machine that builds, and nothing of the application, whose settings come with a deployment.
     */
    private static SmallRyeConfig build(SmallRyeConfigBuilder settings, Predicate<ConfigClass> wanted) {
        AbstractConfigBuilder.withCustomizer(settings, "io.quarkus.runtime.generated.RunTimeConfig");
        return settings.withCustomizers(new SmallRyeConfigBuilderCustomizer() {

                    @Override
                    public void configBuilder(SmallRyeConfigBuilder settings) {
                        settings.setAddDefaultSources(false)
                                .setAddSystemSources(false)
                                .setAddPropertiesSources(false);
                        settings.getMappingsBuilder()
                                .getMappings()
                                .removeIf(mapping -> !mapping.getPrefix().startsWith(QUARKUS) || !wanted.test(mapping));
                    }

                    @Override
                    public int priority() {
                        return Integer.MAX_VALUE;
                    }
                })
                .build();
    }
}
