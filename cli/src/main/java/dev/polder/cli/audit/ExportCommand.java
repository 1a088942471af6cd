package dev.polder.cli.audit;

import dev.polder.cli.ExitCode;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AuditClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code polder audit export}. */
@Command(
        name = "export",
        header = "Write the whole audit to a directory, so that it can be verified without the server.",
        description = {
            "Writes entries.ndjson, checkpoints and key.pem. 'polder audit verify --from-export DIR' reads them.",
            "docs/reference/audit.md says how another program verifies them."
        })
final class ExportCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "Where to; made if it is not there.")
    private Path directory;

    ExportCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AuditClient audit = client().audit();
        Export export = new Export(directory);
        try {
            Files.createDirectories(directory);
            // The signed lines first: all that they speak of is among the entries that come later.
            Files.writeString(export.checkpoints(), audit.checkpoints());
            Files.writeString(export.key(), audit.key());
            Path partial = directory.resolve("entries.partial");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
                audit.export(out);
            }
            Files.move(partial, export.entries(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The audit cannot be written to " + directory + ": " + e.getMessage(),
                    "Name a directory with space that this user may write",
                    e);
        }
        terminal().line("Wrote the audit to " + directory + ".");
        return ExitCode.OK;
    }
}
