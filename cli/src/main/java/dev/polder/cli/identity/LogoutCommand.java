package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.Logins;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import java.net.URI;
import picocli.CommandLine.Command;

/** {@code polder logout}. */
@Command(
        name = "logout",
        header = "Forget the token that polder login has got.",
        description = "It stays valid until it ends: polder token revoke ends it at once.")
public final class LogoutCommand extends ServerCommand {
    public LogoutCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        URI address = server().address(session());
        boolean there = Logins.of(session()).remove(address);
        terminal().line(there ? "Logged out of " + address + "." : "You were not logged in to " + address + ".");
        return ExitCode.OK;
    }
}
