package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A program that replays all letters of a port and dies on the way, without a chance to clean up, as by {@code kill -9}. */
final class ReplayVictim {
    static final int DEAD = 137;

    private ReplayVictim() {}

    /** Arguments: Kafka's properties file, JDBC URL, password file, port, step and how often it is reached before the end. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> client = new HashMap<>();
        try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
            Properties properties = new Properties();
            properties.load(file);
            properties.forEach((name, value) -> client.put((String) name, (String) value));
        }
        LetterPort port = new LetterPort(PortId.parse(arguments[3]), client, LetterPort.LENIENT);
        LetterWriter.Step last = LetterWriter.Step.valueOf(arguments[4]);
        int[] left = {Integer.parseInt(arguments[5])};
        LetterWriter.Steps steps = step -> {
            if (step == last && --left[0] == 0) {
                Runtime.getRuntime().halt(DEAD);
            }
        };
        try (Database database = Database.open(new DatabaseConfig(arguments[1], "postgres", Path.of(arguments[2])));
                DeadLetters letters = port.letters(database, steps)) {
            Selection all = new Selection(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    20_000);
            letters.actions().replay(port.target(), all, Optional.empty(), "victim");
        }
    }
}
