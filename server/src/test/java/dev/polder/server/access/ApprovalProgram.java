package dev.polder.server.access;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.access.Purpose;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.server.audit.AuditConfig;
import dev.polder.server.audit.AuditLog;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Asks for access and approves it with many threads until it is killed, and says of every approval that was answered that it was. */
final class ApprovalProgram {
    private static final int THREADS = 8;

    private ApprovalProgram() {}

    /** @param arguments the database's URL, its password's file, the data directory */
    public static void main(String[] arguments) {
        Clock clock = Clock.systemUTC();
        Database database = Database.open(new DatabaseConfig(arguments[0], "postgres", Path.of(arguments[1])));
        MeshService mesh = new MeshService(database, clock);
        MeshFiles.retail().applyTo(mesh);
        AuditLog audit = new AuditLog(database, AuditConfig.in(Path.of(arguments[2])), clock);
        PostgresAccessStore store = new PostgresAccessStore(database);
        AccessReading reading = new AccessReading(store, clock);
        AccessChanges changes = new AccessChanges(store, DecisionsByHand.on(database, clock), audit, clock);
        Asking asking = new Asking(mesh, reading, changes, clock);
        Deciding deciding = new Deciding(mesh, store, reading, changes, clock);
        Principal ana = new Principal("ana", Kind.PERSON, Set.of(), Set.of(), Map.of());
        Principal olga = new Principal(
                "olga", Kind.PERSON, Set.of(), Set.of(), Map.of(new DomainName("sales"), DomainRole.OWNER));
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "thread-" + thread;
            new Thread(() -> {
                        for (int i = 0; true; i++) {
                            Wish wish = new Wish(
                                    PortAddress.parse("sales.orders.order-lines"),
                                    new Purpose(name + "-" + i),
                                    clock.instant().plus(Duration.ofDays(1)),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty());
                            UUID id = asking.ask(ana, wish, Optional.empty())
                                    .request()
                                    .id();
                            deciding.approve(olga, id, CONDITIONS);
                            System.out.println("approved " + id);
                        }
                    })
                    .start();
        }
    }

    private static final Conditions CONDITIONS =
            new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
