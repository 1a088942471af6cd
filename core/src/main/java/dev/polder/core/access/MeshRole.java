package dev.polder.core.access;

/** What a principal may do in the whole mesh. Everybody who is known is a consumer: may find products and ask for access. */
public enum MeshRole {
    /** Runs the mesh: users, tokens, configuration; may do what any domain may do. */
    ADMIN,
    /** A member of the federation: agrees on the mesh's policies and on exceptions, and reads the audit. */
    GOVERNANCE
}
