package dev.polder.core.document.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.Node;
import dev.polder.core.document.YamlReader;
import dev.polder.core.document.schema.PublicExamples.Example;
import dev.polder.core.problem.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class PublicExamplesTest {
    /** file → why our verdict is another than the index's. */
    private static final Map<String, String> DISAGREEMENTS = Map.of(
            "examples/eddiethedean__odcs/tests/fixtures/invalid-duplicate-key.yaml",
            "A field stands twice. A schema sees only one of them, because the loader before it lost the other; YAML forbids it.",
            "examples/eddiethedean__odcs/tests/fixtures/invalid-nested-duplicate-key.yaml",
            "The same, one level down.",
            "examples/eddiethedean__odcs/tests/fixtures/invalid-roles-duplicate-id.yaml",
            "Two roles have one id. ODCS says that an id is unique within its array; a schema cannot.");

    /**
     * Documents with properties that have no {@code logicalType}. The schema of 3.2.0 demands {@code map} of these, by a condition
     * that forgets to ask whether there is a {@code logicalType}; the standard's text makes it optional, as all versions before.
     */
    private static final Set<String> WITHOUT_LOGICAL_TYPE = Set.of(
            "databricks-unity/import/datacontract_complex_types.yaml",
            "dbml/import/datacontract_table_filtered.yaml",
            "excel/shipments-odcs.yaml",
            "lint/valid-3.1.0.odcs.yaml",
            "lint/valid.odcs.yaml",
            "oracle/datacontract-oracle-odcs.yaml");

    @Test
    void everyDocumentIsJudgedAsTheIndexSaysForItsVersion() {
        List<String> unexpected = new ArrayList<>();
        int agreed = 0;
        List<Example> examples = PublicExamples.all();
        for (Example example : examples) {
            boolean valid = errors(example.text()).isEmpty();
            boolean agrees = valid == example.verdicts().get(column(example));
            agreed += agrees ? 1 : 0;
            if (agrees == DISAGREEMENTS.containsKey(example.file())) {
                unexpected.add(example.file() + " is " + (valid ? "valid" : "invalid: " + errors(example.text())));
            }
        }

        System.out.printf(
                "Public documents judged as the index says: %d of %d (%d disagreements on purpose)%n",
                agreed, examples.size(), DISAGREEMENTS.size());
        assertThat(unexpected).isEmpty();
    }

    @Test
    void everyDocumentIsJudgedAsTheIndexSaysUnderEverySchema() {
        List<String> unexpected = new ArrayList<>();
        int judged = 0;
        int agreed = 0;
        for (Example example : PublicExamples.all()) {
            Node root = YamlReader.read(example.file(), example.text()).root().orElseThrow();
            for (Map.Entry<String, Boolean> verdict : example.verdicts().entrySet()) {
                Outcome outcome =
                        StandardDocument.load(schema(verdict.getKey())).judge(root, "The document", new Schema.Run());
                judged++;
                boolean agrees = outcome.fits() == verdict.getValue();
                agreed += agrees ? 1 : 0;
                if (agrees == (verdict.getKey().equals("ODCS_3.2.0") && hasNoLogicalType(example))) {
                    unexpected.add(verdict + " " + example.file() + " " + outcome.findings());
                }
            }
        }

        System.out.printf("Verdicts under every schema as the index says: %d of %d%n", agreed, judged);
        assertThat(unexpected).isEmpty();
    }

    @Test
    void whatIsInvalidIsSaidOnceAndAtItsPlace() {
        for (Example example : PublicExamples.all()) {
            List<Finding> findings = errors(example.text());

            assertThat(findings)
                    .as(example.file())
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
        }
    }

    @Test
    void damagedDocumentsNeverThrowAndAlwaysEnd() {
        List<String> texts = PublicExamples.arePresent()
                ? PublicExamples.all().stream().map(Example::text).toList()
                : List.of(StandardDocumentTest.LARGER_CONTRACT);
        Random random = new Random(42);
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int round = 0; round < 2_000; round++) {
                String text = damaged(texts.get(random.nextInt(texts.size())), random);
                try {
                    errors(text);
                } catch (RuntimeException | StackOverflowError thrown) {
                    throw new AssertionError("round " + round + " threw for:\n" + text, thrown);
                }
            }
        });
    }

    private static String damaged(String text, Random random) {
        String[] pieces = {
            "\t",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "|",
            ">",
            "&a ",
            "*a",
            "!x ",
            "\n",
            "  ",
            "#",
            "? ",
            "null",
            "1e9",
            "<<: ",
            "---\n",
            "%",
            "\u0000",
            "\uD83D",
            "é",
            "type: ",
            "properties: ",
            "items: ",
            "@",
            "`",
            ","
        };
        StringBuilder damaged = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(6); edits > 0 && damaged.length() > 2; edits--) {
            int at = random.nextInt(damaged.length());
            int end = Math.min(damaged.length(), at + 1 + random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, pieces[random.nextInt(pieces.length)]);
                case 2 -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
                default -> damaged.setCharAt(at, (char) random.nextInt(0x3000));
            }
        }
        return damaged.toString();
    }

    private static boolean hasNoLogicalType(Example example) {
        String prefix = "examples/datacontract__datacontract-cli/tests/fixtures/";
        return example.file().startsWith(prefix)
                && WITHOUT_LOGICAL_TYPE.contains(example.file().substring(prefix.length()));
    }

    private static List<Finding> errors(String text) {
        YamlReader.Reading reading = YamlReader.read("f.yaml", text);
        List<Finding> findings = new ArrayList<>(reading.findings());
        reading.root().ifPresent(root -> findings.addAll(StandardDocument.check(root)));
        return findings.stream().filter(Finding::isError).toList();
    }

    /** Documents of 3.0.0 and 3.0.1 are compared with 3.0.2, which only corrects their schema. */
    private static String column(Example example) {
        String standard = example.kind().equals(StandardDocument.DATA_CONTRACT) ? "ODCS_" : "ODPS_";
        String version = example.apiVersion().substring(1);
        return standard + (standard.equals("ODCS_") && version.startsWith("3.0.") ? "3.0.2" : version);
    }

    private static String schema(String column) {
        String[] parts = column.split("_");
        return parts[0].toLowerCase(java.util.Locale.ROOT) + "-json-schema-v" + parts[1] + ".json";
    }
}
