package dev.polder.core.access;

/** Decides who may read what. Safe for use by many threads; never throws for a question: what cannot be decided is denied. */
public interface Decider {
    Decision decide(ReadQuestion question);
}
