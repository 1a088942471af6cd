package dev.polder.bench.gate;

import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordChecker;

/** Ours, as the others are called. */
final class GateOrderCheck implements OrderCheck {
    private final RecordChecker checker;

    GateOrderCheck(ContractGate gate) {
        checker = gate.checker();
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to) {
        return checker.json(bytes, from, to);
    }
}
