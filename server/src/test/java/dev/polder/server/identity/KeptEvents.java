package dev.polder.server.identity;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit in memory. */
final class KeptEvents implements AuditTrail {
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void record(AuditEvent event) {
        events.add(event);
    }

    List<AuditEvent> events() {
        return events;
    }

    /** {@code action target by principal outcome}. */
    List<String> lines() {
        return events.stream()
                .map(event -> event.action() + " " + event.target().orElse("-") + " by " + event.principal() + " "
                        + event.outcome())
                .toList();
    }
}
