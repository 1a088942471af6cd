package dev.polder.cli.policy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Report;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code polder policy init}. */
@Command(
        name = "init",
        header = "Put the policies that come with Polder, and their tests, into a mesh directory.",
        description = {
            "Writes DIR/policies; what is there already is left as it is. Needs no server.",
            "Then try them with polder policy test DIR, change what does not fit, and apply DIR."
        })
final class InitCommand extends PolderCommand {
    @Parameters(paramLabel = "DIR", description = "The directory of a mesh.")
    private Path directory;

    InitCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new PolderException(
                    Code.USAGE,
                    directory + " is not a directory",
                    "Give the directory of a mesh, with mesh.yaml in it");
        }
        Path policies = directory.resolve("policies");
        int written = 0;
        for (Map.Entry<String, String> file : PolicyLibrary.files().entrySet()) {
            written += write(policies.resolve(file.getKey()), file.getValue());
        }
        terminal()
                .line(Report.counted(written, "file") + " written to " + policies + ", "
                        + (PolicyLibrary.files().size() - written) + " left as they are.");
        return ExitCode.OK;
    }

    private static int write(Path file, String text) {
        try {
            if (Files.exists(file)) {
                return 0;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            return 1;
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, file + " cannot be written: " + e.getMessage(), "Check that you may write there", e);
        }
    }
}
