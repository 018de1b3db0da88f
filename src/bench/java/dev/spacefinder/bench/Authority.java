package dev.spacefinder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of the benchmark's own, and a server's certificate of it: as AWS' endpoints have them, with
 * RSA keys of 2048 bits, and an authority between the root and the server. It is made once, and kept.
 */
final class Authority {

    private static final String PASSWORD = "benchmark";
    private static final String YEARS = "3650";

    private final Path folder;
    private final Path root;
    private final Path trustStore;
    private final Path server;

    Authority(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        root = folder.resolve("root.pem");
        trustStore = folder.resolve("trust.jks");
        server = folder.resolve("server.p12");
        if (!Files.exists(trustStore)) {
            make();
        }
    }

    /** Makes Node, Rust and a JVM trust it. */
    Map<String, String> settings() {
        return Map.of(
                "NODE_EXTRA_CA_CERTS",
                root.toString(),
                "SSL_CERT_FILE",
                root.toString(),
                "JAVA_TOOL_OPTIONS",
                String.join(" ", properties()));
    }

    /** Makes a native binary trust it. */
    List<String> properties() {
        return List.of("-Djavax.net.ssl.trustStore=" + trustStore);
    }

    /** A server on a free port of the loopback interface, with its certificate. */
    ServerSocket listen() {
        try (var file = Files.newInputStream(server)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context.getServerSocketFactory().createServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void make() throws IOException {
        var middle = folder.resolve("middle.p12");
        var rootStore = folder.resolve("root.p12");
        pair(rootStore, "CN=Root of the benchmark", "BC:critical=ca:true");
        pair(middle, "CN=Authority of the benchmark", "BC:critical=ca:true,pathlen:0");
        pair(server, "CN=localhost", "SAN=dns:localhost,ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", root.toString(), "-keystore", rootStore.toString(), "-alias", "key");
        sign(middle, rootStore, List.of(root), "BC:critical=ca:true,pathlen:0");
        sign(server, middle, List.of(root, folder.resolve("middle.p12.pem")), "SAN=dns:localhost,ip:127.0.0.1");
        keytool(
                "-importcert",
                "-noprompt",
                "-storetype",
                "JKS",
                "-file",
                root.toString(),
                "-keystore",
                trustStore.toString());
    }

    private void pair(Path store, String name, String extension) {
        keytool(
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                YEARS,
                "-dname",
                name,
                "-ext",
                extension,
                "-keystore",
                store.toString(),
                "-alias",
                "key");
    }

    /** Gives the key in a store a certificate by the key of another. */
    private void sign(Path store, Path issuer, List<Path> chain, String extension) throws IOException {
        var request = folder.resolve(store.getFileName() + ".csr");
        var certificate = folder.resolve(store.getFileName() + ".pem");
        var reply = folder.resolve(store.getFileName() + ".chain.pem");
        keytool("-certreq", "-file", request.toString(), "-keystore", store.toString(), "-alias", "key");
        keytool(
                "-gencert",
                "-rfc",
                "-validity",
                YEARS,
                "-ext",
                extension,
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-keystore",
                issuer.toString(),
                "-alias",
                "key");
        var certificates = new StringBuilder();
        for (var each : Stream.concat(chain.stream(), Stream.of(certificate)).toList()) {
            certificates.append(Files.readString(each));
        }
        Files.writeString(reply, certificates);
        keytool("-importcert", "-noprompt", "-file", reply.toString(), "-keystore", store.toString(), "-alias", "key");
    }

    private void keytool(String... arguments) {
        Commands.run(
                folder,
                Stream.of(List.of(Commands.ofTheJdk("keytool")), List.of(arguments), List.of("-storepass", PASSWORD))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }
}
