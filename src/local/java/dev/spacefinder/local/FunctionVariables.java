package dev.spacefinder.local;

import java.nio.file.Path;
import java.util.List;

import org.eclipse.microprofile.config.spi.ConfigSource;

import dev.spacefinder.local.template.TemplateException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;

/**
 * Gives development mode the settings that the deployed function has: its environment variables, evaluated from the
 * template. A new table or setting is written once, in the template.
 */
public class FunctionVariables implements ConfigSourceFactory {

    /** Above application.properties (250), below the developer's own environment (300). */
    private static final int ORDINAL = 260;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!context.getProfiles().contains("dev")) {
            return List.of();
        }
        try {
            var file = context.getValue("local.template").getValue();
            var parameters = context.getValue("local.parameters").getValue();
            var template = LocalTemplate.read(
                    file == null ? LocalTemplate.FILE : Path.of(file), parameters == null ? "" : parameters);
            return List.of(new EnvConfigSource(LocalTemplate.functionVariables(template), ORDINAL));
        } catch (TemplateException e) {
            throw StartProblem.because(e.getMessage());
        }
    }
}
