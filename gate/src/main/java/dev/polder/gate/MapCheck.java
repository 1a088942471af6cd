package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Objects with any members. The carrier keeps their order. */
final class MapCheck implements Check {
    private final Slot value;
    private final SizeRule size;

    MapCheck(Slot value, OptionalInt minProperties, OptionalInt maxProperties) {
        this.value = value;
        this.size = new SizeRule("Properties", "entries", minProperties, maxProperties);
    }

    @Override
    public Object check(Value map, Where where, Refusals refusals) {
        if (!(map instanceof Value.Obj object)) {
            refusals.add(Code.RECORD_TYPE, where, "type map", "The value must be an object, but is " + map.word(), map);
            return INVALID;
        }
        boolean valid = size.holds(object.members().size(), where, refusals);
        Map<String, Object> carriers = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : object.members().entrySet()) {
            if (refusals.isFull()) {
                return INVALID;
            }
            Where at = where.member(entry.getKey(), value.secret());
            valid &= TextCheck.isStorable(entry.getKey(), at, refusals);
            Object carrier = value.check(entry.getValue(), at, refusals);
            carriers.put(entry.getKey(), carrier);
            valid &= carrier != INVALID;
        }
        return valid ? carriers : INVALID;
    }

    @Override
    public Object written(String text) {
        return INVALID;
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        Map<?, ?> carriers = (Map<?, ?>) carrier;
        if (!carriers.isEmpty()) {
            out.number(carriers.size());
            carriers.forEach((key, each) -> {
                out.text((String) key);
                value.write(each, out);
            });
        }
        out.number(0);
    }

    @Override
    public boolean isScalar() {
        return false;
    }
}
