package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.UnknownFields;
import dev.polder.gate.fast.AsciiFormat;
import dev.polder.gate.fast.AsciiPattern;
import dev.polder.gate.fast.BoolStep;
import dev.polder.gate.fast.Choice;
import dev.polder.gate.fast.Condition;
import dev.polder.gate.fast.DateStep;
import dev.polder.gate.fast.DecimalStep;
import dev.polder.gate.fast.FastGate;
import dev.polder.gate.fast.IntegerStep;
import dev.polder.gate.fast.KeyColumn;
import dev.polder.gate.fast.ListStep;
import dev.polder.gate.fast.MapStep;
import dev.polder.gate.fast.Member;
import dev.polder.gate.fast.NumberRule;
import dev.polder.gate.fast.RealStep;
import dev.polder.gate.fast.Step;
import dev.polder.gate.fast.StructStep;
import dev.polder.gate.fast.TemplateStep;
import dev.polder.gate.fast.TemporalRule;
import dev.polder.gate.fast.TextRule;
import dev.polder.gate.fast.TextSet;
import dev.polder.gate.fast.TextStep;
import dev.polder.gate.fast.TimeStep;
import dev.polder.gate.fast.TimestampStep;
import dev.polder.gate.fast.UnknownMembers;
import dev.polder.gate.fast.ZoneOffsets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns {@link Check}s into steps of the engine. What a step cannot express becomes a step that gives up on every value, so that the
 * check itself decides.
 */
final class FastCompiler {
    /** In place of steps that would be wrong. */
    private static final class NotExpressible extends RuntimeException {
        NotExpressible() {
            super("no step says this", null, false, false);
        }
    }

    private final RecordLimits limits;
    private int deepest;
    private final List<Integer> frameSizes = new ArrayList<>();

    FastCompiler(RecordLimits limits) {
        this.limits = limits;
    }

    /** Empty when the engine would give up on every record. */
    Optional<FastGate> compile(CompiledGate gate) {
        deepest = depth(gate.check());
        if (deepest > limits.maxDepth()) {
            return Optional.empty();
        }
        try {
            StructStep record = struct(gate.check());
            List<KeyColumn> key = new ArrayList<>();
            for (CompiledGate.KeyColumn column : gate.key()) {
                key.add(key(column, gate.check().slots().get(column.index())));
            }
            return Optional.of(new FastGate(record, key, frameSizes, limits.maxBytes(), limits.maxValues()));
        } catch (NotExpressible e) {
            return Optional.empty();
        }
    }

    private static int depth(Check check) {
        if (check instanceof StructCheck struct) {
            return 1
                    + struct.slots().stream()
                            .mapToInt(slot -> depth(slot.check()))
                            .max()
                            .orElse(0);
        }
        if (check instanceof ListCheck list) {
            return 1 + depth(list.item().check());
        }
        return check instanceof MapCheck map ? 1 + depth(map.value().check()) : 0;
    }

    private static KeyColumn key(CompiledGate.KeyColumn column, Slot slot) {
        Check check = column.check() instanceof EnumCheck oneOf ? oneOf.type() : column.check();
        int scale = 0;
        KeyColumn.Form form;
        if (check instanceof TextCheck) {
            form = KeyColumn.Form.TEXT;
        } else if (check instanceof BoolCheck) {
            form = KeyColumn.Form.BOOL;
        } else if (check instanceof NumberCheck number) {
            form = switch (number.carrier()) {
                case INT32, INT64 -> KeyColumn.Form.INTEGER;
                case DECIMAL -> KeyColumn.Form.DECIMAL;
                case FLOAT64 -> KeyColumn.Form.REAL;
            };
            scale = number.carrier() == NumberCheck.Carrier.DECIMAL ? number.scale() : 0;
        } else if (check instanceof TemporalCheck temporal) {
            form = form(temporal.reader().type());
        } else {
            throw new NotExpressible();
        }
        return new KeyColumn(column.index(), !slot.required(), form, scale);
    }

