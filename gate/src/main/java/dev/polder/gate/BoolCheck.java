package dev.polder.gate;

import dev.polder.core.problem.Code;

/** True and false. */
final class BoolCheck implements Check {
    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        if (value instanceof Value.Bool bool) {
            return bool.value();
        }
        refusals.add(
                Code.RECORD_TYPE,
                where,
                "type boolean",
                "The value must be true or false, but is " + value.word(),
                value);
        return INVALID;
    }

    @Override
    public Object written(String text) {
        return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : INVALID;
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        out.bool((Boolean) carrier);
    }
}
