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
 * Reads the settings of Quarkus and its extensions while the binary is built. A cold start spent half of its processor
 * time on looking for hundreds of settings that nobody had given. Where the environment or the command line gives one,
 * the part that it belongs to is read at the start; all parts are, if it is in none of those that deployments change.
 * The settings of this application are always read at the start.
 */
public class PrebuiltSettings implements SmallRyeConfigBuilderCustomizer {

    private static final String QUARKUS = "quarkus";

    /** No other part's values refer to these. */
    private static final Set<String> CHANGED_BY_DEPLOYMENTS = Set.of("quarkus.http", "quarkus.log");

    /** Made by the builder of the binary, and empty on a JVM. */
    private static final Map<ConfigClass, Object> PREBUILT =
            ImageMode.current() == ImageMode.NATIVE_BUILD ? prebuild() : Map.of();

    @Override
    public void configBuilder(SmallRyeConfigBuilder settings) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            var given = GivenSettings.ofThisProcess();
            if (given.areBelow(CHANGED_BY_DEPLOYMENTS)) {
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
            if (!given.touch(mapping.getPrefix())) {
                mappings.getMappings().remove(mapping);
                mappings.mappingInstance(mapping, instance);
                unlist(mapping.getProperties().keySet(), settings.getDefaultValues(), unlisted);
            }
        });
        // Those that are left list the default values of their own again.
        List.copyOf(mappings.getMappings()).forEach(settings::withMapping);
        settings.withSources(new UnlistedDefaults(unlisted));
        // Of its own, Quarkus itself tells what it does not know.
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

    /** Whose values name something that is known only where the binary runs, such as a folder. */
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
