package dev.polder.gate;

import java.util.List;

/** What {@link GateCompiler} makes of a contract's object. */
record CompiledGate(StructCheck check, List<KeyColumn> key) {
    /** A column of the primary key: where its carrier stands, and what writes it. */
    record KeyColumn(int index, Check check) {}
}