    private static KeyColumn.Form form(DataType type) {
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? KeyColumn.Form.INSTANT : KeyColumn.Form.LOCAL_TIMESTAMP;
        }
        return type instanceof DataType.Date ? KeyColumn.Form.DATE : KeyColumn.Form.TIME;
    }

    private StructStep struct(StructCheck check) {
        List<Condition> conditions =
                new FastConditions(check.slots()).of(check.rules()).orElseThrow(NotExpressible::new);
        int id = id(check.named());
        List<Member> members = new ArrayList<>();
        for (Slot slot : check.slots().subList(0, check.named())) {
            if (!isPlain(slot.name())) {
                throw new NotExpressible();
            }
            members.add(member(slot, check.required().contains(slot.name())));
        }
        Optional<UnknownMembers> unknown = check.unknownFields() == UnknownFields.DROP
                ? Optional.of(new UnknownMembers(check.path(), limits.maxDepth() - deepest))
                : Optional.empty();
        int kept = check.unknownFields() == UnknownFields.KEEP ? 1 : 0;
        return new StructStep(id, members, least(check.size()), most(check.size()), kept, conditions, unknown);
    }

    /** Whether a name looks in JSON as it does here. */
    private static boolean isPlain(String name) {
        return isUnicode(name) && name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
    }

    /** Whether a text has no half characters: no record that is accepted has any. */
    static boolean isUnicode(String text) {
        return text.codePoints().allMatch(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    private Step nested(StructCheck check) {
        try {
            return struct(check);
        } catch (NotExpressible e) {
            return Step.NEVER;
        }
    }

    private int id(int members) {
        frameSizes.add(members);
        return frameSizes.size() - 1;
    }

    private static int least(SizeRule size) {
        return size.min().orElse(0);
    }

    private static int most(SizeRule size) {
        return size.max().orElse(Integer.MAX_VALUE);
    }

    private Member member(Slot slot, boolean required) {
        boolean needed = required || slot.required() || slot.rules().stream().anyMatch(RecordRule::nullBreaks);
        return new Member(slot.name(), step(slot), !slot.required(), needed);
    }

    private Step step(Slot slot) {
        Check check = slot.check();
        boolean judged = slot.rules().stream()
                .anyMatch(rule -> !rule.bad().isEmpty()
                        || rule.good().isPresent()
                        || !rule.patterns().isEmpty());
        if (check instanceof StructCheck struct) {
            return judged ? Step.NEVER : nested(struct);
        }
        if (check instanceof ListCheck list) {
            int id = id(8);
            Step step = new ListStep(
                    id, member(list.item(), false), least(list.size()), most(list.size()), list.isUnique());
            return judged ? Step.NEVER : step;
        }
        if (check instanceof MapCheck map) {
            int id = id(8);
            Step step = new MapStep(id, member(map.value(), false), least(map.size()), most(map.size()));
            return judged ? Step.NEVER : step;
        }
        try {
            return scalar(check, slot.rules());
        } catch (NotExpressible e) {
            return Step.NEVER;
        }
    }

    private static Step scalar(Check check, List<RecordRule> rules) {
        List<Set<Object>> only = new ArrayList<>();
        List<Set<Object>> without = new ArrayList<>();
        Check type = check;
        if (check instanceof EnumCheck oneOf) {
            only.add(oneOf.allowed());
            type = oneOf.type();
        }
        List<TextPattern> patterns = new ArrayList<>();
        for (RecordRule rule : rules) {
            rule.good().ifPresent(only::add);
            without.add(rule.bad());
            patterns.addAll(rule.patterns());
        }
        if (type instanceof TextCheck text) {
            return text(text, only, without, patterns);
        }
        if (!patterns.isEmpty()) {
            throw new NotExpressible();
        }
        if (type instanceof BoolCheck) {
            return new BoolStep(isChosen(true, only, without), isChosen(false, only, without));
        }
        Choice choice = choice(only, without);
        if (type instanceof NumberCheck number) {
            return number(number, choice);
        }
        if (type instanceof TemporalCheck temporal) {
            return temporal(temporal, choice);
        }
        throw new NotExpressible();
    }

    private static boolean isChosen(Object carrier, List<Set<Object>> only, List<Set<Object>> without) {
        return only.stream().allMatch(set -> set.contains(carrier))
                && without.stream().noneMatch(set -> set.contains(carrier));
    }

    private static Step text(
            TextCheck check, List<Set<Object>> only, List<Set<Object>> without, List<TextPattern> patterns) {
        List<TextRule> rules = new ArrayList<>();
        only.forEach(set -> rules.add(TextSet.of(texts(set))));
        without.stream().filter(set -> !set.isEmpty()).forEach(set -> rules.add(TextSet.not(texts(set))));
        check.format()
                .ifPresent(format -> rules.add(AsciiFormat.of(format.word()).orElseThrow(NotExpressible::new)));
        List<TextPattern> all = new ArrayList<>(patterns);
        check.pattern().ifPresent(all::add);
        int most = or(check.maxLength(), Integer.MAX_VALUE);
        for (TextPattern pattern : all) {
            most = Math.min(most, pattern.longest());
            rules.add(AsciiPattern.compile(pattern.written()).orElseThrow(NotExpressible::new));
        }
        return new TextStep(or(check.minLength(), 0), most, rules);
    }

    private static int or(OptionalInt number, int otherwise) {
        return number.orElse(otherwise);
    }

    private static List<String> texts(Set<Object> carriers) {
        return carriers.stream()
                .map(String.class::cast)
                .filter(FastCompiler::isUnicode)
                .toList();
    }

    private static Choice choice(List<Set<Object>> only, List<Set<Object>> without) {
        Choice choice = Choice.ANY;
        for (Set<Object> set : only) {
            choice = choice.only(numbers(set));
        }
        for (Set<Object> set : without) {
            choice = choice.without(numbers(set));
        }
        return choice;
    }

    /** As the engine holds them; those too large for it are none that it accepts. */
    private static Collection<Long> numbers(Set<Object> carriers) {
        return carriers.stream()
                .map(FastCompiler::number)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Long number(Object carrier) {
        if (carrier instanceof Double real) {
            return Double.doubleToLongBits(real);
        }
        if (carrier instanceof BigInteger large) {
            return large.bitLength() < Long.SIZE ? large.longValueExact() : null;
        }
        return carrier instanceof Number number ? number.longValue() : null;
    }

    private static Step number(NumberCheck check, Choice choice) {
        NumberRule rule = NumberRule.ANY;
        for (NumberCheck.Range range : check.ranges()) {
            rule = rule.from(range.low(), false).to(range.high(), false);
        }
        for (Bound<BigDecimal> bound : check.bounds()) {
            rule = switch (bound.kind()) {
                case MINIMUM -> rule.from(bound.limit(), false);
                case EXCLUSIVE_MINIMUM -> rule.from(bound.limit(), true);
                case MAXIMUM -> rule.to(bound.limit(), false);
                case EXCLUSIVE_MAXIMUM -> rule.to(bound.limit(), true);
            };
        }
        if (check.multipleOf().isPresent()) {
            rule = rule.multipleOf(check.multipleOf().get());
        }
        return switch (check.carrier()) {
            case INT32, INT64 -> new IntegerStep(rule, choice);
            case DECIMAL -> new DecimalStep(check.isInteger() ? 0 : check.scale(), check.scale(), rule, choice);
            case FLOAT64 -> new RealStep(rule, choice, check.isInteger());
        };
    }

    private static Step temporal(TemporalCheck check, Choice choice) {
        DataType type = check.reader().type();
        long least = TemporalText.least(type);
        long most = TemporalText.most(type);
        for (Bound<Long> bound : check.bounds()) {
            switch (bound.kind()) {
                case MINIMUM -> least = Math.max(least, bound.limit());
                case EXCLUSIVE_MINIMUM -> least = Math.max(least, bound.limit() + 1);
                case MAXIMUM -> most = Math.min(most, bound.limit());
                case EXCLUSIVE_MAXIMUM -> most = Math.min(most, bound.limit() - 1);
            }
        }
        TemporalText reader = check.reader();
        TemporalRule rule = new TemporalRule(least, most, choice, type instanceof DataType.TimeOfDay);
        Optional<ZoneOffsets> zone = type instanceof DataType.Timestamp timestamp && timestamp.zoned()
                ? Optional.of(ZoneOffsets.of(reader.defaultZone()))
                : Optional.empty();
        if (reader.format().isPresent()) {
            TemplateStep.Kind kind = type instanceof DataType.Date
                    ? TemplateStep.Kind.DATE
                    : type instanceof DataType.Timestamp ? TemplateStep.Kind.TIMESTAMP : TemplateStep.Kind.TIME;
            return TemplateStep.of(reader.format().get(), kind, rule, zone).orElseThrow(NotExpressible::new);
        }
        if (type instanceof DataType.Date) {
            return new DateStep(rule);
        }
        return type instanceof DataType.Timestamp ? new TimestampStep(rule, zone) : new TimeStep(rule);
    }
}
