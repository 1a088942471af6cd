package dev.polder.cli.audit;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AuditClient;
import dev.polder.client.Json;
import dev.polder.core.audit.VerifyingKey;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder audit verify}. */
@Command(
        name = "verify",
        header = "Find the first entry of the audit that was changed, removed, put in or cut off.",
        description = {
            "Asks the server, or reads what 'polder audit export' has written and asks nobody.",
            "Entries after the last checkpoint are right among themselves; that none is missing at the end is known up to the"
                    + " checkpoint."
        })
final class VerifyCommand extends ServerCommand {
    @Option(names = "--from-export", paramLabel = "DIR", description = "Verify an export; no server is asked.")
    private Path export;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The public key, kept from 'polder audit key'. Default: key.pem of the export, which proves less.")
    private Path key;

    @Option(
            names = "--checkpoints",
            paramLabel = "FILE",
            description = "A checkpoint file kept elsewhere. Default: the export's.")
    private Path checkpoints;

    @Mixin
    private OutputOption output = new OutputOption();

    VerifyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (export == null && (key != null || checkpoints != null)) {
            throw new PolderException(
                    Code.USAGE, "--key and --checkpoints are for an export", "Name it with --from-export DIR");
        }
        Json found = export == null ? asked(client().audit()) : read();
        if (output.isTable()) {
            print(found);
        } else {
            output.format().print(terminal(), found);
        }
        return found.at("broken").isNull() && found.at("doubts").items().isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** A part after the other, so that each answer comes soon. */
    private Json asked(AuditClient audit) {
        long verified = 0;
        List<Json> doubts = new ArrayList<>();
        List<Json> notes = new ArrayList<>();
        Optional<Json> head = Optional.empty();
        while (true) {
            Json part = audit.verify(head);
            verified += part.number("verified");
            doubts.addAll(part.at("doubts").items());
            notes.addAll(part.at("notes").items());
            head = Optional.of(part.at("head"));
            if (part.isTrue("done")) {
                return found(verified, part.at("head"), part.number("confirmed"), part.at("broken"), doubts, notes);
            }
            terminal().note(verified + " entries are right so far.");
        }
    }

    private Json read() {
        Export files = new Export(export);
        Export.Verdict verdict = Export.verify(
                files.entries(),
                Optional.ofNullable(checkpoints).orElseGet(files::checkpoints),
                verifying(Optional.ofNullable(key).orElseGet(files::key)));
        Json broken = verdict.broken()
                .<Json>map(found -> Json.object()
                        .with("kind", found.kind().name())
                        .with("sequence", found.sequence())
                        .with("text", found.text())
                        .done())
                .orElse(Json.NULL);
        Json head = Json.object()
                .with("sequence", verdict.head().sequence())
                .with("hash", verdict.head().hash())
                .done();
        return found(
                verdict.verified(),
                head,
                verdict.confirmed(),
                broken,
                verdict.doubts().stream().map(Json::of).toList(),
                verdict.notes().stream().map(Json::of).toList());
    }

    private static VerifyingKey verifying(Path file) {
        try {
            return VerifyingKey.ofPem(Files.readString(file));
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, "The key " + file + " cannot be read: " + e, "Use what 'polder audit key' prints", e);
        }
    }

    private static Json found(
            long verified, Json head, long confirmed, Json broken, List<Json> doubts, List<Json> notes) {
        return Json.object()
                .with("verified", verified)
                .with("head", head)
                .with("confirmed", confirmed)
                .with("broken", broken)
                .with("doubts", Json.array(doubts))
                .with("notes", Json.array(notes))
                .done();
    }

    private void print(Json found) {
        long last = found.at("head").number("sequence");
        terminal()
                .line("Entries verified: " + found.number("verified") + ", up to entry " + last
                        + "; a checkpoint confirms them up to entry " + found.number("confirmed") + ".");
        found.at("notes").items().forEach(note -> terminal().line(note.scalar().orElse("")));
        found.at("doubts")
                .items()
                .forEach(doubt -> terminal().line("! " + doubt.scalar().orElse("")));
        Json broken = found.at("broken");
        if (!broken.isNull()) {
            terminal()
                    .line(Code.AUDIT_BROKEN + " at entry " + broken.number("sequence") + " ("
                            + broken.text("kind")
                                    .orElse("")
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' ') + "): "
                            + broken.text("text").orElse(""));
        }
    }
}
