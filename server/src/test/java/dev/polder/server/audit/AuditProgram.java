package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Records with many threads until it is killed, and says of every entry that was acknowledged that it was. */
final class AuditProgram {
    private static final int THREADS = 16;

    private AuditProgram() {}

    /** @param arguments the database's URL, its password's file, the data directory */
    public static void main(String[] arguments) {
        Database database = Database.open(new DatabaseConfig(arguments[0], "postgres", Path.of(arguments[1])));
        AuditLog log = new AuditLog(database, AuditConfig.in(Path.of(arguments[2])), Clock.systemUTC());
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "thread-" + thread;
            new Thread(() -> {
                        for (int i = 0; true; i++) {
                            log.record(new AuditEvent(
                                    Instant.now(),
                                    name,
                                    "query",
                                    Optional.empty(),
                                    Outcome.ALLOWED,
                                    Map.of("number", Integer.toString(i))));
                            System.out.println(name + " " + i);
                        }
                    })
                    .start();
        }
    }
}
