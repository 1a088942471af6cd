package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Objects with any members. The carrier has them in the order of their keys' UTF-8 bytes, whatever order they came in. */
final class MapCheck implements Check {
    /** As UTF-8 sorts, which is by code points and not by {@code char}s. */
    static final Comparator<String> BY_UTF8 = MapCheck::compareUtf8;

    private final Slot value;
    private final SizeRule size;

    MapCheck(Slot value, OptionalInt minProperties, OptionalInt maxProperties) {
        this.value = value;
        this.size = new SizeRule("Properties", "entries", minProperties, maxProperties);
    }

    SizeRule size() {
        return size;
    }

    @Override
    public Object check(Value map, Where where, Refusals refusals) {
        if (!(map instanceof Value.Obj object)) {
            refusals.add(Code.RECORD_TYPE, where, "type map", "The value must be an object, but is " + map.word(), map);
            return INVALID;
        }
        boolean valid = size.holds(object.members().size(), where, refusals);
        Map<String, Object> carriers = new TreeMap<>(BY_UTF8);
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

    private static int compareUtf8(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // A surrogate stands for a character above all others.
                boolean high = Character.isSurrogate(a);
                return high == Character.isSurrogate(b) ? a - b : high ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }

    Slot value() {
        return value;
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
