package dev.polder.server.query;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.QueryResult;
import dev.polder.query.SnapshotRead;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the audit keeps of one query: {@code query} before the first row goes out, or when it is refused, with what was decided and
 * what is owed as rules; and {@code query.end} with the number of rows. Neither the SQL nor a digest of it, nor anything from a row: SQL
 * holds values, and those can be guessed from a digest.
 */
final class QueryAudit {
    private static final Logger LOG = LoggerFactory.getLogger(QueryAudit.class);

    private final AuditTrail trail;
    private final GovernedPorts ports;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();
    private boolean begun;

    QueryAudit(AuditTrail trail, GovernedPorts ports, Clock clock) {
        this.trail = trail;
        this.ports = ports;
        this.clock = clock;
    }

    /**
     * To be called before anything is answered.
     *
     * @throws PolderException AUDIT_UNAVAILABLE: then nothing may be
     */
    void begins(QueryResult result) {
        Map<String, String> details = details();
        details.put("snapshots", snapshots(result.snapshots()));
        record("query", Outcome.ALLOWED, details);
        begun = true;
    }

    /** After the last row. */
    void ended(QueryResult result) {
        end(result, Outcome.ALLOWED, Map.of("truncated", Boolean.toString(result.truncated())));
    }

    /** When not all rows went out that were asked for. */
    void broke(QueryResult result, String why) {
        end(result, Outcome.FAILED, Map.of("problem", why));
    }

    /** @throws PolderException AUDIT_UNAVAILABLE */
    void refused(PolderException refusal) {
        if (begun || refusal.code() == Code.AUDIT_UNAVAILABLE) {
            return;
        }
        Map<String, String> details = details();
        details.put("problem", refusal.code().name());
        if (refusal.code() == Code.DENIED) {
            // What other codes say may hold what the SQL holds.
            details.put("reason", refusal.getMessage());
        }
        record("query", refused(refusal.code()), details);
    }

    private static Outcome refused(Code code) {
        return switch (code.kind()) {
            case INVALID, NOT_FOUND, CONFLICT, DENIED ->
                code == Code.SQL_FAILED || code == Code.SQL_LIMIT ? Outcome.FAILED : Outcome.DENIED;
            case UNAVAILABLE, INTERNAL -> Outcome.FAILED;
        };
    }

    private void end(QueryResult result, Outcome outcome, Map<String, String> more) {
        if (!begun) {
            return;
        }
        Map<String, String> details = new TreeMap<>(more);
        details.put("query", id);
        details.put("rows", Long.toString(result.count()));
        try {
            record("query.end", outcome, details);
        } catch (PolderException e) {
            // The rows are out, and the audit says for which query.
            LOG.error("The audit does not hold how a query ended query={} rows={}", id, result.count(), e);
        }
    }

    private void record(String action, Outcome outcome, Map<String, String> details) {
        trail.record(new AuditEvent(
                clock.instant(),
                ports.principal().name(),
                action,
                Optional.of(addresses()).filter(addresses -> !addresses.isEmpty()),
                outcome,
                details));
    }

    private String addresses() {
        return ports.decisions().keySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        details.put("query", id);
        ports.purpose().ifPresent(purpose -> details.put("purpose", purpose));
        ports.decisions().forEach((port, decision) -> {
            details.put("decision " + port, decision.sources());
            if (!decision.obligations().isEmpty()) {
                details.put("owed " + port, decision.obligations().rules());
            }
        });
        return details;
    }

    private static String snapshots(List<SnapshotRead> snapshots) {
        return snapshots.stream()
                .map(read -> read.port() + "="
                        + read.snapshotId().map(Object::toString).orElse("none"))
                .collect(Collectors.joining(" "));
    }
}
