import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the project in this folder a name of yours: MAKE-IT-YOURS.md, beside this file, says how. It needs a JDK alone.
 *
 * <p>The names below are renamed too, so that it renames a renamed project as well.
 */
class Rename {

    private static final String PACKAGE = "dev.spacefinder";
    private static final String NAME = "Space Finder";
    private static final String SHORT = "spaces";

    private static final Set<String> NOT_OURS = Set.of(".git", ".idea", ".local", "node_modules", "target");

    /** Known answers that another client computed for this pool. */
    private static final String COMPUTED = "srp-vectors";

    /** Its SpacesApi is a class that a generator makes of the resource's name. */
    private static final Pattern GENERATED = Pattern.compile("src/test/clients/generated/.*|.*/openapi/README\\.md");

    private static final String LOGICAL_IDS =
            "(?=(Api|Deployment|Function|IdentityPool|MachineClient|ResourceServer|Stage|UserPool))";

    private final Map<Pattern, String> rules = new LinkedHashMap<>();
    private final Rule pool;
    private final Rule logicalIds;
    private final String newPackage;

    private record Rule(Pattern pattern, String replacement) {

        String apply(String text) {
            return pattern.matcher(text).replaceAll(replacement);
        }
    }

    private Rename(String newPackage, String name, String word) {
        this.newPackage = newPackage;
        literally(PACKAGE, newPackage);
        literally(path(PACKAGE), path(newPackage));
        literally(NAME, name);
        literally(kebab(NAME), kebab(name));
        literally(NAME.replace(" ", ""), name.replace(" ", ""));
        // Not the resource of that name: its package, its path, its table and the variable that names the table.
        rule("\\b%s(?=(dev|machine)client\\b)", word);
        rule("(?<![/\\w])%s(?=/(read|write|READ|WRITE)\\b)", word);
        rule("(?<=scope of )%s(?=/ )", word);
        rule("(?<=Identifier: )%s\\b|(?<=identifier\\(\")%<s\\b|(?<=SHORT = \")%<s\\b", word);
        rule("\\b%s(?=-[a-z$}])", word);
        rule("\\b%s(?=@example\\.com|\\.example\\b)", word);
        var capital = capital(SHORT);
        rule("\\b" + capital + "(?=-[A-Z][a-z])|\\b" + capital + "(?= <)", capital(word));
        rule("(?<=DashboardName: !Sub )%1$s(?=-)|(?<=(alarm|hboard)[:/])%1$s(?=-)".formatted(capital), capital(word));
        rule("\\b" + SHORT.toUpperCase(Locale.ROOT) + "_(?!TABLE)", word.toUpperCase(Locale.ROOT) + "_");
        pool = new Rule(Pattern.compile("_" + capital + "Dev\\b"), "_" + capital(word) + "Dev");
        var oneOrMore = capital.replaceFirst("s$", "s?");
        logicalIds = new Rule(Pattern.compile("(?<![A-Za-z])" + oneOrMore + LOGICAL_IDS), capital(word));
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            fail("Give three names: java .github/Rename.java com.example.rooms \"Room Finder\" rooms");
        }
        require(arguments[0], "([a-z][a-z0-9]*\\.)+[a-z][a-z0-9]*", "a Java package of at least two parts");
        require(arguments[1], "[A-Z][A-Za-z0-9]*( [A-Z][A-Za-z0-9]*)*", "words with capital letters, without API");
        require(arguments[2], "[a-z][a-z0-9]{1,19}", "one word in lower case, 2 to 20 characters");
        if (!Files.exists(Path.of("infra", "template.yaml"))) {
            fail("Run it in the project's folder: there is no infra/template.yaml here.");
        }
        new Rename(arguments[0], arguments[1], arguments[2]).run();
    }

    private void run() throws IOException {
        var changed = 0;
        var moved = 0;
        for (var file : files()) {
            var before = Files.readString(file, StandardCharsets.ISO_8859_1);
            var isText = before.indexOf('\0') < 0;
            var after = isText ? renamed(file.toString().replace('\\', '/'), before) : before;
            if (!after.equals(before)) {
                Files.writeString(file, after, StandardCharsets.ISO_8859_1);
                changed++;
            }
            var target = Path.of(file.toString().replace('\\', '/').replace(path(PACKAGE), path(newPackage)));
            if (!target.equals(file)) {
                Files.createDirectories(target.getParent());
                Files.move(file, target);
                removeEmpty(file.getParent());
                moved++;
            }
        }
        System.out.printf("Changed %d files and moved %d. Next: ./mvnw spotless:apply, then ./mvnw verify.%n", changed, moved);
    }

    private String renamed(String file, String text) {
        var result = text;
        for (var rule : rules.entrySet()) {
            result = rule.getKey().matcher(result).replaceAll(rule.getValue());
        }
        if (!file.contains(COMPUTED)) {
            result = pool.apply(result);
        }
        return GENERATED.matcher(file).matches() || file.endsWith("Rename.java") ? result : logicalIds.apply(result);
    }

    private static List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !NOT_OURS.contains(file.getFileName().toString())) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static void removeEmpty(Path folder) throws IOException {
        for (var each = folder; each != null; each = each.getParent()) {
            try (var left = Files.list(each)) {
                if (left.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(each);
        }
    }

    private void literally(String text, String replacement) {
        rules.put(Pattern.compile(Pattern.quote(text)), Matcher.quoteReplacement(replacement));
    }

    private void rule(String pattern, String replacement) {
        rules.put(Pattern.compile(pattern.formatted(SHORT)), Matcher.quoteReplacement(replacement));
    }

    private static String path(String name) {
        return name.replace('.', '/');
    }

    private static String kebab(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static void require(String value, String form, String what) {
        if (!value.matches(form)) {
            fail("\"" + value + "\" is not " + what + ".");
        }
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
