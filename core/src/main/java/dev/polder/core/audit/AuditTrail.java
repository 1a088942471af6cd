package dev.polder.core.audit;

/** Where what happened is kept. Safe for use by many threads. */
public interface AuditTrail {
    /**
     * Keeps an event; it is durable when this returns. Whoever lets something happen calls this before, so that nothing happens
     * unseen.
     *
     * @throws dev.polder.core.problem.PolderException AUDIT_UNAVAILABLE when it cannot be kept: then it must not happen
     */
    void record(AuditEvent event);
}
