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
    private final Authority authority;
    private final Handler nothing;
    private final List<String> wanted = List.of(
            System.getProperty("bench.handlers", "native,jvm,node,rust,nothing").split(","));

    Handlers(Path project, Path folder, Authority authority) {
        this.project = project;
        this.folder = folder;
        this.authority = authority;
        var program = compile("nothing");
        this.nothing =
                new Handler(Handler.NOTHING, List.of(program.toString()), List.of(), folder, size(program), false);
    }

    Starter starter() {
        return new Starter(compile("starter"), folder);
    }

    /** What it takes, the benchmark takes: the others do their jobs in what is beyond it. */
    Handler nothing() {
        return nothing;
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
            if (Commands.isThere("cargo")) {
                handlers.add(rust());
            } else {
                System.out.println("There is no cargo: the Rust handler is left out.");
            }
        }
        if (wanted.contains(Handler.NOTHING)) {
            handlers.add(nothing);
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
        return new Handler(name, command, authority.properties(), taskRoot, size(zip), true);
    }

    /**
     * As Lambda's java runtimes start a function: their interface client, which loads the package's classes and
     * libraries.
     */
    private Handler jvm() {
        var zip = folder.resolve("jvm-build/function.zip");
        var client = JAVA_CLIENT.stream().map(Handlers::jarOf).collect(Collectors.joining(File.pathSeparator));
        return new Handler(
                "jvm",
                List.of(
                        Commands.ofTheJdk("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        client,
                        JAVA_CLIENT.get(0),
                        "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"),
                List.of(),
                unpack(zip, folder.resolve("jvm")),
                size(zip),
                true);
    }

    /**
     * As Lambda's Node.js runtimes start a function: the interface client with its native part, and the bundled
     * handler.
     */
    private Handler node() {
        Commands.require(
                "The Node handler",
                List.of("node", "npm", "cmake", "g++", "autoreconf", "libtoolize"),
                "nodejs npm cmake g++ autoconf automake libtool");
        var build = copy("node");
        if (isNewer(build.resolve("package-lock.json"), build.resolve("node_modules/.package-lock.json"))) {
            Commands.run(build, "npm", "ci");
        }
        Commands.run(build, "npm", "run", "build");
        var zip = zip(build.resolve("dist/index.js"), folder.resolve("node.zip"));
        var client = build.resolve("node_modules/aws-lambda-ric");
        if (!Files.exists(client.resolve("dist/rapid-client.node"))) {
            throw new IllegalStateException(
                    "aws-lambda-ric was installed without its native client: does npm run its install scripts?");
        }
        return new Handler(
                "node",
                List.of(Commands.path("node"), client.resolve("bin/index.mjs").toString(), "index.handler"),
                List.of(),
                unpack(zip, folder.resolve("node-package")),
                size(zip),
                false);
    }

    private Handler rust() {
        var build = copy("rust");
        Commands.run(build, "cargo", "build", "--release", "--locked");
        var zip = zip(build.resolve("target/release/bootstrap"), folder.resolve("rust.zip"));
        var taskRoot = unpack(zip, folder.resolve("rust-package"));
        taskRoot.resolve("bootstrap").toFile().setExecutable(true);
        return new Handler(
                "rust", List.of(taskRoot.resolve("bootstrap").toString()), List.of(), taskRoot, size(zip), false);
    }

    private Path compile(String name) {
        Commands.require("The benchmark", List.of("cc"), "gcc libc6-dev");
        var program = folder.resolve(name);
        var source = project.resolve("src/bench/c").resolve(name + ".c");
        Commands.run(folder, "cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.toString(), source.toString());
        return program;
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
