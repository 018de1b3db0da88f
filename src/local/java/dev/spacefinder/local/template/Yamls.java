package dev.spacefinder.local.template;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Helpers for SnakeYAML's node tree, which keeps the line numbers that a loaded map would lose. */
final class Yamls {

    private Yamls() {}

    /** The members of a mapping in their order; none if the node is absent. */
    static Map<String, Node> members(Path file, Node node) {
        var members = new LinkedHashMap<String, Node>();
        if (node == null) {
            return members;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw new TemplateException(file, line(node), "a mapping is expected here.");
        }
        for (var tuple : mapping.getValue()) {
            var key = ((ScalarNode) tuple.getKeyNode()).getValue();
            if (members.put(key, tuple.getValueNode()) != null) {
                throw new TemplateException(file, line(tuple.getKeyNode()), key + " stands here a second time.");
            }
        }
        return members;
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
