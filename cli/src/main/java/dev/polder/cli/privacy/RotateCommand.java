package dev.polder.cli.privacy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import dev.polder.core.name.DomainName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder keys rotate}. */
@Command(
        name = "rotate",
        header = "Encrypt with a new key from now on.",
        description =
                "Nothing is rewritten: older keys still decrypt. Keys of joins stay, or values would no longer meet.")
final class RotateCommand extends ServerCommand {
    @Parameters(paramLabel = "DOMAIN", description = "The domain, such as sales.")
    private String domain;

    @Option(
            names = "--rewrap",
            description =
                    "Wrap the keys of subjects anew and drop what they were wrapped with: then older copies of the"
                            + " database say nothing of who was forgotten.")
    private boolean rewrap;

    @Mixin
    private OutputOption output = new OutputOption();

    RotateCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json rotated = client().rotateKeys(new DomainName(domain), rewrap);
        KeyLines.listing().print(terminal(), output.format(), List.of(rotated));
        rotated.text("rewrapped")
                .ifPresent(count -> terminal().note("Wrapped the keys of " + count + " subjects anew."));
        return ExitCode.OK;
    }
}
