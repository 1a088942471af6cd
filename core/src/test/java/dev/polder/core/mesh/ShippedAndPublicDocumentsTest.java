package dev.polder.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.schema.PublicExamples;
import dev.polder.core.problem.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ShippedAndPublicDocumentsTest {
    /** file → why the meaning of a document is judged otherwise than its structure. */
    private static final Map<String, String> DISAGREEMENTS = Map.of(
            "examples/eddiethedean__odcs/tests/fixtures/invalid-duplicate-key.yaml",
            "A field stands twice; YAML forbids it.",
            "examples/eddiethedean__odcs/tests/fixtures/invalid-nested-duplicate-key.yaml",
            "The same, one level down.",
            "examples/eddiethedean__odcs/tests/fixtures/invalid-roles-duplicate-id.yaml",
            "Two roles have one id, which ODCS forbids and a schema cannot see.",
            "examples/eddiethedean__odcs/tests/fixtures/invalid-structural-duplicate-schema-name.yaml",
            "Two objects have one name; their author calls it invalid too, a schema cannot see it.");

    @Test
    void everyPublicDocumentIsJudgedAsTheIndexSaysForItsVersion() {
        List<String> unexpected = new ArrayList<>();
        for (PublicExamples.Example example : PublicExamples.all()) {
            // when
            MeshReading reading = MeshReader.read(Map.of(example.file(), example.text()));

            // then
            boolean valid = reading.model().isPresent();
            boolean agrees = valid == example.verdicts().get(column(example));
            if (agrees == DISAGREEMENTS.containsKey(example.file())) {
                unexpected.add(example.file() + " " + reading.findings());
            }
        }
        assertThat(unexpected).isEmpty();
    }

    private static String column(PublicExamples.Example example) {
        String version = example.apiVersion().replaceFirst("^v", "");
        boolean contract = example.kind().equals("DataContract");
        return (contract ? "ODCS_" : "ODPS_") + (contract && version.startsWith("3.0") ? "3.0.2" : version);
    }

    @Test
    void everyPublicDocumentCanBeReadHoweverItIsDamaged() {
        Random random = new Random(11);
        for (PublicExamples.Example example : PublicExamples.all()) {
            for (int i = 0; i < 5; i++) {
                // given
                String text = damaged(example.text(), random);

                // when, then
                assertThat(MeshReader.read(
                                Map.of(example.file(), text, "a/product.odps.yaml", text, "a/pipeline.yaml", text)))
                        .isNotNull();
            }
        }
    }

    /** Lines left out, doubled, moved in, or with another line's value. */
    private static String damaged(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int n = 1 + random.nextInt(4); n > 0 && lines.size() > 2; n--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            String other = lines.get(random.nextInt(lines.size()));
            switch (random.nextInt(5)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, line);
                case 2 -> lines.set(at, "  " + line);
                case 3 -> lines.set(at, line.replaceFirst(":.*", ":" + other.replaceFirst("^[^:]*:?", "")));
                default -> lines.set(at, line.replaceFirst(":.*", ": [1, {a: null}, true]"));
            }
        }
        return String.join("\n", lines);
    }

    @Test
    void theShippedMeshHasNothingToReport() {
        // given
        Path retail = Path.of(System.getProperty("polder.root", "."), "examples", "retail");
        Assumptions.assumeTrue(Files.isDirectory(retail), "the shipped mesh is not there: " + retail);

        // when
        MeshReading reading = MeshReader.read(files(retail));

        // then
        assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
        assertThat(reading.model().orElseThrow().products())
                .extracting(product -> product.address().toString())
                .contains("sales.orders", "customers.profiles", "customers.customer-360");
    }

    private static Map<String, String> files(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
