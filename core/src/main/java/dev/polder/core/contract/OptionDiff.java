package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Which entries of {@code logicalTypeOptions} allow more or fewer values. */
final class OptionDiff {
    private static final String OPTIONS = "logicalTypeOptions";
    /** Entries that are compared by what they mean; {@code timezone} decides the type, {@code dimensions} the length. */
    private static final Set<String> KNOWN = Set.of(
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "timezone",
            "defaultTimezone",
            "minItems",
            "maxItems",
            "dimensions",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "required");

    private static final Set<String> ISO_NAMES =
            Set.of("date", "date-time", "datetime", "time", "iso", "iso8601", "iso-8601", "rfc3339");
    /** The integer formats as signed or not, and bits. */
    private static final Map<String, Integer> BITS =
            Map.of("i8", 8, "i16", 16, "i32", 32, "i64", 64, "i128", 128, "u8", 8, "u16", 16, "u32", 32, "u64", 64);

    private final Place place;
    private final ChangeList changes;

    private OptionDiff(Place place, ChangeList changes) {
        this.place = place;
        this.changes = changes;
    }

    static void compare(Place place, Node.Mapping before, Property old, Property now, ChangeList changes) {
        OptionDiff diff = new OptionDiff(place, changes);
        LogicalTypeOptions from = old.options();
        LogicalTypeOptions to = now.options();
        diff.least("minLength", from.minLength(), to.minLength());
        diff.most("maxLength", from.maxLength(), to.maxLength());
        diff.opaque("pattern", from.pattern(), to.pattern());
        diff.format(old, now);
        diff.bounds(old, now);
        diff.multipleOf(from.multipleOf(), to.multipleOf());
        if (!from.defaultTimezone().equals(to.defaultTimezone())) {
            diff.add(
                    ChangeCode.OPTION_CHANGED,
                    "defaultTimezone",
                    from.defaultTimezone().or(() -> Optional.of("UTC")),
                    to.defaultTimezone().or(() -> Optional.of("UTC")));
        }
        diff.least("minItems", from.minItems(), to.minItems());
        diff.most("maxItems", from.maxItems(), to.maxItems());
        if (from.uniqueItems() != to.uniqueItems()) {
            diff.add(
                    to.uniqueItems() ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_LOOSENED,
                    "uniqueItems",
                    Optional.of(String.valueOf(from.uniqueItems())),
                    Optional.of(String.valueOf(to.uniqueItems())));
        }
        diff.least("minProperties", from.minProperties(), to.minProperties());
        diff.most("maxProperties", from.maxProperties(), to.maxProperties());
        diff.required(from.required(), to.required());
        diff.others(before);
    }

    private void add(ChangeCode code, String option, Optional<String> old, Optional<String> now) {
        changes.add(code, place, OPTIONS + "." + option, ChangeList.wasAndIs(option, old, now));
    }

    private void least(String option, OptionalInt old, OptionalInt now) {
        if (!old.equals(now)) {
            boolean tighter = now.orElse(0) > old.orElse(0);
            add(tighter ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_LOOSENED, option, text(old), text(now));
        }
    }

    private void most(String option, OptionalInt old, OptionalInt now) {
        if (!old.equals(now)) {
            boolean tighter = now.orElse(Integer.MAX_VALUE) < old.orElse(Integer.MAX_VALUE);
            add(tighter ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_LOOSENED, option, text(old), text(now));
        }
    }

    private static Optional<String> text(OptionalInt number) {
        return number.isPresent() ? Optional.of(String.valueOf(number.getAsInt())) : Optional.empty();
    }

    /** Of two different patterns nobody asks here whether one implies the other. */
    private void opaque(String option, Optional<String> old, Optional<String> now) {
        if (!old.equals(now)) {
            add(
                    old.isEmpty()
                            ? ChangeCode.OPTION_TIGHTENED
                            : now.isEmpty() ? ChangeCode.OPTION_LOOSENED : ChangeCode.OPTION_CHANGED,
                    option,
                    old,
                    now);
        }
    }

