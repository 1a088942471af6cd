package dev.polder.cli.letters;

import dev.polder.client.DeadLetterClient;
import dev.polder.client.PolderClient;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import java.util.OptionalInt;
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
        if (address.matches(".*\\.v\\d{1,3}")) {
            PortId id = PortId.parse(address);
            return client.deadLetters(id.address(), OptionalInt.of(id.major()));
        }
        return client.deadLetters(PortAddress.parse(address), OptionalInt.empty());
    }
}
