/**
 * The audit: entries in PostgreSQL, each with a hash over the one before it, and signed checkpoints in a file beside it. What is
 * written is decided by whoever lets it happen; {@link dev.polder.core.audit.AuditTrail} is all that other packages see.
 */
package dev.polder.server.audit;
