package dev.spacefinder.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Builds and unpacks the handlers. */
final class Handlers {

    private static final List<String> JAVA_CLIENT = List.of(
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
            "com.amazonaws.services.lambda.runtime.Context",
            "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");

    private final Path project;
    private final Path folder;
    private final List<String> wanted =
            List.of(System.getProperty("bench.handlers", "native,jvm,node,rust").split(","));

    Handlers(Path project, Path folder) {
        this.project = project;
        this.folder = folder;
    }

    List<Handler> ready() {
        var handlers = new ArrayList<Handler>();
        if (wanted.contains("native")) {
            handlers.add(nativeFunction("native", project.resolve("target/function.zip"), List.of()));
        }
        handlers.addAll(also());
        if (wanted.contains("jvm")) {
            handlers.add(jvm());
        }
        if (wanted.contains("node")) {
            handlers.add(node());
        }
        if (wanted.contains("rust")) {
            if (isThere("cargo")) {
                handlers.add(rust());
            } else {
                System.out.println("There is no cargo: the Rust handler is left out.");
            }
        }
        return handlers;
    }

    /** Each {@code name=zip}, with arguments for the binary after it where wanted. */
    private List<Handler> also() {
        return Stream.of(System.getProperty("bench.also", "").split(","))
                .filter(entry -> entry.contains("="))
                .map(entry -> entry.split("=", 2))
                .map(entry -> {
                    var zipAndArguments = List.of(entry[1].split(" "));
                    return nativeFunction(
                            entry[0],
                            Path.of(zipAndArguments.get(0)),
                            zipAndArguments.subList(1, zipAndArguments.size()));
                })
                .toList();
    }

    private Handler nativeFunction(String name, Path zip, List<String> arguments) {
        var taskRoot = unpack(zip, folder.resolve(name));
        var bootstrap = taskRoot.resolve("bootstrap");
        if (!Files.exists(bootstrap) || !bootstrap.toFile().setExecutable(true)) {
            throw new IllegalStateException(zip + " has no bootstrap: build it with ./mvnw verify -Dnative");
        }
        var command = Stream.concat(Stream.of(bootstrap.toString()), arguments.stream())
                .toList();
        return new Handler(name, command, taskRoot, size(zip), true);
    }

    /**
     * As Lambda's java runtimes start a function: their interface client, which loads the package's classes and
     * libraries.
     */
    private Handler jvm() {
        var zip = folder.resolve("jvm-build/function.zip");
        var client = JAVA_CLIENT.stream().map(Handlers::jarOf).collect(Collectors.joining(File.pathSeparator));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Handler(
                "jvm",
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        client,
                        JAVA_CLIENT.get(0),
                        "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"),
                unpack(zip, folder.resolve("jvm")),
                size(zip),
                true);
    }

    /**
     * As Lambda's Node.js runtimes start a function: the interface client with its native part, and the bundled
     * handler.
     */
    private Handler node() {
        require("node", "npm", "cmake", "g++", "autoreconf", "libtoolize");
        var build = copy("node");
        if (isNewer(build.resolve("package-lock.json"), build.resolve("node_modules/.package-lock.json"))) {
            run(build, "npm", "ci");
        }
        run(build, "npm", "run", "build");
        var zip = zip(build.resolve("dist/index.js"), folder.resolve("node.zip"));
        var client = build.resolve("node_modules/aws-lambda-ric");
        if (!Files.exists(client.resolve("dist/rapid-client.node"))) {
            throw new IllegalStateException(
                    "aws-lambda-ric was installed without its native client: does npm run its install scripts?");
        }
        return new Handler(
                "node",
                List.of(path("node"), client.resolve("bin/index.mjs").toString(), "index.handler"),
                unpack(zip, folder.resolve("node-package")),
                size(zip),
                false);
    }

    private Handler rust() {
        var build = copy("rust");
        run(build, "cargo", "build", "--release", "--locked");
        var zip = zip(build.resolve("target/release/bootstrap"), folder.resolve("rust.zip"));
        var taskRoot = unpack(zip, folder.resolve("rust-package"));
        taskRoot.resolve("bootstrap").toFile().setExecutable(true);
        return new Handler("rust", List.of(taskRoot.resolve("bootstrap").toString()), taskRoot, size(zip), false);
    }

    /** The sources, beside what an earlier run built of them. */
    private Path copy(String name) {
        var from = project.resolve("src/bench").resolve(name);
        var to = folder.resolve(name);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    private static void run(Path folder, String... command) {
        System.out.println("In " + folder + ": " + String.join(" ", command));
        var log = folder.resolve("build.log");
        try {
            int status = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + status + "; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void require(String... programs) {
        var missing = Stream.of(programs).filter(program -> !isThere(program)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The Node handler is built with " + String.join(", ", programs)
                    + "; missing: " + String.join(", ", missing)
                    + ". On Debian: apt-get install nodejs npm cmake g++ autoconf automake libtool");
        }
    }

    private static boolean isThere(String program) {
        return !path(program).isEmpty();
    }

    private static String path(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    private static String jarOf(String type) {
        try {
            return Path.of(Class.forName(type)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("Run it with the profile bench", e);
        }
    }

    private static boolean isNewer(Path source, Path result) {
        return source.toFile().lastModified() > result.toFile().lastModified();
    }

    private static Path zip(Path file, Path zip) {
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(file.getFileName().toString()));
            Files.copy(file, out);
            return zip;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpack(Path zip, Path to) {
        try (var files = new ZipFile(zip.toFile())) {
            for (var entry :
                    files.stream().filter(entry -> !entry.isDirectory()).toList()) {
                var file = to.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(files.getInputStream(entry), file, StandardCopyOption.REPLACE_EXISTING);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + zip + "; is it built?", e);
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
