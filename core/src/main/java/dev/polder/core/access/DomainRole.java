package dev.polder.core.access;

/** What a principal may do in one domain. */
public enum DomainRole {
    /** Builds: creates and changes products, fills ports, looks after dead letters. */
    DEVELOPER,
    /** As a developer, and decides: about access to the domain's data, its policies, the end of a product. */
    OWNER;

    /** Whether who has this role may do all that the other may. */
    public boolean includes(DomainRole other) {
        return this == OWNER || other == DEVELOPER;
    }
}
