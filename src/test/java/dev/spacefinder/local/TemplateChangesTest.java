package dev.spacefinder.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.local.pool.TestPool;

/** What the local server says of a template that was edited. */
class TemplateChangesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MinimumLength: 12|MinimumLength: 8|user pool SpaceUserPool, password policy, minimum length: 8, was"
                        + " 12",
                "RefreshTokenValidity: 30|RefreshTokenValidity: 3|client SpaceUserPoolClient, refresh token validity:"
                        + " 3, was 30",
                "GroupName: admins|GroupName: chiefs|group chiefs, group name: chiefs, is new",
                "Default: http://localhost:9229/|Default: http://localhost:1/|client SpaceUserPoolClient, callback"
                        + " urls: http://localhost:1/, was http://localhost:9229/",
                "DISABLE_SIGNAL_HANDLERS: 'true'|DISABLE_SIGNAL_HANDLERS: 'false'|function variable"
                        + " DISABLE_SIGNAL_HANDLERS: false, was true",
            })
    void saysWhatIsDifferent(String written, String changed, String sentence) {
        var changes = changes(written, changed);

        assertTrue(changes.contains(sentence), () -> String.join("\n", changes));
    }

    @Test
    void saysNothingOfAComment() {
        assertEquals(List.of(), changes("Resources:", "# Everything that is made.\nResources:"));
    }

    private List<String> changes(String written, String changed) {
        var file = TestPool.changedTemplate(folder, written, changed);
        return TemplateChanges.between(
                TemplateChanges.facts(LocalTemplate.read()), TemplateChanges.facts(LocalTemplate.read(file, "")));
    }
}
