/** The audit: how many entries become durable, how long one waits for it, how fast a log is verified. */
package dev.polder.bench.audit;
