package dev.polder.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.client.Json;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditKey;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainBreak.Kind;
import dev.polder.core.audit.ChainHash;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.Checkpoint;
import dev.polder.core.audit.EntryContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123456Z");

    @TempDir
    private Path directory;

    private final AuditKey key = AuditKey.generate();
    private final List<String> lines = new ArrayList<>();
    private final List<String> signed = new ArrayList<>();

    @BeforeEach
    void write() {
        byte[] hash = ChainHead.START.hashBytes();
        for (int sequence = 1; sequence <= 100; sequence++) {
            AuditEvent event = new AuditEvent(
                    AT.plusSeconds(sequence),
                    "ana",
                    "query",
                    sequence % 2 == 0 ? Optional.empty() : Optional.of("sales.orders"),
                    Outcome.DENIED,
                    Map.of("why", "\"no\"\n\u0001 é " + sequence, "a", ""));
            hash = new ChainHash().of(hash, sequence, EntryContent.of(event));
            lines.add(line(sequence, event, hash));
            if (sequence % 30 == 0) {
                signed.add(signed(Checkpoint.Kind.CHECKPOINT, sequence, hash, key));
            }
        }
    }

    @Test
    void anExportAsItWasWrittenIsRight() throws IOException {
        Export.Verdict found = verified();

        assertThat(found.broken()).isEmpty();
        assertThat(found.doubts()).isEmpty();
        assertThat(found.verified()).isEqualTo(100);
        assertThat(found.confirmed()).isEqualTo(90);
    }

    @Test
    void changesAreFoundWhereTheyWereMade() throws IOException {
        for (String changed : List.of(
                lines.get(41).replace("ana", "bo"),
                lines.get(41).replace("\"outcome\"", "\"target\":\"\",\"outcome\""),
                lines.get(41).replace("123456Z", "123457Z"),
                lines.get(41).replace("DENIED", "ALLOWED"),
                lines.get(41).replace("DENIED", "MAYBE"),
                lines.get(41).replace("\"outcome\"", "\"more\":\"x\",\"outcome\""),
                lines.get(41).replace("123456Z", "123456789Z"),
                lines.get(41).substring(0, 50))) {
            String old = lines.set(41, changed);
            ChainBreak broken = verified().broken().orElseThrow();
            assertThat(broken.kind()).as(changed).isEqualTo(Kind.CHANGED);
            assertThat(broken.sequence()).isEqualTo(42);
            lines.set(41, old);
        }
    }

    @Test
    void whatIsPutBehindATextThatWasCutIsFound() throws IOException {
        AuditEvent event =
                new AuditEvent(AT, "ana", "query", Optional.empty(), Outcome.DENIED, Map.of("why", "x".repeat(5_000)));
        AuditEvent kept = new AuditEvent(
                AT, "ana", "query", Optional.empty(), Outcome.DENIED, Map.of("why", "x".repeat(3_999) + "…"));
        byte[] last =
                HexFormat.of().parseHex(Json.parse(lines.get(99)).text("hash").orElseThrow());
        byte[] hash = new ChainHash().of(last, 101, EntryContent.of(event));
        lines.add(line(101, kept, hash));
        assertThat(verified().broken()).isEmpty();

        lines.set(100, line(101, event, hash));

        assertThat(verified().broken().orElseThrow().sequence()).isEqualTo(101);
    }

    @Test
    void anotherKeyThatWasAcceptedIsSaidAndNoDoubt() throws IOException {
        byte[] hash =
                HexFormat.of().parseHex(Json.parse(lines.get(94)).text("hash").orElseThrow());
        AuditKey lost = AuditKey.generate();
        signed.replaceAll(line -> Checkpoint.signed(
                        Checkpoint.Kind.CHECKPOINT,
                        Checkpoint.parse(line).orElseThrow().head(),
                        AT,
                        lost)
                .line());
        signed.add(signed(Checkpoint.Kind.KEY, 95, hash, key));

        Export.Verdict found = verified();

        assertThat(found.broken()).isEmpty();
        assertThat(found.doubts()).isEmpty();
        assertThat(found.confirmed()).isEqualTo(95);
        assertThat(found.notes())
                .singleElement()
                .asString()
                .contains("Since entry 95", key.verifying().id());
    }

    @Test
    void aCutOffEndIsFoundByTheCheckpoints() throws IOException {
        lines.subList(85, 100).clear();

        assertThat(verified().broken().orElseThrow().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(verified().broken().orElseThrow().sequence()).isEqualTo(86);
    }

    @Test
    void linesOfAnotherKeyAreDoubted() throws IOException {
        signed.add(signed(Checkpoint.Kind.CHECKPOINT, 95, ChainHead.START.hashBytes(), AuditKey.generate()));

        Export.Verdict found = verified();

        assertThat(found.broken()).isEmpty();
        assertThat(found.doubts()).singleElement().asString().startsWith("Line 4 of the checkpoints");
    }

    @Test
    void whatASignedLineSaysWasRemovedMayBeMissing() throws IOException {
        byte[] hash =
                HexFormat.of().parseHex(Json.parse(lines.get(19)).text("hash").orElseThrow());
        lines.subList(0, 20).clear();
        assertThat(verified().broken().orElseThrow().kind()).isEqualTo(Kind.REMOVED);

        signed.add(signed(Checkpoint.Kind.PRUNED, 20, hash, key));

        assertThat(verified().broken()).isEmpty();
        assertThat(verified().verified()).isEqualTo(80);
    }

    private Export.Verdict verified() throws IOException {
        Export export = new Export(directory);
        Files.write(export.entries(), lines);
        Files.write(export.checkpoints(), signed);
        return Export.verify(export.entries(), export.checkpoints(), key.verifying());
    }

    private static String signed(Checkpoint.Kind kind, long sequence, byte[] hash, AuditKey key) {
        return Checkpoint.signed(kind, ChainHead.of(sequence, hash), AT, key).line();
    }

    private static String line(long sequence, AuditEvent event, byte[] hash) {
        Json.Members details = Json.object();
        event.details().forEach(details::with);
        return Json.object()
                .with("sequence", sequence)
                .with("at", event.at().toString())
                .with("principal", event.principal())
                .with("action", event.action())
                .with("target", event.target())
                .with("outcome", event.outcome().name())
                .with("details", details.done())
                .with("hash", HexFormat.of().formatHex(hash))
                .done()
                .compact();
    }
}
