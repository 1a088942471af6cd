package dev.polder.cli.access;

import java.util.UUID;
import picocli.CommandLine.Parameters;

/** The request that a command is about. */
final class RequestId {
    @Parameters(index = "0", paramLabel = "ID", description = "The request, which has the id of its grant.")
    private UUID id;

    UUID id() {
        return id;
    }
}
