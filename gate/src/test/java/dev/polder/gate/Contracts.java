package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.ContractReading;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Contracts and records for tests. */
final class Contracts {
    private Contracts() {}

    /** The object of a contract whose {@code properties} are given as YAML. */
    static SchemaObject object(String properties) {
        return object(properties, "");
    }

    /**
     * @param lines further lines of the object
     */
    static SchemaObject object(String properties, String lines) {
        return object(properties, lines, "avro");
    }

    private static SchemaObject object(String properties, String lines, String topicFormat) {
        String source = """
                apiVersion: v3.2.0
                kind: DataContract
                id: test
                version: 1.0.0
                status: active
                customProperties: [{property: topicFormat, value: FORMAT}]
                schema:
                  - name: things
                    logicalType: object
                    properties:
                """.replace("FORMAT", topicFormat) + properties.indent(6) + lines.indent(4);
        ContractReading reading = ContractParser.parse(
                YamlReader.read("test.odcs.yaml", source).root().orElseThrow(), source);
        if (reading.findings().stream().anyMatch(Finding::isError)) {
            throw new AssertionError(reading.findings());
        }
        return reading.contract().orElseThrow().schema().get(0);
    }

    /** A contract whose topic holds JSON, with {@code unknownFields}. */
    static ContractGate jsonGate(String properties, String unknownFields, RecordLimits limits) {
        String lines = "customProperties: [{property: unknownFields, value: " + unknownFields + "}]";
        return ContractGate.compile(object(properties, lines, "json"), limits);
    }

    static ContractGate gate(String properties) {
        return ContractGate.compile(object(properties));
    }

    /** A contract with {@code unknownFields}. */
    static ContractGate gate(String properties, String unknownFields) {
        return ContractGate.compile(
                object(properties, "customProperties: [{property: unknownFields, value: " + unknownFields + "}]"));
    }

    /** One property {@code v} of a type with further lines. */
    static ContractGate value(String lines) {
        return gate("- name: v\n" + lines.strip().indent(2));
    }

    static RawRecord json(String text) {
        return RawRecord.json(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The refusals of a record; none when it is accepted. */
    static List<Refusal> refusals(ContractGate gate, RawRecord record) {
        return verdict(gate, record) instanceof Verdict.Refused refused ? refused.refusals() : List.of();
    }

    /** The reference's verdict, after comparing it with the engine's. */
    static Verdict verdict(ContractGate gate, RawRecord record) {
        Verdict verdict = gate.check(record);
        RecordChecker checker = gate.checker();
        // The second time it knows the order of the fields.
        for (int i = 0; i < 2; i++) {
            boolean accepted = checker.check(record);
            if (verdict instanceof Verdict.Accepted expected) {
                assertThat(accepted).isTrue();
                assertThat(Arrays.copyOfRange(
                                checker.avro(), checker.avroStart(), checker.avroStart() + checker.avroLength()))
                        .isEqualTo(expected.avro());
                assertThat(checker.keyLength())
                        .isEqualTo(expected.key().map(key -> key.length).orElse(-1));
                expected.key()
                        .ifPresent(key -> assertThat(Arrays.copyOf(checker.key(), checker.keyLength()))
                                .isEqualTo(key));
                assertThat(checker.drift()).isEqualTo(expected.drift());
            } else {
                assertThat(accepted).isFalse();
                assertThat(checker.refusals()).isEqualTo(((Verdict.Refused) verdict).refusals());
            }
        }
        return verdict;
    }

    /** {@code CODE path} of every refusal, or {@code ok}. */
    static String verdict(ContractGate gate, String json) {
        List<Refusal> refusals = refusals(gate, json(json));
        return refusals.isEmpty()
                ? "ok"
                : String.join(
                        "; ",
                        refusals.stream()
                                .map(refusal -> refusal.code() + " " + refusal.path())
                                .toList());
    }
}
