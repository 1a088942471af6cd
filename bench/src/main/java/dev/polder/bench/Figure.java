package dev.polder.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One number with what it stands beside.
 *
 * @param name for programs, such as {@code gate.json}; kept from version to version
 * @param what for people
 * @param value of each round; its median is shown
 * @param beside a peer of the same run
 */
public record Figure(
        String name, String what, Samples value, String unit, Optional<Beside> beside, List<Target> targets) {
    /**
     * @param ratio to the peer, of each round
     * @param to the peer's figure
     */
    public record Beside(Samples ratio, String to) {}

    public static Figure of(String name, String what, Samples value, String unit) {
        return new Figure(name, what, value, unit, Optional.empty(), List.of());
    }

    public Figure beside(Samples ratio, String to) {
        return new Figure(name, what, value, unit, Optional.of(new Beside(ratio, to)), targets);
    }

    Figure with(Target wanted) {
        List<Target> all = new ArrayList<>(targets);
        all.add(wanted);
        return new Figure(name, what, value, unit, beside, List.copyOf(all));
    }

    public Figure valueAtLeast(double must, double reach) {
        return with(Target.valueAtLeast(must, reach));
    }

    public Figure valueAtMost(double must) {
        return with(Target.valueAtMost(must, must).enough());
    }

    public Figure valueAtMost(double must, double reach) {
        return with(Target.valueAtMost(must, reach));
    }

    public Figure ratioAtLeast(double must) {
        return with(Target.ratioAtLeast(must, must).enough());
    }

    public Figure ratioAtLeast(double must, double reach) {
        return with(Target.ratioAtLeast(must, reach));
    }

    public Figure ratioAtMost(double must) {
        return with(Target.ratioAtMost(must, must).enough());
    }

    /** The element of the JSON array. */
    String json() {
        return "{\"name\":\"" + name + "\",\"value\":" + Numbers.json(value.median()) + ",\"unit\":\"" + unit
                + "\",\"ratio\":"
                + beside.map(peer -> Numbers.json(peer.ratio().median())).orElse("null") + ",\"to\":"
                + beside.map(peer -> '"' + peer.to() + '"').orElse("null") + ",\"runs\":" + value.count() + "}";
    }

    /** Whether all targets are met; empty without any. */
    String met() {
        return targets.stream()
                .map(wanted -> wanted.verdict(
                        wanted.part() == Target.Part.VALUE
                                ? value.median()
                                : beside.orElseThrow().ratio().median()))
                .max(Comparator.naturalOrder())
                .map(Enum::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .orElse("");
    }
}
