package dev.polder.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckRecordTest {
    private static final Map<String, Object> GOOD = Map.of("id", 1L);
    private static final Map<String, Object> BAD = Map.of("id", 0L, "more", "x");

    @TempDir
    private Path directory;

    @Test
    void aRecordThatKeepsTheContractGoesOnAsItIs() throws IOException {
        for (String choice : new String[] {"fail", "drop", "mark"}) {
            SourceRecord record = record(ContractFile.TOPIC, GOOD);
            assertThat(apply(record, Map.of("on.refusal", choice))).isSameAs(record);
        }
    }

    @Test
    void oneThatBreaksItFailsUnlessSomethingElseIsChosen() {
        assertThatThrownBy(() -> apply(record(ContractFile.TOPIC, BAD), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("RECORD_RANGE $.id")
                .hasMessageContaining("RECORD_FIELD_UNKNOWN $.more");
    }

    @Test
    void droppedRecordsGoNowhere() throws IOException {
        assertThat(apply(record(ContractFile.TOPIC, BAD), Map.of("on.refusal", "drop")))
                .isNull();
    }

    @Test
    void markedRecordsSayWhyInTheirHeaders() throws IOException {
        SourceRecord record = record("somewhere", BAD);
        record.headers().addString("polder.code", "OLD").addString("other", "stays");
        SourceRecord marked = apply(record, Map.of("on.refusal", "mark", "polder.topic", ContractFile.TOPIC));

        assertThat(marked.value()).isEqualTo(BAD);
        assertThat(marked.topic()).isEqualTo("somewhere");
        assertThat(marked.headers()).hasSize(5);
        assertThat(marked.headers().lastWithName("other").value()).isEqualTo("stays");
        assertThat(marked.headers().allWithName("polder.code")).toIterable().hasSize(1);
        assertThat(marked.headers().lastWithName("polder.refusals").value().toString())
                .contains("RECORD_RANGE", "RECORD_FIELD_UNKNOWN");
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatThrownBy(() -> apply(record(ContractFile.TOPIC, GOOD), Map.of("on.refusal", "ignore")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new CheckRecord<SourceRecord>().configure(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("polder.url");
    }

    @Test
    void connectFindsBoth() {
        assertThat(ServiceLoader.load(Converter.class)).hasAtLeastOneElementOfType(ContractConverter.class);
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(CheckRecord.class);
    }

    private SourceRecord apply(SourceRecord record, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(ContractFile.settings(directory));
        settings.putAll(more);
        try (CheckRecord<SourceRecord> check = new CheckRecord<>()) {
            check.configure(settings);
            return check.apply(record);
        }
    }

    private static SourceRecord record(String topic, Map<String, Object> value) {
        return new SourceRecord(Map.of(), Map.of(), topic, null, Schema.STRING_SCHEMA, "key", null, value);
    }
}
