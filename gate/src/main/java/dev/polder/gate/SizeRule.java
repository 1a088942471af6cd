package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.OptionalInt;

/** {@code minItems}, {@code maxItems}, {@code minProperties}, {@code maxProperties}. */
record SizeRule(String option, String what, OptionalInt min, OptionalInt max) {
    boolean holds(int size, Where where, Refusals refusals) {
        if (min.isPresent() && size < min.getAsInt()) {
            String message = "There are " + size + " " + what + "; at least " + min.getAsInt() + " are needed";
            refusals.add(Code.RECORD_LENGTH, where, "min" + option + " " + min.getAsInt(), message);
            return false;
        }
        if (max.isPresent() && size > max.getAsInt()) {
            String message = "There are " + size + " " + what + "; at most " + max.getAsInt() + " are allowed";
            refusals.add(Code.RECORD_LENGTH, where, "max" + option + " " + max.getAsInt(), message);
            return false;
        }
        return true;
    }
}
