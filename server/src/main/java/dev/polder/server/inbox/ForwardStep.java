package dev.polder.server.inbox;

/** Where one transaction stands. Tests end a forwarder at each of them. */
enum ForwardStep {
    READ,
    SENT,
    OFFSETS_SENT,
    COMMITTED;

    /** Is told of every step; what it throws ends the forwarder as a crash would. */
    interface Watch {
        Watch NONE = step -> {};

        void at(ForwardStep step);
    }
}
