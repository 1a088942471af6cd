package dev.polder.cli.letters;

import dev.polder.client.DeadLetterClient;
import dev.polder.client.PolderClient;
import dev.polder.core.name.NamedPort;
import picocli.CommandLine.Parameters;

/** {@code ADDRESS}. */
final class PortOption {
    @Parameters(
            index = "0",
            paramLabel = "ADDRESS",
            description = "A port: domain.product.port, or domain.product.port.v1 for that major version.")
    private String address;

    String address() {
        return address;
    }

    DeadLetterClient of(PolderClient client) {
        NamedPort port = NamedPort.parse(address);
        return client.deadLetters(port.address(), port.major());
    }
}