    private void format(Property old, Property now) {
        Optional<String> before = old.options().format();
        Optional<String> after = now.options().format();
        if (before.equals(after)) {
            return;
        }
        boolean temporal = old.type().filter(TemporalFormat::isTemporal).isPresent()
                || now.type().filter(TemporalFormat::isTemporal).isPresent();
        if (temporal) {
            Optional<String> from = before.filter(OptionDiff::isNoIsoName);
            Optional<String> to = after.filter(OptionDiff::isNoIsoName);
            if (!from.equals(to)) {
                add(
                        ChangeCode.OPTION_CHANGED,
                        "format",
                        from.or(() -> Optional.of("ISO-8601")),
                        to.or(() -> Optional.of("ISO-8601")));
            }
        } else if (before.isPresent() && after.isPresent() && isNumeric(before.get()) && isNumeric(after.get())) {
            boolean wider = holds(after.get(), before.get());
            boolean narrower = holds(before.get(), after.get());
            add(
                    wider
                            ? ChangeCode.OPTION_LOOSENED
                            : narrower ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_CHANGED,
                    "format",
                    before,
                    after);
        } else {
            opaque("format", before, after);
        }
    }

    private static boolean isNoIsoName(String format) {
        return !ISO_NAMES.contains(format.toLowerCase(Locale.ROOT));
    }

    private static boolean isNumeric(String format) {
        return BITS.containsKey(format) || format.equals("f32") || format.equals("f64");
    }

    /** Whether every number of one format is one of another. */
    private static boolean holds(String wide, String narrow) {
        if (!BITS.containsKey(wide) || !BITS.containsKey(narrow)) {
            return wide.equals("f64") && narrow.equals("f32");
        }
        boolean signed = wide.charAt(0) == 'i';
        boolean sign = narrow.charAt(0) == 'i';
        int bits = BITS.get(wide);
        return signed == sign ? bits >= BITS.get(narrow) : signed && bits > BITS.get(narrow);
    }

    /** One end of a range: a number, or a point in time in days or microseconds. */
    private record Bound(BigDecimal value, boolean excluded, String words) {}

    private void bounds(Property old, Property now) {
        bound(
                "minimum",
                "exclusiveMinimum",
                old.options().minimum(),
                old.options().exclusiveMinimum(),
                now.options().minimum(),
                now.options().exclusiveMinimum(),
                old,
                now,
                1);
        bound(
                "maximum",
                "exclusiveMaximum",
                old.options().maximum(),
                old.options().exclusiveMaximum(),
                now.options().maximum(),
                now.options().exclusiveMaximum(),
                old,
                now,
                -1);
    }

    /**
     * @param sign 1 where a greater bound is tighter, -1 where a lower one is
     */
    private void bound(
            String inclusive,
            String exclusive,
            Optional<String> oldInclusive,
            Optional<String> oldExclusive,
            Optional<String> nowInclusive,
            Optional<String> nowExclusive,
            Property old,
            Property now,
            int sign) {
        if (oldInclusive.equals(nowInclusive) && oldExclusive.equals(nowExclusive) && sameScale(old, now)) {
            return;
        }
        String option = nowInclusive.equals(oldInclusive) && !nowExclusive.equals(oldExclusive)
                        || nowInclusive.isEmpty() && nowExclusive.isPresent()
                ? exclusive
                : inclusive;
        Optional<String> words = words(oldInclusive, oldExclusive);
        Optional<String> wordsNow = words(nowInclusive, nowExclusive);
        try {
            Optional<Bound> before = tighter(old, oldInclusive, oldExclusive, sign);
            Optional<Bound> after = tighter(now, nowInclusive, nowExclusive, sign);
            int compared = compare(before, after, sign);
            if (compared != 0) {
                add(
                        compared < 0 ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_LOOSENED,
                        option,
                        before.map(Bound::words),
                        after.map(Bound::words));
            }
        } catch (RuntimeException unreadable) {
            if (!words.equals(wordsNow)) {
                add(ChangeCode.OPTION_CHANGED, option, words, wordsNow);
            }
        }
    }

    /** Bounds of times are read by the property's format and time zone, so that those can change them. */
    private static boolean sameScale(Property old, Property now) {
        return old.type().equals(now.type())
                && old.options().format().equals(now.options().format())
                && old.options().defaultTimezone().equals(now.options().defaultTimezone());
    }

