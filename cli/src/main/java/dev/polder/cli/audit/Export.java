package dev.polder.cli.audit;

import dev.polder.client.Json;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHash;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.ChainVerifier;
import dev.polder.core.audit.EntryContent;
import dev.polder.core.audit.SignedLines;
import dev.polder.core.audit.VerifyingKey;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An audit that was written to a directory. */
record Export(Path directory) {
    /** What no hash covers has no place in a line. */
    private static final Set<String> MEMBERS =
            Set.of("sequence", "at", "principal", "action", "target", "outcome", "details", "hash");

    private static final EntryContent NOTHING = new EntryContent(0, new byte[0]);

    /** What was found. */
    record Verdict(
            long verified,
            ChainHead head,
            long confirmed,
            Optional<ChainBreak> broken,
            List<String> doubts,
            List<String> notes) {}

    Path entries() {
        return directory.resolve("entries.ndjson");
    }

    Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path key() {
        return directory.resolve("key.pem");
    }

    static Verdict verify(Path entries, Path checkpoints, VerifyingKey key) {
        try (BufferedReader lines = Files.newBufferedReader(entries)) {
            SignedLines signed = SignedLines.of(Files.readAllLines(checkpoints), key, ChainHead.START);
            String line = lines.readLine();
            ChainHead start = line == null ? ChainHead.START : signed.start(sequence(line), ChainHead.START);
            ChainVerifier verifier = new ChainVerifier(start, signed.anchors());
            Optional<ChainBreak> broken = Optional.empty();
            while (line != null && broken.isEmpty()) {
                broken = add(line, verifier);
                line = lines.readLine();
            }
            if (broken.isEmpty()) {
                broken = verifier.end();
            }
            return new Verdict(
                    verifier.head().sequence() - start.sequence(),
                    verifier.head(),
                    verifier.confirmed(),
                    broken,
                    signed.doubts(),
                    signed.notes());
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The export cannot be read: " + e,
                    "Name a directory that 'polder audit export' has written",
                    e);
        }
    }

    private static long sequence(String line) {
        return Json.parse(line).number("sequence");
    }

    private static Optional<ChainBreak> add(String line, ChainVerifier verifier) {
        try {
            Json entry = Json.parse(line);
            return verifier.add(entry.number("sequence"), content(entry), hash(entry));
        } catch (PolderException unreadable) {
            return verifier.add(verifier.head().sequence() + 1, NOTHING, new byte[ChainHash.BYTES]);
        }
    }

    /** What cannot be an entry's gets what no entry has. */
    private static EntryContent content(Json entry) {
        Map<String, String> details = new TreeMap<>();
        entry.at("details")
                .fields()
                .forEach((name, value) -> details.put(name, value.scalar().orElse("")));
        try {
            AuditEvent event = new AuditEvent(
                    Instant.parse(entry.text("at").orElse("")),
                    entry.text("principal").orElse(""),
                    entry.text("action").orElse(""),
                    entry.text("target"),
                    AuditEvent.Outcome.valueOf(entry.text("outcome").orElse("")),
                    details);
            return MEMBERS.containsAll(names(entry))
                    ? EntryContent.exactly(event).orElse(NOTHING)
                    : NOTHING;
        } catch (DateTimeException | IllegalArgumentException e) {
            return NOTHING;
        }
    }

    private static Set<String> names(Json entry) {
        Set<String> names = new HashSet<>();
        entry.fields().forEach((name, value) -> names.add(name));
        return names;
    }

    private static byte[] hash(Json entry) {
        String text = entry.text("hash").orElse("");
        return text.matches("[0-9a-f]{64}") ? HexFormat.of().parseHex(text) : new byte[ChainHash.BYTES];
    }
}
