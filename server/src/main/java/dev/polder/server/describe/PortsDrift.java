package dev.polder.server.describe;

import dev.polder.core.name.PortId;
import dev.polder.server.drift.DriftLog;
import dev.polder.server.drift.JudgedContract;
import dev.polder.server.drift.PortDrift;
import dev.polder.server.reconcile.Condition;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The drift of all ports at one moment. What was counted under an earlier contract does not show. */
final class PortsDrift {
    private static final int NAMED = 5;

    private final DriftLog log;
    private final Map<Judged, JudgedContract> contracts = new HashMap<>();
    private final Map<JudgedContract, PortDrift> ports;

    private PortsDrift(DriftLog log) {
        this.log = log;
        this.ports = log.ports();
        ports.keySet().forEach(contract -> contracts.put(new Judged(contract.port(), contract.digest()), contract));
    }

    /** A port and the digest of the contract that its records are judged by. */
    record Judged(PortId port, String contractDigest) {}

    static PortsDrift of(DriftLog log) {
        return new PortsDrift(log);
    }

    Optional<PortBody.DriftBody> summary(Optional<Judged> judged) {
        return judged.map(contracts::get)
                .map(ports::get)
                .map(drift -> new PortBody.DriftBody(
                        drift.contractVersion(),
                        drift.names(),
                        drift.records(),
                        drift.others(),
                        drift.since(),
                        drift.lastSeen()));
    }

    List<PortDrift.UnknownField> fields(Optional<Judged> judged) {
        return judged.map(contracts::get)
                .flatMap(log::port)
                .map(PortDrift::fields)
                .orElse(List.of());
    }

    /**
     * {@code Drift: 3 unknown fields in 1,204 records since …}.
     *
     * @param named whether it says which
     */
    Optional<Condition> condition(Optional<Judged> judged, boolean named) {
        return judged.map(contracts::get)
                .flatMap(log::port)
                .map(drift -> new Condition(
                        "FieldsKnown",
                        false,
                        "Drift",
                        sentence(drift, named ? ": " + names(drift) : ""),
                        drift.since()));
    }

    private static String names(PortDrift drift) {
        String names = drift.fields().stream()
                .limit(NAMED)
                .map(PortDrift.UnknownField::path)
                .collect(Collectors.joining(", "));
        return names + (drift.fields().size() > NAMED || drift.others() > 0 ? ", …" : "");
    }

    private static String sentence(PortDrift drift, String names) {
        String atLeast = drift.others() > 0 ? "More than " : "";
        return String.format(
                Locale.ROOT,
                "%s%,d unknown field%s in %,d record%s since %s%s; add them to the contract or set unknownFields",
                atLeast,
                drift.names(),
                drift.names() == 1 ? "" : "s",
                drift.records(),
                drift.records() == 1 ? "" : "s",
                drift.since().truncatedTo(ChronoUnit.SECONDS),
                names);
    }
}
