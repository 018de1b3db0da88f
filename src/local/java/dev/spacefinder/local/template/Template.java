package dev.spacefinder.local.template;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A CloudFormation template in YAML, read as CloudFormation would read it with every parameter at its default.
 *
 * <p>Nothing is evaluated before it is asked for: a resource that nobody reads may use intrinsics that are not
 * understood here. Understood are Ref, Fn::Sub, Fn::GetAtt, Fn::If, Fn::Join, Fn::Equals, Fn::Not, Fn::And, Fn::Or,
 * Condition and the pseudo parameters, in their short and long forms.
 */
public final class Template {

    private final Path file;
    private final Map<String, Node> resources;
    private final Evaluator evaluator;

    private Template(Path file, Node root, Map<String, String> parameters, Map<String, String> references) {
        this.file = file;
        var sections = Yamls.members(file, root);
        this.resources = Yamls.members(file, sections.get("Resources"));
        this.evaluator = new Evaluator(
                file,
                Yamls.members(file, sections.get("Parameters")),
                Yamls.members(file, sections.get("Conditions")),
                resources,
                parameters,
                references);
    }

    /**
     * Reads a template whose parameters all keep their defaults.
     *
     * @param file the template
     * @throws TemplateException if the file cannot be read or is not YAML
     */
    public static Template read(Path file) {
        return read(file, Map.of(), Map.of());
    }

    /**
     * Reads a template.
     *
     * @param file the template
     * @param parameters values for some of its parameters; the others keep their defaults
     * @param references what Ref gives for some of its resources, by their logical ids; for the others it gives the
     *     name that the template says, or the logical id
     * @throws TemplateException if the file cannot be read or is not YAML, or if it does not allow a parameter's value
     */
    public static Template read(Path file, Map<String, String> parameters, Map<String, String> references) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Template(file, new Yaml(new LoaderOptions()).compose(reader), parameters, references);
        } catch (IOException e) {
            throw new TemplateException(
                    file + " cannot be read (" + e.getClass().getSimpleName() + ").");
        } catch (MarkedYAMLException e) {
            throw new TemplateException(file, e.getProblemMark().getLine() + 1, e.getProblem());
        } catch (YAMLException e) {
            // Of a character or a depth that YAML does not allow, and without a line.
            throw new TemplateException(file + " is not YAML: " + e.getMessage());
        }
    }

    /**
     * One resource of the template.
     *
     * @param logicalId its name in the template
     * @param type its type, for instance {@code AWS::Cognito::UserPool}
     * @param reference what Ref gives for it: for a table its name
     * @param properties its properties after every intrinsic was evaluated; absent ones are left out
     */
    public record Resource(String logicalId, String type, String reference, JsonNode properties) {}

    /**
     * The resource of this name.
     *
     * @param logicalId its name in the template
     * @throws TemplateException if there is none, if its condition is false, or if an intrinsic in it is not
     *     understood; the message says the line
     */
    public Resource resource(String logicalId) {
        return find(logicalId)
                .orElseThrow(() -> new TemplateException(file + " has no resource " + logicalId
                        + " (or its condition does not hold), and it is needed here."));
    }

    /**
     * The resource of this name, or nothing if there is none or its condition is false.
     *
     * @param logicalId its name in the template
     * @throws TemplateException if an intrinsic in it is not understood; the message says the line
     */
    public Optional<Resource> find(String logicalId) {
        var node = resources.get(logicalId);
        if (node == null || !evaluator.exists(node)) {
            return Optional.empty();
        }
        return Optional.of(
                new Resource(logicalId, evaluator.type(node), evaluator.physicalName(logicalId), properties(node)));
    }

    /**
     * The resources of this type whose conditions hold, in the template's order.
     *
     * @param type for instance {@code AWS::Cognito::UserPoolGroup}
     * @throws TemplateException if an intrinsic in one of them is not understood; the message says the line
     */
    public List<Resource> resources(String type) {
        var found = new ArrayList<Resource>();
        resources.forEach((logicalId, node) -> {
            if (type.equals(evaluator.type(node))) {
                find(logicalId).ifPresent(found::add);
            }
        });
        return List.copyOf(found);
    }

    private JsonNode properties(Node resource) {
        var properties = Yamls.members(file, resource).get("Properties");
        return properties == null ? Evaluator.JSON.objectNode() : evaluator.evaluate(properties);
    }
}
