package dev.polder.server.inbox;

import dev.polder.core.name.PortId;
import dev.polder.server.drift.DriftKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A forwarder in a process of its own, to be killed. */
final class ForwarderProgram {
    private ForwarderProgram() {}

    /** @param arguments a file with Kafka's client properties; the port */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
        }
        Map<String, String> client = new HashMap<>();
        properties.forEach((name, value) -> client.put(name.toString(), value.toString()));
        PortId port = PortId.parse(arguments[1]);
        new Forwarder(
                        port,
                        () -> InboxTopics.target(port),
                        InboxTopics::schema,
                        DriftKeeper.NONE,
                        client,
                        Clock.systemUTC(),
                        ForwardStep.Watch.NONE)
                .start();
        // Whoever started this has gone when its pipe is closed.
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(0);
    }
}
