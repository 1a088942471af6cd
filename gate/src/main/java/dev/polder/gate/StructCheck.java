package dev.polder.gate;

import dev.polder.core.contract.UnknownFields;
import dev.polder.core.problem.Code;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Objects with known members. The carrier is a list of the members' carriers in the contract's order. */
final class StructCheck implements Check {
    private final List<Slot> slots;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Set<String> required;
    private final SizeRule size;
    private final UnknownFields unknown;
    private final String path;
    private final List<CelCheck> rules;

    /**
     * @param slots the members; when unknown fields are kept, the last is where they go
     * @param required members that must be there besides those that are required themselves
     * @param path of such objects in a record, for {@link Drift}
     * @param rules between the members, asked when all of these are valid
     */
    StructCheck(
            List<Slot> slots,
            Set<String> required,
            OptionalInt minProperties,
            OptionalInt maxProperties,
            UnknownFields unknown,
            String path,
            List<CelCheck> rules) {
        this.slots = List.copyOf(slots);
        this.unknown = unknown;
        this.path = path;
        this.rules = List.copyOf(rules);
        this.required = Set.copyOf(required);
        this.size = new SizeRule("Properties", "fields", minProperties, maxProperties);
        for (int i = 0; i < named(); i++) {
            indexes.put(slots.get(i).name(), i);
        }
    }

    Set<String> required() {
        return required;
    }

    SizeRule size() {
        return size;
    }

    UnknownFields unknownFields() {
        return unknown;
    }

    /** How many members a record can name. */
    int named() {
        return unknown == UnknownFields.KEEP ? slots.size() - 1 : slots.size();
    }

    /** Of such objects in a record, for {@link Drift}. */
    String path() {
        return path;
    }

    List<CelCheck> rules() {
        return rules;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        if (!(value instanceof Value.Obj object)) {
            refusals.add(
                    Code.RECORD_TYPE,
                    where,
                    "type object",
                    "The value must be an object, but is " + value.word(),
                    value);
            return INVALID;
        }
        if (!refusals.spend(slots.size())) {
            refusals.add(Code.RECORD_LIMIT, where, "size", "The record has too many objects");
            return INVALID;
        }
        boolean valid = size.holds(object.members().size(), where, refusals);
        Object[] carriers = new Object[slots.size()];
        boolean[] seen = new boolean[slots.size()];
        Map<String, Object> kept = new TreeMap<>(MapCheck.BY_UTF8);
        for (Map.Entry<String, Value> member : object.members().entrySet()) {
            if (refusals.isFull()) {
                return INVALID;
            }
            Integer index = indexes.get(member.getKey());
            if (index == null) {
                refusals.unknown(path, member.getKey(), member.getValue());
                valid &= unknown(member.getKey(), member.getValue(), kept, where, refusals);
                continue;
            }
            seen[index] = true;
            Slot slot = slots.get(index);
            carriers[index] = slot.check(member.getValue(), where.member(slot.name(), slot.secret()), refusals);
            valid &= carriers[index] != INVALID;
        }
        if (!kept.isEmpty()) {
            carriers[named()] = kept;
        }
        for (int i = 0; i < named(); i++) {
            Slot slot = slots.get(i);
            if (!seen[i]) {
                carriers[i] = slot.absent(where.member(slot.name(), slot.secret()), refusals, "absent");
                valid &= carriers[i] != INVALID;
            }
            if (carriers[i] == null && required.contains(slot.name())) {
                Where member = where.member(slot.name(), slot.secret());
                refusals.add(Code.RECORD_FIELD_MISSING, member, "required", "A value is required, but there is none");
                valid = false;
            }
        }
        List<Object> members = Arrays.asList(carriers);
        if (valid) {
            for (CelCheck rule : rules) {
                valid &= rule.holds(members, where, refusals);
            }
        }
        return valid ? members : INVALID;
    }

    private boolean unknown(String name, Value value, Map<String, Object> kept, Where where, Refusals refusals) {
        // Its value stays out of the refusal: nobody has said that it is public.
        Where at = where.member(name, true);
        switch (unknown) {
            case REJECT -> {
                refusals.add(Code.RECORD_FIELD_UNKNOWN, at, "known fields", "The contract has no such field");
                return false;
            }
            case KEEP -> {
                kept.put(name, CanonicalJson.text(value));
                return TextCheck.isStorable(name, at, refusals);
            }
            case DROP -> {
                return true;
            }
        }
        throw new IllegalStateException(unknown.word());
    }

    List<Slot> slots() {
        return slots;
    }

    /** Whether a slot is where unknown fields go. */
    boolean keepsIn(int slot) {
        return unknown == UnknownFields.KEEP && slot == named();
    }

    @Override
    public Object written(String text) {
        return INVALID;
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        List<?> carriers = (List<?>) carrier;
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).write(carriers.get(i), out);
        }
    }

    @Override
    public boolean isScalar() {
        return false;
    }
}
