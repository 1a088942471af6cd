package dev.polder.core.policy;

/** What happens when a policy has something against it. */
public enum Enforcement {
    /** It is not done. */
    BLOCK,
    /** It is done, and who does it is told. */
    WARN,
    /** It is done, and only the audit has it. */
    AUDIT
}
