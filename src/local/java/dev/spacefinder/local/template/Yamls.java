package dev.spacefinder.local.template;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
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
            var key = name(tuple);
            if (key == null) {
                throw new TemplateException(file, line(tuple.getKeyNode()), "a name is expected here.");
            }
            if (members.put(key, tuple.getValueNode()) != null) {
                throw new TemplateException(file, line(tuple.getKeyNode()), key + " stands here a second time.");
            }
        }
        return members;
    }

    /** What a member is called; null if that is no single value. */
    static String name(NodeTuple member) {
        return member.getKeyNode() instanceof ScalarNode name ? name.getValue() : null;
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
