package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentPackageIT {

    /** What Amazon Linux 2023 has in the image of provided.al2023: glibc 2.34 with its libraries, and zlib. */
    private static final Set<String> LIBRARIES_OF_AL2023 = Set.of(
            "libc.so.6",
            "libm.so.6",
            "libdl.so.2",
            "libpthread.so.0",
            "librt.so.1",
            "libgcc_s.so.1",
            "libz.so.1",
            "ld-linux-x86-64.so.2",
            "ld-linux-aarch64.so.1");

    private static final int[] GLIBC_OF_AL2023 = {2, 34};
    private static final long MAX_BYTES = 24_000_000;

    @TempDir
    static Path folder;

    private static ElfFile bootstrap;
    private static String content;

    @BeforeAll
    static void unpack() throws IOException {
        var file = DeploymentPackage.bootstrap(folder);
        bootstrap = ElfFile.read(file);
        content = Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void holdsTheBootstrapAlone() {
        assertThat(DeploymentPackage.files(), is(List.of("bootstrap")));
    }

    @Test
    void isSmallEnoughToStartFast() throws IOException {
        assertThat(Files.size(DeploymentPackage.ZIP), lessThanOrEqualTo(MAX_BYTES));
    }

    @Test
    void needsNoLibraryThatAmazonLinux2023Lacks() {
        assertThat(bootstrap.libraries(), not(empty()));
        assertThat(bootstrap.libraries(), everyItem(in(LIBRARIES_OF_AL2023)));
    }

    @Test
    void needsNoNewerGlibcThanAmazonLinux2023Has() {
        var versions = bootstrap.versions().stream()
                .filter(version -> version.startsWith("GLIBC_"))
                .toList();
        assertThat(versions, not(empty()));
        assertThat(
                versions.stream().filter(DeploymentPackageIT::isNewerThanAl2023).toList(), empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.spacefinder.local",
                "com.amazonaws.services.dynamodbv2.local",
                "org.sqlite",
                "com.almworks.sqlite4java",
                "swagger-ui",
                "io.restassured",
                "org.junit",
                "org.eclipse.jetty",
                "Visitor-pass-1",
                "us-east-1_SpacesDev"
            })
    void hasNothingInItThatIsForDevelopmentOrTests(String trace) {
        assertThat(
                trace + " is in the binary",
                content.contains(trace) || content.contains(trace.replace('.', '/')),
                is(false));
    }

    @Test
    void isSearchedWhereItsOwnClassesAreFound() {
        assertThat(content.contains("dev.spacefinder.hello.HelloResource"), is(true));
    }

    private static boolean isNewerThanAl2023(String version) {
        var numbers = version.substring("GLIBC_".length()).split("\\.");
        int major = Integer.parseInt(numbers[0]);
        int minor = Integer.parseInt(numbers[1]);
        return major > GLIBC_OF_AL2023[0] || major == GLIBC_OF_AL2023[0] && minor > GLIBC_OF_AL2023[1];
    }
}
