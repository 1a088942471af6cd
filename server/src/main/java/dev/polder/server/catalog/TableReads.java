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
import java.util.stream.Collectors;
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
            record(principal, table.toString(), Outcome.DENIED, purpose, "no port");
            throw new ForbiddenException("%s is no port's table, and only those are shown", table);
        }
        Decision decision = decider.decide(new ReadQuestion(principal, port.get(), purpose, clock.instant()));
        Set<String> undecided = undecided(decision, loaded);
        boolean whole = decision.permitted() && decision.obligations().isEmpty() && undecided.isEmpty();
        record(principal, port.get().toString(), whole ? Outcome.ALLOWED : Outcome.DENIED, purpose, reasons(decision));
        if (!decision.permitted()) {
            throw new ForbiddenException(
                    "%s may not read %s: %s. Ask for access with 'polder access request %s --purpose …'; say a purpose "
                            + "with the header %s",
                    principal.name(),
                    port.get(),
                    decision.reasons().get(0).text(),
                    port.get().address(),
                    CatalogRoutes.PURPOSE);
        }
        if (!decision.obligations().isEmpty()) {
            throw new ForbiddenException(
                    "%s may read %s only with row filters, masks or without some columns, which a table's files do not "
                            + "keep to. Query it with SQL: 'polder query'",
                    principal.name(), port.get());
        }
        if (!whole) {
            throw new ForbiddenException(
                    "The table of %s has columns that its contract does not have (%s), and nothing decides who may read "
                            + "these. If the contract has just changed, try again; else query it with SQL: 'polder query'",
                    port.get(), String.join(", ", undecided));
        }
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

    private static String reasons(Decision decision) {
        return decision.reasons().stream()
                .map(reason -> reason.effect() + " " + reason.source())
                .collect(Collectors.joining("; "));
    }

    private void record(
            Principal principal, String target, Outcome outcome, Optional<String> purpose, String decision) {
        Map<String, String> details = new TreeMap<>();
        details.put("decision", decision);
        purpose.ifPresent(said -> details.put("purpose", said));
        audit.record(new AuditEvent(
                clock.instant(), principal.name(), "iceberg.load", Optional.of(target), outcome, details));
    }
}
