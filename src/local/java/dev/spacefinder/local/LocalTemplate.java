package dev.spacefinder.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.TemplateException;

/** The template of the deployment as the local server takes it, with parameters that a developer chooses. */
public final class LocalTemplate {

    /** The template from the project's root. */
    public static final Path FILE = Path.of("infra", "template.yaml");

    private static final Pattern BEFORE_A_NAME = Pattern.compile(",(?=[A-Za-z][A-Za-z0-9]*=)");
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z][A-Za-z0-9]*)=(.*)", Pattern.DOTALL);

    private LocalTemplate() {}

    /**
     * Reads the template with every parameter at its default.
     *
     * @throws TemplateException if the template cannot be read
     */
    public static Template read() {
        return read(FILE, "");
    }

    /**
     * Reads the template; its user pool and clients have the ids of the local ones.
     *
     * @param file the template
     * @param parameters values for some of its parameters, as {@code TokenUse=access,RequireScopes=true}; a comma
     *     separates only where a name and an equals sign follow, so that a value may hold commas
     * @throws TemplateException if the template cannot be read, or does not allow the parameters
     */
    public static Template read(Path file, String parameters) {
        return Template.read(
                file,
                parse(parameters),
                Map.of(
                        "SpaceUserPool", LocalUserPoolSettings.POOL_ID,
                        "SpaceUserPoolClient", LocalUserPoolSettings.CLIENT_ID,
                        "SpaceMachineClient", LocalUserPoolSettings.MACHINE_CLIENT_ID));
    }

    /**
     * The function's environment variables, as the template sets them.
     *
     * @param template a template with the function {@code SpacesFunction}
     */
    public static Map<String, String> functionVariables(Template template) {
        var variables = new LinkedHashMap<String, String>();
        template.resource("SpacesFunction")
                .properties()
                .path("Environment")
                .path("Variables")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        return variables;
    }

    private static Map<String, String> parse(String parameters) {
        var parsed = new HashMap<String, String>();
        for (var written : parameters.isBlank() ? new String[0] : BEFORE_A_NAME.split(parameters.strip())) {
            var parameter = PARAMETER.matcher(written);
            if (!parameter.matches()) {
                throw new TemplateException(
                        "local.parameters must be Name=Value, with commas between several, but has \"" + written
                                + "\".");
            }
            parsed.put(parameter.group(1), parameter.group(2));
        }
        return parsed;
    }
}
