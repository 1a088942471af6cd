package dev.polder.core.contract;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import dev.polder.core.quality.PatternCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a record is to rules in CEL over it. */
public final class RecordRules {
    private RecordRules() {}

    /** The record's type in the words of rules. */
    public static CelType.Struct type(DataType.Struct record) {
        Map<String, CelType> members = new LinkedHashMap<>();
        record.fields().forEach(field -> members.put(field.name(), member(field.type())));
        return new CelType.Struct(members);
    }

    /** The first pattern in a rule that cannot be checked in linear time. */
    public static Optional<PatternCheck.Problem> badPattern(CelTerm term) {
        if (term instanceof CelTerm.Field field) {
            return field.of().flatMap(RecordRules::badPattern);
        }
        if (!(term instanceof CelTerm.Apply apply)) {
            return Optional.empty();
        }
        if (apply.function() == CelFunction.MATCHES) {
            String pattern = (String) ((CelTerm.Constant) apply.arguments().get(1)).value();
            Optional<PatternCheck.Problem> problem = PatternCheck.problem(pattern);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return apply.arguments().stream()
                .map(RecordRules::badPattern)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static CelType member(DataType type) {
        if (type instanceof DataType.Struct struct) {
            return type(struct);
        }
        if (type instanceof DataType.ListOf list) {
            return new CelType.ListOf(member(list.element()));
        }
        if (type instanceof DataType.MapOf map) {
            return new CelType.MapOf(member(map.value()));
        }
        if (type instanceof DataType.Decimal decimal) {
            return decimal.scale() == 0 ? CelType.Simple.INTEGER : new CelType.Decimal(decimal.scale());
        }
        if (type instanceof DataType.Int32 || type instanceof DataType.Int64) {
            return CelType.Simple.INTEGER;
        }
        if (type instanceof DataType.Float64) {
            return CelType.Simple.DOUBLE;
        }
        if (type instanceof DataType.Bool) {
            return CelType.Simple.BOOL;
        }
        if (type instanceof DataType.Date) {
            return CelType.Simple.DATE;
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? CelType.Simple.INSTANT : CelType.Simple.LOCAL;
        }
        return type instanceof DataType.TimeOfDay ? CelType.Simple.TIME : CelType.Simple.STRING;
    }
}
