package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.List;

/**
 * A place for a value: a field, an element, a map's value. Knows what to do when there is none.
 *
 * @param name of the field; empty for elements and values
 * @param required whether null and absence are refused
 * @param secret whether the contract forbids to show its values
 */
record Slot(String name, Check check, boolean required, boolean secret, List<RecordRule> rules) {
    /** The carrier, null for no value, or {@link Check#INVALID}. */
    Object check(Value value, Where where, Refusals refusals) {
        if (value == Value.Null.NULL) {
            return absent(where, refusals, "null");
        }
        Object carrier = check.check(value, where, refusals);
        if (carrier == Check.INVALID) {
            return carrier;
        }
        boolean holds = true;
        for (RecordRule rule : rules) {
            holds &= rule.holds(check, carrier, value, where, refusals);
        }
        return holds ? carrier : Check.INVALID;
    }

    Object absent(Where where, Refusals refusals, String how) {
        if (required) {
            refusals.add(Code.RECORD_FIELD_MISSING, where, "required", "A value is required, but it is " + how);
            return Check.INVALID;
        }
        boolean holds = true;
        for (RecordRule rule : rules) {
            holds &= rule.holdsWithout(where, refusals);
        }
        return holds ? null : Check.INVALID;
    }

    void write(Object carrier, AvroBytes out) {
        if (!required) {
            out.number(carrier == null ? 0 : 1);
        }
        if (carrier != null) {
            check.write(carrier, out);
        }
    }
}