    private static Optional<String> words(Optional<String> inclusive, Optional<String> exclusive) {
        return exclusive.isEmpty()
                ? inclusive
                : Optional.of(inclusive.map(it -> it + " and ").orElse("") + exclusive.get() + " (excluded)");
    }

    private static Optional<Bound> tighter(
            Property property, Optional<String> inclusive, Optional<String> exclusive, int sign) {
        Optional<Bound> one = inclusive.map(text -> new Bound(value(property, text), false, text));
        Optional<Bound> other = exclusive.map(text -> new Bound(value(property, text), true, text + " (excluded)"));
        return compare(one, other, sign) < 0 ? other : one;
    }

    /** Negative when the second is tighter. */
    private static int compare(Optional<Bound> one, Optional<Bound> other, int sign) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isPresent(), other.isPresent());
        }
        int compared = sign * one.get().value().compareTo(other.get().value());
        return compared != 0
                ? compared
                : Boolean.compare(one.get().excluded(), other.get().excluded());
    }

    private static BigDecimal value(Property property, String text) {
        DataType type = property.type().orElseThrow();
        return TemporalFormat.isTemporal(type)
                ? BigDecimal.valueOf(TemporalFormat.of(type, property.options()).parse(text))
                : new BigDecimal(text);
    }

    private void multipleOf(Optional<BigDecimal> old, Optional<BigDecimal> now) {
        boolean same = old.isPresent() && now.isPresent() ? old.get().compareTo(now.get()) == 0 : old.equals(now);
        if (same) {
            return;
        }
        ChangeCode code;
        if (old.isEmpty() || now.isEmpty()) {
            code = old.isEmpty() ? ChangeCode.OPTION_TIGHTENED : ChangeCode.OPTION_LOOSENED;
        } else if (isMultiple(now.get(), old.get())) {
            code = ChangeCode.OPTION_TIGHTENED;
        } else {
            code = isMultiple(old.get(), now.get()) ? ChangeCode.OPTION_LOOSENED : ChangeCode.OPTION_CHANGED;
        }
        add(code, "multipleOf", old.map(BigDecimal::toPlainString), now.map(BigDecimal::toPlainString));
    }

    private static boolean isMultiple(BigDecimal number, BigDecimal of) {
        // 1e999999 would be divided for a long time
        boolean handy = of.signum() > 0 && Math.abs(number.scale()) < 100 && Math.abs(of.scale()) < 100;
        return handy && number.remainder(of).signum() == 0;
    }

    private void required(List<String> old, List<String> now) {
        Set<String> more = new LinkedHashSet<>(now);
        old.forEach(more::remove);
        Set<String> fewer = new LinkedHashSet<>(old);
        now.forEach(fewer::remove);
        if (!more.isEmpty()) {
            changes.add(
                    ChangeCode.OPTION_TIGHTENED,
                    place,
                    OPTIONS + ".required",
                    "required also names " + String.join(", ", more));
        }
        if (!fewer.isEmpty()) {
            changes.add(
                    ChangeCode.OPTION_LOOSENED,
                    place,
                    OPTIONS + ".required",
                    "required no longer names " + String.join(", ", fewer));
        }
    }

    /** What is not checked today may be checked tomorrow. */
    private void others(Node.Mapping before) {
        Optional<Node.Mapping> old = Nodes.mapping(before, OPTIONS);
        Optional<Node.Mapping> now = Nodes.mapping(place.node(), OPTIONS);
        Set<String> options = new LinkedHashSet<>();
        now.ifPresent(node -> options.addAll(node.entries().keySet()));
        old.ifPresent(node -> options.addAll(node.entries().keySet()));
        options.removeAll(KNOWN);
        for (String option : options) {
            Optional<Node> from = old.flatMap(node -> Nodes.value(node, option));
            Optional<Node> to = now.flatMap(node -> Nodes.value(node, option));
            if (!SameNodes.same(from, to)) {
                add(ChangeCode.OPTION_CHANGED, option, from.flatMap(Nodes::scalar), to.flatMap(Nodes::scalar));
            }
        }
    }
}
