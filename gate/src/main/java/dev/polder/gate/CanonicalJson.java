package dev.polder.gate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * One spelling for every JSON value, for values that no contract describes: no white space, members in the order of their names'
 * UTF-8 bytes, only what must be is escaped, and equal numbers alike.
 */
final class CanonicalJson {
    /** Numbers with more digits before the point, or zeros after it, get an exponent. */
    private static final int PLAIN_BEFORE = 21;

    private static final int PLAIN_AFTER = -6;

    private CanonicalJson() {}

    static String text(Value value) {
        StringBuilder json = new StringBuilder();
        append(value, json);
        return json.toString();
    }

    private static void append(Value value, StringBuilder json) {
        if (value instanceof Value.Str string) {
            JsonString.append(string.text(), json);
        } else if (value instanceof Value.Num number) {
            number(number.text(), json);
        } else if (value instanceof Value.Bool bool) {
            json.append(bool.value());
        } else if (value instanceof Value.Arr array) {
            json.append('[');
            for (int i = 0; i < array.items().size(); i++) {
                json.append(i > 0 ? "," : "");
                append(array.items().get(i), json);
            }
            json.append(']');
        } else if (value instanceof Value.Obj object) {
            object(object, json);
        } else if (value instanceof Value.Moment moment) {
            JsonString.append(TemporalText.iso(moment), json);
        } else if (value instanceof Value.Bin bin) {
            JsonString.append(Base64.getEncoder().encodeToString(bin.bytes()), json);
        } else {
            // What JSON cannot write, such as an infinite number, is null here.
            json.append("null");
        }
    }

    private static void object(Value.Obj object, StringBuilder json) {
        List<String> names = new ArrayList<>(object.members().keySet());
        names.sort(MapCheck.BY_UTF8);
        Map<String, Value> members = object.members();
        json.append('{');
        for (int i = 0; i < names.size(); i++) {
            json.append(i > 0 ? "," : "");
            JsonString.append(names.get(i), json);
            json.append(':');
            append(members.get(names.get(i)), json);
        }
        json.append('}');
    }

    private static void number(String written, StringBuilder json) {
        Numeral numeral = Numeral.of(written);
        if (numeral.isZero()) {
            json.append('0');
            return;
        }
        if (numeral.isFar()) {
            json.append(written);
            return;
        }
        String digits = numeral.digits();
        long magnitude = numeral.magnitude();
        json.append(numeral.negative() ? "-" : "");
        if (magnitude > PLAIN_BEFORE || magnitude <= PLAIN_AFTER) {
            json.append(digits.charAt(0));
            json.append(digits.length() > 1 ? "." : "").append(digits, 1, digits.length());
            json.append('e').append(magnitude - 1);
        } else if (magnitude <= 0) {
            json.append("0.").append("0".repeat((int) -magnitude)).append(digits);
        } else if (digits.length() <= magnitude) {
            json.append(digits).append("0".repeat((int) magnitude - digits.length()));
        } else {
            json.append(digits, 0, (int) magnitude).append('.').append(digits, (int) magnitude, digits.length());
        }
    }
}
