package dev.polder.server;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.Ports;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What stands on the command line: {@code --data DIR [--port N] [--config FILE]}.
 *
 * @param port moves all ports
 * @param config {@code polder.yaml} in the data directory when absent
 */
record ServerArguments(Path data, OptionalInt port, Optional<Path> config) {
    ServerArguments {
        Objects.requireNonNull(data);
        Objects.requireNonNull(port);
        Objects.requireNonNull(config);
    }

    /** @throws PolderException USAGE */
    static ServerArguments parse(String... arguments) {
        Optional<Path> data = Optional.empty();
        Optional<Path> config = Optional.empty();
        OptionalInt port = OptionalInt.empty();
        for (int index = 0; index < arguments.length; index += 2) {
            if (index + 1 == arguments.length) {
                throw usage("Nothing follows " + arguments[index]);
            }
            String value = arguments[index + 1];
            switch (arguments[index]) {
                case "--data" -> data = Optional.of(Path.of(value));
                case "--config" -> config = Optional.of(Path.of(value));
                case "--port" -> port = OptionalInt.of(port(value));
                default -> throw usage("There is no option " + arguments[index]);
            }
        }
        return new ServerArguments(data.orElseThrow(() -> usage("--data is missing")), port, config);
    }

    private static int port(String value) {
        if (value.matches("\\d{1,5}") && Ports.isPossible(Integer.parseInt(value))) {
            return Integer.parseInt(value);
        }
        throw usage("--port cannot be '" + value + "': the other ports lie beside it, so " + Ports.possible());
    }

    private static PolderException usage(String problem) {
        return new PolderException(Code.USAGE, problem, "Write: --data DIR [--port N] [--config FILE]");
    }
}
