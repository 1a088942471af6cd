package dev.polder.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    @Test
    void theNameDecidesWhereItSaysEnough() {
        assertThat(detect("orders.csv", "{}")).isEqualTo(RecordFormat.CSV);
        assertThat(detect("orders.CSV.gz", "{}")).isEqualTo(RecordFormat.CSV);
        assertThat(detect("orders.ndjson", "[1]")).isEqualTo(RecordFormat.LINES);
        assertThat(detect("orders.jsonl.gz", "[1]")).isEqualTo(RecordFormat.LINES);
    }

    @Test
    void jsonIsLookedInto() {
        assertThat(detect("o.json", " \n[{}]")).isEqualTo(RecordFormat.ARRAY);
        assertThat(detect("o.json", "{\"a\":{\"b\":\"}\"}}\n{}\n")).isEqualTo(RecordFormat.LINES);
        assertThat(detect("o.json", "{\n  \"a\": 1\n}\n")).isEqualTo(RecordFormat.VALUES);
        assertThat(detect("o.json", "{\"a\":1}")).isEqualTo(RecordFormat.LINES);
    }

    @Test
    void withoutAUsefulNameTheBeginningDecides() {
        assertThat(detect("", "[{}]")).isEqualTo(RecordFormat.ARRAY);
        assertThat(detect("data", "{}\n{}")).isEqualTo(RecordFormat.LINES);
        assertThat(detect("data.txt", "id,name\n1,a")).isEqualTo(RecordFormat.CSV);
        assertThat(detect("data", "")).isEqualTo(RecordFormat.CSV);
    }

    @Test
    void whatTheUserSaysGoesBeforeTheName() {
        assertThat(RecordFormat.detect(Optional.of("CSV"), "o.json", bytes("[1]")))
                .isEqualTo(RecordFormat.CSV);
    }

    @Test
    void whatIsNeitherIsRefusedWithTheChoices() {
        assertThatThrownBy(() -> detect("o.parquet", "PAR1\u0000\u0001,"))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.remedy()).contains("csv, ndjson or json"))
                .hasMessageContaining("o.parquet is neither CSV nor JSON");
        assertThatThrownBy(() -> RecordFormat.detect(Optional.of("xml"), "o.json", bytes("")))
                .hasMessage("'xml' is no format of records");
    }

    private static RecordFormat detect(String name, String start) {
        return RecordFormat.detect(Optional.empty(), name, bytes(start));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
