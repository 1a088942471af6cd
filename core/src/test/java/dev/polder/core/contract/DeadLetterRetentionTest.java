package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterRetentionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            | PT720H
            {property: retention, value: 7, unit: y} | PT720H
            {property: retention, value: 14, unit: d} | PT336H
            {property: deadLetterRetention, value: 90, unit: days} | PT2160H
            {property: deadLetterRetention, value: 12, unit: h} | PT12H
            {property: deadLetterRetention, value: 1.5} | PT36H
            {property: deadLetterRetention, value: 1, unit: s} | PT1H
            {property: deadLetterRetention, value: 900, unit: y} | PT876000H
            {property: deadLetterRetention, value: soon} | PT720H
            {property: deadLetterRetention, value: 0} | PT720H
            {property: deadLetterRetention, value: 3, unit: fortnights} | PT720H
            """)
    void theContractSaysHowLongDeadLettersAreKept(String property, Duration expected) {
        String source = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
                + (property == null ? "" : "slaProperties:\n  - " + property + "\n");
        Contract contract = ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow();

        assertThat(DeadLetterRetention.of(contract)).isEqualTo(expected);
    }
}
