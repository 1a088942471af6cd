package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what is wrong with one record, up to a limit, and guards how much memory checking it may take. */
final class Refusals {
    static final int SHOWN = 64;

    private final RecordLimits limits;
    private final List<Refusal> list = new ArrayList<>(0);
    private long slots;
    private long steps;
    private long unknown;
    private final Map<String, String> unknownTypes = new LinkedHashMap<>(0);

    Refusals(RecordLimits limits) {
        this.limits = limits;
    }

    /** Refuses; a scalar value is shown when its property is public. */
    void add(Code code, Where where, String rule, String message, Value value) {
        if (!isFull()) {
            list.add(new Refusal(code, where.toString(), rule, message, shown(where, value)));
        }
    }

    /** Refuses where there is no value to show. */
    void add(Code code, Where where, String rule, String message) {
        add(code, where, rule, message, Value.Null.NULL);
    }

    boolean isFull() {
        return list.size() >= limits.maxRefusals();
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    int count() {
        return list.size();
    }

    List<Refusal> list() {
        return list;
    }

    /** Notes a field that the contract does not have, in an object at a path. */
    void unknown(String path, String name, Value value) {
        unknown(path, name, value.word());
    }

    /**
     * @param type its value in words
     */
    void unknown(String path, String name, String type) {
        unknown++;
        if (unknownTypes.size() < Drift.PATHS) {
            StringBuilder member = new StringBuilder(path);
            Where.appendMember(name, member);
            unknownTypes.merge(member.toString(), type, Drift::type);
        }
    }

    Drift drift() {
        return unknown == 0 ? Drift.NONE : new Drift(unknown, unknownTypes);
    }

    /** Counts the fields a struct will have, present or not: a short record must not unfold into a huge one. */
    boolean spend(int fields) {
        slots += fields;
        return slots <= 10L * limits.maxValues();
    }

    /** Counts steps of rules between fields: a list within a list must not take long. */
    boolean compute(long more) {
        steps += more;
        return steps <= CelMembers.MOST_STEPS;
    }

    private static Optional<String> shown(Where where, Value value) {
        if (where.secret()) {
            return Optional.empty();
        }
        if (value instanceof Value.Str string) {
            return Optional.of(Where.shortened(string.text(), SHOWN));
        }
        if (value instanceof Value.Num number) {
            return Optional.of(Where.shortened(number.text(), SHOWN));
        }
        if (value instanceof Value.Moment moment) {
            return Optional.of(TemporalText.iso(moment));
        }
        return value instanceof Value.Bool bool ? Optional.of(Boolean.toString(bool.value())) : Optional.empty();
    }
}
