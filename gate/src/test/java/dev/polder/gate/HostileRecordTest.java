package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.polder.core.problem.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRecordTest {
    private static final ContractGate GATE = Contracts.gate("""
            - {name: id, logicalType: integer, required: true}
            - {name: name, logicalType: string}
            - {name: ssn, logicalType: string, classification: restricted, logicalTypeOptions: {maxLength: 3}}
            - {name: open, logicalType: string, classification: Public, logicalTypeOptions: {maxLength: 3}}
            - name: person
              logicalType: object
              classification: confidential
              properties: [{name: age, logicalType: integer}]
            - {name: numbers, logicalType: array, items: {logicalType: number}}
            """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{\"id\":1",
                "{\"id\":1}}",
                "{\"id\":1} {\"id\":2}",
                "{\"id\":1},",
                "{'id':1}",
                "{id:1}",
                "{\"id\":01}",
                "{\"id\":+1}",
                "{\"id\":.5}",
                "{\"id\":1.}",
                "{\"id\":NaN}",
                "{\"id\":Infinity}",
                "{\"id\":-}",
                "{\"id\":1e}",
                "{\"id\":0x1}",
                "{\"id\":1,}",
                "{,\"id\":1}",
                "{\"id\" 1}",
                "{\"id\":tru}",
                "{\"id\":1/*c*/}",
                "{\"id\":1}//",
                "{\"name\":\"a\nb\"}",
                "{\"name\":\"\\x41\"}",
                "{\"name\":\"\\u12\"}",
                "{\"name\":\"a\u0000b\"}",
                "\u0000",
                "nul",
                "[1,]",
                "{\"id\":1}\u00a0"
            })
    void whatIsNotJsonIsRefusedAsSyntax(String text) {
        assertThat(Contracts.verdict(GATE, text)).isEqualTo("RECORD_SYNTAX $");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"x\"", "[]", "true"})
    void aRecordIsAnObject(String text) {
        assertThat(Contracts.verdict(GATE, text)).isEqualTo("RECORD_TYPE $");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (byte[] bad : List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC3},
                new byte[] {(byte) 0xC0, (byte) 0x80},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80})) {
            byte[] record = ("{\"id\":1,\"name\":\"" + new String(bad, StandardCharsets.ISO_8859_1) + "\"}")
                    .getBytes(StandardCharsets.ISO_8859_1);
            List<Refusal> refusals = Contracts.refusals(GATE, RawRecord.json(record));
            assertThat(refusals).singleElement().satisfies(refusal -> {
                assertThat(refusal.code()).isEqualTo(Code.RECORD_SYNTAX);
                assertThat(refusal.message()).contains("UTF-8");
            });
        }
    }

    @Test
    void theSameFieldTwiceIsRefusedWhereverItStands() {
        assertThat(Contracts.verdict(GATE, "{\"id\":1,\"id\":1}")).isEqualTo("RECORD_FIELD_DUPLICATE $.id");
        assertThat(Contracts.verdict(GATE, "{\"id\":1,\"\\u0069d\":2}")).isEqualTo("RECORD_FIELD_DUPLICATE $.id");
        assertThat(Contracts.verdict(GATE, "{\"id\":1,\"person\":{\"age\":1,\"age\":2}}"))
                .isEqualTo("RECORD_FIELD_DUPLICATE $.person.age");
    }

    @Test
    void allRefusalsAreReportedUpToTwenty() {
        assertThat(Contracts.verdict(GATE, "{\"name\":1,\"open\":\"long\",\"x\":1}"))
                .isEqualTo(
                        "RECORD_TYPE $.name; RECORD_LENGTH $.open; RECORD_FIELD_UNKNOWN $.x; RECORD_FIELD_MISSING $.id");
        String many = "{\"id\":1,\"numbers\":[" + "\"x\",".repeat(5000) + "1]}";
        assertThat(Contracts.refusals(GATE, Contracts.json(many))).hasSize(20);
    }

    @Test
    void valuesAreShownOnlyWhenTheContractSaysThatTheyArePublic() {
        List<Refusal> refusals = Contracts.refusals(GATE, Contracts.json("""
                        {"id":1.5,"ssn":"123-45","open":"%s","person":{"age":"forty"},"secret":"unknown"}
                        """.formatted("ä".repeat(100))));
        assertThat(refusals)
                .extracting(Refusal::path, refusal -> refusal.value().orElse("-"))
                .containsExactly(
                        tuple("$.id", "1.5"),
                        tuple("$.ssn", "-"),
                        tuple("$.open", "ä".repeat(63) + "…"),
                        tuple("$.person.age", "-"),
                        tuple("$.secret", "-"));
        assertThat(refusals).extracting(Refusal::message).noneMatch(message -> message.contains("123-45"));
    }

    @Test
    void aSyntaxErrorDoesNotQuoteTheRecord() {
        assertThat(Contracts.refusals(GATE, Contracts.json("{\"ssn\": top-secret}")))
                .allSatisfy(refusal -> assertThat(refusal.toString()).doesNotContain("secret"));
    }

    @Test
    void depthAndNumberOfFieldsAreLimited() {
        assertThat(Contracts.verdict(GATE, "[".repeat(400_000))).isEqualTo("RECORD_LIMIT $");
        assertThat(Contracts.verdict(GATE, "{\"name\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .isEqualTo("RECORD_LIMIT $");
        assertThat(Contracts.verdict(GATE, "{\"id\":1,\"numbers\":[" + "0,".repeat(100_001) + "0]}"))
                .isEqualTo("RECORD_LIMIT $");
        assertThat(Contracts.verdict(GATE, "{\"id\":1,\"numbers\":[" + "0,".repeat(50_000) + "0]}"))
                .isEqualTo("ok");
    }

    @Test
    void aShortRecordCannotUnfoldIntoALongOne() {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            members.append("        - {name: f").append(i).append(", logicalType: string}\n");
        }
        ContractGate wide = Contracts.gate(
                "- name: v\n  logicalType: array\n  items:\n    logicalType: object\n" + "    properties:\n" + members);
        assertThat(Contracts.verdict(wide, "{\"v\":[" + "{},".repeat(6_000) + "{}]}"))
                .startsWith("RECORD_LIMIT $.v[");
        assertThat(Contracts.verdict(wide, "{\"v\":[" + "{},".repeat(4_998) + "{}]}"))
                .isEqualTo("RECORD_TOO_LARGE $");
    }

    @Test
    void hugeNumbersCostNothing() {
        ContractGate gate = Contracts.gate("""
                - {name: i, logicalType: integer}
                - {name: n, logicalType: number, logicalTypeOptions: {multipleOf: 0.001, minimum: 1}}
                - {name: d, logicalType: number, physicalType: "decimal(38,10)"}
                """);
        String digits = "9".repeat(900_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String number : List.of(
                    digits,
                    "0." + digits,
                    digits + "e-900000",
                    "1e999999999",
                    "-1e-999999999",
                    "1e99999999999999999999")) {
                for (String field : List.of("i", "n", "d")) {
                    assertThat(Contracts.verdict(gate, "{\"" + field + "\":" + number + "}"))
                            .isNotEqualTo("ok");
                }
            }
        });
    }

    @Test
    void aPatternCannotBeMadeToBacktrack() {
        ContractGate gate = Contracts.value("logicalType: string\nlogicalTypeOptions: {pattern: \"^(a+)+$\"}");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Contracts.verdict(gate, "{\"v\":\"" + "a".repeat(100_000) + "b\"}"))
                        .isEqualTo("RECORD_PATTERN $.v"));
    }

    @Test
    void namesThatHashAlikeAreNoTrouble() {
        StringBuilder record = new StringBuilder("{\"id\":1");
        for (int i = 0; i < 1 << 14; i++) {
            record.append(",\"");
            for (int bit = 0; bit < 14; bit++) {
                record.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            record.append("\":1");
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Contracts.refusals(
                                GATE, Contracts.json(record.append('}').toString())))
                        .hasSize(20));
    }

    @Test
    void aRecordTooLargeIsRefusedWithItsSize() {
        String text = "{\"id\":1,\"name\":\"" + "x".repeat(1_000_000) + "\"}";
        assertThat(Contracts.refusals(GATE, Contracts.json(text)))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.RECORD_TOO_LARGE);
                    assertThat(refusal.message()).contains("1000018").contains("1000000");
                });
    }
}
