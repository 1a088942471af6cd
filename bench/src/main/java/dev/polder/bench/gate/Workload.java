package dev.polder.bench.gate;

import dev.polder.bench.data.Columns;
import dev.polder.bench.data.Contracts;
import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import dev.polder.bench.data.Shipments;
import dev.polder.core.contract.SchemaObject;
import java.util.function.Supplier;

/** About a megabyte of JSON records with their contract. Public for the benchmark harness. */
public enum Workload {
    ORDERS(Contracts::orders, () -> Orders.valid(1, Workload.COUNT)),
    ONE_PERCENT_INVALID(Contracts::orders, () -> Orders.withInvalid(1, Workload.COUNT, 100)),
    SHUFFLED(Contracts::orders, () -> Orders.shuffled(1, Workload.COUNT)),
    SPACED(Contracts::orders, () -> Orders.spaced(1, Workload.COUNT)),
    RULES_40(() -> new Columns(40).contract(), () -> new Columns(40).json(800)),
    NESTED(Contracts::nested, () -> Shipments.valid(1_500)),
    WIDE(() -> new Columns(200).contract(), () -> new Columns(200).json(160));

    /** Orders in a megabyte. */
    static final int COUNT = 3_340;

    private final Supplier<SchemaObject> contract;
    private final Supplier<Records> records;

    Workload(Supplier<SchemaObject> contract, Supplier<Records> records) {
        this.contract = contract;
        this.records = records;
    }

    SchemaObject contract() {
        return contract.get();
    }

    Records records() {
        return records.get();
    }
}
