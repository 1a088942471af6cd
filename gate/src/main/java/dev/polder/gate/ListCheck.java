package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Arrays. Items are unique when their carriers are: 1 and 1.0 are one number. */
final class ListCheck implements Check {
    private final Slot item;
    private final SizeRule size;
    private final boolean unique;

    ListCheck(Slot item, OptionalInt minItems, OptionalInt maxItems, boolean unique) {
        this.item = item;
        this.size = new SizeRule("Items", "items", minItems, maxItems);
        this.unique = unique;
    }

    SizeRule size() {
        return size;
    }

    boolean isUnique() {
        return unique;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        if (!(value instanceof Value.Arr array)) {
            refusals.add(
                    Code.RECORD_TYPE, where, "type array", "The value must be an array, but is " + value.word(), value);
            return INVALID;
        }
        boolean valid = size.holds(array.items().size(), where, refusals);
        List<Object> carriers = new ArrayList<>(array.items().size());
        Map<Object, Integer> first = item.check().isScalar() ? new HashMap<>() : new TreeMap<>(AvroBytes.ORDER);
        for (int i = 0; i < array.items().size(); i++) {
            if (refusals.isFull()) {
                return INVALID;
            }
            Where at = where.item(i);
            Object carrier = item.check(array.items().get(i), at, refusals);
            carriers.add(carrier);
            if (carrier == INVALID) {
                valid = false;
            } else if (unique) {
                Integer earlier = first.putIfAbsent(comparable(carrier), i);
                if (earlier != null) {
                    String message = "The item is the same as item " + earlier + "; items must be unique";
                    refusals.add(
                            Code.RECORD_UNIQUE,
                            at,
                            "uniqueItems",
                            message,
                            array.items().get(i));
                    valid = false;
                }
            }
        }
        return valid ? carriers : INVALID;
    }

    /**
     * Scalars have an order, by which a map tells them apart quickly even if their hashes are the same on purpose. Of other values the Avro has
     * one.
     */
    private Object comparable(Object carrier) {
        if (item.check().isScalar()) {
            return carrier;
        }
        AvroBytes avro = new AvroBytes(Integer.MAX_VALUE);
        item.write(carrier, avro);
        return avro.toByteArray();
    }

    Slot item() {
        return item;
    }

    @Override
    public Object written(String text) {
        return INVALID;
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        List<?> carriers = (List<?>) carrier;
        if (!carriers.isEmpty()) {
            out.number(carriers.size());
            for (Object each : carriers) {
                item.write(each, out);
            }
        }
        out.number(0);
    }

    @Override
    public boolean isScalar() {
        return false;
    }
}
