package dev.spacefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import dev.spacefinder.ShippedClasses;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.common.utils.StringUtil;

/** The settings that the deployed classes ask for with a {@code @ConfigMapping}. */
public final class Settings {

    /** What SmallRye writes after the name of a list. */
    private static final String ELEMENT = "[*]";

    private static final Path SHIPPED = Path.of("src/main/resources/application.properties");

    private Settings() {}

    /**
     * A setting.
     *
     * @param reader the interface that asks for it
     * @param variable the environment variable that sets it
     * @param hasDefault whether it has a value where nobody sets it
     */
    public record Setting(Class<?> reader, String variable, boolean hasDefault) {}

    /** All of them. */
    public static List<Setting> all() {
        var shipped = shipped();
        return ShippedClasses.all().stream()
                .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
                .flatMap(type -> of(type, shipped))
                .toList();
    }

    private static Stream<Setting> of(Class<?> type, Properties shipped) {
        return ConfigMappings.getProperties(ConfigClass.configClass(type)).entrySet().stream()
                .filter(property ->
                        !property.getValue().isGroup() && !property.getValue().isMap())
                .map(property -> of(type, property.getKey().replace(ELEMENT, ""), property.getValue(), shipped));
    }

    private static Setting of(Class<?> type, String name, Property property, Properties shipped) {
        return new Setting(
                type,
                StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(),
                property.hasDefaultValue() || shipped.containsKey(name) || shipped.containsKey("%prod." + name));
    }

    private static Properties shipped() {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(SHIPPED)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
