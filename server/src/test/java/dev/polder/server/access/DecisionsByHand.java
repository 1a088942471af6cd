package dev.polder.server.access;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.DataType.Field;
import dev.polder.core.name.PortId;
import dev.polder.policy.ColumnFacts;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decisions without policies, on ports that are made up: whatever is asked for has an id, an email, a phone, an amount and a region. */
public final class DecisionsByHand {
    private static final DataType.Struct RECORD = new DataType.Struct(List.of(
            new Field("id", new DataType.Text(), true),
            new Field("email", new DataType.Text(), false),
            new Field("phone", new DataType.Text(), false),
            new Field("amount", new DataType.Int64(), false),
            new Field("region", new DataType.Text(), false)));

    private DecisionsByHand() {}

    public static Decisions on(Database database, Clock clock) {
        Map<PortId, PortFacts> ports = new ConcurrentHashMap<>();
        return new Decisions(
                database,
                clock,
                grants -> new PolicyDecider(
                        () -> PolicySet.EMPTY,
                        port -> Optional.of(ports.computeIfAbsent(port, DecisionsByHand::facts)),
                        grants::of));
    }

    private static PortFacts facts(PortId port) {
        List<ColumnFacts> columns = RECORD.fields().stream()
                .map(field -> new ColumnFacts(
                        field.name(),
                        field.name(),
                        field.type(),
                        "",
                        Set.of(),
                        "",
                        field.required(),
                        false,
                        false,
                        false))
                .toList();
        return new PortFacts(port, "active", Set.of(), columns, RECORD);
    }
}
