package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.LogicalType;
import dev.polder.core.contract.LogicalTypeOptions;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.UnknownFields;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Turns what a contract says into {@link Check}s. The type says how a value is carried, the property what else it must be. */
final class GateCompiler {
    /** What contracts in the wild write for ISO-8601, although the standard wants a pattern. */
    private static final Set<String> ISO_NAMES =
            Set.of("date", "date-time", "datetime", "time", "iso", "iso8601", "iso-8601", "rfc3339");

    private final List<Finding> findings = new ArrayList<>();
    private final RuleCompiler rules = new RuleCompiler(findings);

    CompiledGate compile(SchemaObject schema) {
        DataType.Struct type = schema.recordType();
        List<Slot> slots = slots(type, schema.properties(), "$");
        StructCheck check = new StructCheck(
                slots,
                Set.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                schema.unknownFields(),
                "$",
                CelCheck.of(schema.quality()));
        List<CompiledGate.KeyColumn> key = new ArrayList<>();
        for (String column : schema.primaryKey()) {
            for (int i = 0; i < slots.size(); i++) {
                if (slots.get(i).name().equals(column)) {
                    if (!slots.get(i).check().isScalar()) {
                        Position position = schema.properties().get(i).position();
                        invalid(position, "'" + column + "' is part of the primary key but holds more than one value");
                    }
                    key.add(new CompiledGate.KeyColumn(i, slots.get(i).check()));
                }
            }
        }
        if (!findings.isEmpty()) {
            throw new PolderException(
                    Code.CONTRACT_OPTION_INVALID,
                    "The contract of '" + schema.name() + "' asks for what cannot be checked: "
                            + findings.get(0).message(),
                    "Correct the contract",
                    findings);
        }
        return new CompiledGate(check, key);
    }

    private List<Slot> slots(DataType.Struct type, List<Property> properties, String path) {
        List<Slot> slots = new ArrayList<>();
        for (DataType.Field field : type.fields()) {
            Optional<Property> property = properties.stream()
                    .filter(candidate -> candidate.name().equals(field.name()))
                    .findFirst();
            StringBuilder member = new StringBuilder(path);
            Where.appendMember(field.name(), member);
            slots.add(slot(field.name(), field.type(), field.required(), property, member.toString()));
        }
        return slots;
    }

    private Slot slot(String name, DataType type, boolean required, Optional<Property> property, String path) {
        Check check = check(type, property, path);
        boolean secret = property.flatMap(Property::classification)
                        .filter(word -> !word.strip().equalsIgnoreCase("public"))
                        .isPresent()
                || property.flatMap(Property::encryption).isPresent();
        List<RecordRule> recordRules =
                property.map(of -> rules.compile(of.quality(), check)).orElse(List.of());
        return new Slot(name, check, required, secret, recordRules);
    }

    private Check check(DataType type, Optional<Property> property, String path) {
        LogicalTypeOptions options = property.map(Property::options).orElse(LogicalTypeOptions.NONE);
        if (type instanceof DataType.Struct struct) {
            List<Property> members = property.map(Property::properties).orElse(List.of());
            return new StructCheck(
                    slots(struct, members, path),
                    Set.copyOf(options.required()),
                    options.minProperties(),
                    options.maxProperties(),
                    property.map(Property::unknownFields).orElse(UnknownFields.REJECT),
                    path,
                    property.map(Property::quality).map(CelCheck::of).orElse(List.of()));
        }
        Optional<Property> items = property.flatMap(Property::items);
        if (type instanceof DataType.ListOf list) {
            Slot item = slot("", list.element(), list.elementRequired(), items, path + "[*]");
            return new ListCheck(item, options.minItems(), options.maxItems(), options.uniqueItems());
        }
        if (type instanceof DataType.MapOf map) {
            Slot value = slot("", map.value(), map.valueRequired(), items, path + ".*");
            return new MapCheck(value, options.minProperties(), options.maxProperties());
        }
        Check scalar = scalar(type, property, options);
        List<String> allowed = property.map(Property::allowedValues).orElse(List.of());
        return allowed.isEmpty() ? scalar : new EnumCheck(scalar, allowed);
    }

