package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** ODCS {@code enum}: the value, as its type understands it, is one of a list. */
final class EnumCheck implements Check {
    private static final int SHOWN = 10;

    private final Check type;
    private final Set<Object> allowed;
    private final String message;

    EnumCheck(Check type, List<String> allowed) {
        this.type = type;
        this.allowed = allowed.stream()
                .map(type::written)
                .filter(carrier -> carrier != INVALID)
                .collect(Collectors.collectingAndThen(Collectors.toSet(), Collections::unmodifiableSet));
        String list = allowed.stream().limit(SHOWN).collect(Collectors.joining(", "));
        this.message = "The value must be one of " + list
                + (allowed.size() > SHOWN ? " and " + (allowed.size() - SHOWN) + " more" : "");
    }

    Check type() {
        return type;
    }

    Set<Object> allowed() {
        return allowed;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        Object carrier = type.check(value, where, refusals);
        if (carrier != INVALID && !allowed.contains(carrier)) {
            refusals.add(Code.RECORD_ENUM, where, "enum", message, value);
            return INVALID;
        }
        return carrier;
    }

    @Override
    public Object written(String text) {
        return type.written(text);
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        type.write(carrier, out);
    }

    @Override
    public void writeKey(Object carrier, StringBuilder json) {
        type.writeKey(carrier, json);
    }
}
