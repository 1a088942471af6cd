package dev.polder.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.audit.AuditEvent.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntryContentTest {
    /** Computed from the description of the format alone, by a program in another language. */
    private static final String KNOWN_HASH = "da5132c291181c01603057983908493b63e6e9fd07655590e9e4db2ad3c8609c";

    @Test
    void theHashOfAnEntryIsWhatTheReferenceSays() {
        AuditEvent event = new AuditEvent(
                Instant.parse("2026-11-23T10:15:30.123456789Z"),
                "ana",
                "query",
                Optional.of("sales.orders.order_lines"),
                Outcome.ALLOWED,
                Map.of("rows", "42", "purpose", "spring \"sale\"\n2027 é\u0001"));

        byte[] hash = new ChainHash().of(ChainHead.START.hashBytes(), 1, EntryContent.of(event));

        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(KNOWN_HASH);
    }

    @Test
    void anAbsentTargetIsNotAnEmptyOne() {
        List<Optional<String>> absent = texts(EntryContent.of(event(Optional.empty(), Map.of())));
        List<Optional<String>> empty = texts(EntryContent.of(event(Optional.of(""), Map.of())));

        assertThat(absent.get(2)).isEmpty();
        assertThat(empty.get(2)).contains("");
        assertThat(absent.get(4)).contains("{}");
    }

    @Test
    void whatIsTooLongIsCutAndStaysTheSameWhenItIsReadAgain() {
        Map<String, String> details = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            details.put("name" + i, "😀".repeat(5000) + i);
        }

        EntryContent content = EntryContent.of(event(Optional.of("x\0" + "y".repeat(5000)), details));

        List<Optional<String>> texts = texts(content);
        assertThat(texts.get(2).orElseThrow())
                .hasSize(EntryContent.LONGEST_NAME)
                .startsWith("x\uFFFDyy")
                .endsWith("…");
        assertThat(texts.get(4).orElseThrow()).endsWith("\"…\":\"37\"}");
        assertThat(content.fields().length).isLessThan(700_000);
        assertThat(texts(EntryContent.of(event(texts.get(2), Map.of()))).get(2)).isEqualTo(texts.get(2));
    }

    @Test
    void detailsStandInTheOrderOfTheirNames() {
        EntryContent content = EntryContent.of(event(Optional.empty(), Map.of("b", "2", "a", "1", "C", "3")));

        assertThat(texts(content).get(4)).contains("{\"C\":\"3\",\"a\":\"1\",\"b\":\"2\"}");
    }

    private static AuditEvent event(Optional<String> target, Map<String, String> details) {
        return new AuditEvent(Instant.EPOCH, "ana", "query", target, Outcome.DENIED, details);
    }

    private static List<Optional<String>> texts(EntryContent content) {
        ByteBuffer fields = ByteBuffer.wrap(content.fields());
        List<Optional<String>> texts = new ArrayList<>();
        while (fields.hasRemaining()) {
            int length = fields.getInt();
            if (length < 0) {
                texts.add(Optional.empty());
            } else {
                byte[] text = new byte[length];
                fields.get(text);
                texts.add(Optional.of(new String(text, StandardCharsets.UTF_8)));
            }
        }
        return texts;
    }
}
