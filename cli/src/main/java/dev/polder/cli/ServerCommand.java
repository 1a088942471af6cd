package dev.polder.cli;

import dev.polder.client.PolderClient;
import picocli.CommandLine.Mixin;

/** A command that talks to a server. */
public abstract class ServerCommand extends PolderCommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    protected ServerCommand(Session session) {
        super(session);
    }

    protected final PolderClient client() {
        return server.connect(session());
    }

    protected final ServerOptions server() {
        return server;
    }

    protected final DataDirectory dataDirectory() {
        return server.dataDirectory(session());
    }
}