    private Check scalar(DataType type, Optional<Property> property, LogicalTypeOptions options) {
        Position position = property.map(Property::position).orElse(Position.start(""));
        if (type instanceof DataType.Bool) {
            return new BoolCheck();
        }
        if (type instanceof DataType.Text) {
            return new TextCheck(
                    options.minLength(),
                    options.maxLength(),
                    options.pattern().flatMap(pattern -> rules.pattern(pattern, position)),
                    options.format().flatMap(TextFormat::of));
        }
        if (type instanceof DataType.Date || type instanceof DataType.Timestamp || type instanceof DataType.TimeOfDay) {
            return temporal(type, options, position);
        }
        boolean integer = property.flatMap(Property::logicalType).equals(Optional.of(LogicalType.INTEGER));
        return new NumberCheck(
                type,
                integer,
                options.format().flatMap(GateCompiler::format).stream().toList(),
                bounds(options, BigDecimal::new, position),
                options.multipleOf());
    }

    /** The number formats of ODCS, which are Rust's type names. */
    private static Optional<NumberCheck.Range> format(String word) {
        return switch (word) {
            case "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128" ->
                Optional.of(NumberCheck.Range.bits(word, Integer.parseInt(word.substring(1)), word.charAt(0) == 'i'));
            case "f32" -> {
                BigDecimal largest = new BigDecimal(Float.MAX_VALUE);
                yield Optional.of(new NumberCheck.Range(word, largest.negate(), largest));
            }
            default -> Optional.empty();
        };
    }

    private Check temporal(DataType type, LogicalTypeOptions options, Position position) {
        Optional<String> format = options.format().filter(word -> !ISO_NAMES.contains(word.toLowerCase(Locale.ROOT)));
        try {
            ZoneId zone = options.defaultTimezone().map(ZoneId::of).orElse(ZoneOffset.UTC);
            TemporalText reader = new TemporalText(type, format, zone);
            return new TemporalCheck(type, reader, format.orElse(""), bounds(options, reader::readWritten, position));
        } catch (IllegalArgumentException e) {
            invalid(position, "format '" + format.orElse("") + "' is not a pattern of java.time: " + e.getMessage());
        } catch (DateTimeException e) {
            invalid(position, "defaultTimezone '" + options.defaultTimezone().orElse("") + "' is not a time zone");
        }
        return new BoolCheck();
    }

    private <T extends Comparable<T>> List<Bound<T>> bounds(
            LogicalTypeOptions options, Function<String, T> reader, Position position) {
        List<Bound<T>> bounds = new ArrayList<>();
        bound(Bound.Kind.MINIMUM, options.minimum(), reader, position, bounds);
        bound(Bound.Kind.MAXIMUM, options.maximum(), reader, position, bounds);
        bound(Bound.Kind.EXCLUSIVE_MINIMUM, options.exclusiveMinimum(), reader, position, bounds);
        bound(Bound.Kind.EXCLUSIVE_MAXIMUM, options.exclusiveMaximum(), reader, position, bounds);
        return bounds;
    }

    private <T extends Comparable<T>> void bound(
            Bound.Kind kind,
            Optional<String> written,
            Function<String, T> reader,
            Position position,
            List<Bound<T>> bounds) {
        if (written.isPresent()) {
            try {
                bounds.add(new Bound<>(kind, reader.apply(written.get()), written.get()));
            } catch (NumberFormatException | TemporalText.Unreadable e) {
                invalid(position, kind.option() + " '" + written.get() + "' is not of the property's type");
            }
        }
    }

    private void invalid(Position position, String message) {
        findings.add(Finding.error(Code.CONTRACT_OPTION_INVALID, position, message, "Correct the contract"));
    }
}
