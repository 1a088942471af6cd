package dev.polder.server.catalog;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.name.PortId;
import dev.polder.query.DecidedColumns;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;

/**
 * Who may load a table to read its files: those who may read all of it. Whoever owes a row filter, a mask or columns does not get
 * the table, because nothing in a file would keep to them; they query it.
 */
public final class TableReads {
    private final Decider decider;
    private final Function<TableIdentifier, Optional<PortId>> ports;
    private final AuditTrail audit;
    private final Clock clock;

    /** @param ports the port whose table that is */
    public TableReads(
            Decider decider, Function<TableIdentifier, Optional<PortId>> ports, AuditTrail audit, Clock clock) {
        this.decider = decider;
        this.ports = ports;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Decides and keeps the decision, before anything is answered.
     *
     * @param loaded what is to be handed out
     * @throws ForbiddenException with the reason
     * @throws dev.polder.core.problem.PolderException AUDIT_UNAVAILABLE
     */
    void check(Principal principal, TableIdentifier table, TableMetadata loaded, Optional<String> purpose) {
        Optional<PortId> port = ports.apply(table);
        if (port.isEmpty()) {
            String refusal = table + " is no port's table, and only those are shown";
            record(principal, table.toString(), purpose, Map.of(), Optional.of(refusal));
            throw new ForbiddenException("%s", refusal);
        }
        Decision decision = decider.decide(new ReadQuestion(principal, port.get(), purpose, clock.instant()));
        Optional<String> refusal = refusal(principal, port.get(), decision, undecided(decision, loaded));
        Map<String, String> details = new TreeMap<>(Map.of("decision", decision.sources()));
        if (!decision.obligations().isEmpty()) {
            details.put("owed", decision.obligations().rules());
        }
        record(principal, port.get().toString(), purpose, details, refusal);
        refusal.ifPresent(why -> {
            throw new ForbiddenException("%s", why);
        });
    }

    private static Optional<String> refusal(
            Principal principal, PortId port, Decision decision, Set<String> undecided) {
        if (!decision.permitted()) {
            return Optional.of(
                    ("%s may not read %s: %s. Ask for access with 'polder access request %s --purpose …'; say a purpose "
                                    + "with the header %s")
                            .formatted(
                                    principal.name(),
                                    port,
                                    decision.reasons().get(0).text(),
                                    port.address(),
                                    CatalogRoutes.PURPOSE));
        }
        if (!decision.obligations().isEmpty()) {
            return Optional.of(
                    ("%s may read %s only with row filters, masks or without some columns, which a table's files do not "
                                    + "keep to. Query it with SQL: 'polder query'")
                            .formatted(principal.name(), port));
        }
        return undecided.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("The table of %s has columns that its contract does not have (%s), and nothing decides who may read "
                                        + "these. If the contract has just changed, try again; else query it with SQL: 'polder query'")
                                .formatted(port, String.join(", ", undecided)));
    }

    /** What is in the files, of snapshots gone by as well, and not in the contract that was decided about. */
    private static Set<String> undecided(Decision decision, TableMetadata loaded) {
        Set<String> undecided = new TreeSet<>();
        decision.about()
                .ifPresent(records -> loaded.schemas().stream()
                        .flatMap(schema -> schema.columns().stream())
                        .filter(column -> !DecidedColumns.hold(records, column))
                        .forEach(column -> undecided.add(column.name())));
        return undecided;
    }

    private void record(
            Principal principal,
            String target,
            Optional<String> purpose,
            Map<String, String> decided,
            Optional<String> refusal) {
        Map<String, String> details = new TreeMap<>(decided);
        purpose.ifPresent(said -> details.put("purpose", said));
        refusal.ifPresent(why -> details.put("reason", why));
        audit.record(new AuditEvent(
                clock.instant(),
                principal.name(),
                "iceberg.load",
                Optional.of(target),
                refusal.isEmpty() ? Outcome.ALLOWED : Outcome.DENIED,
                details));
    }
}
