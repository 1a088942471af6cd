package dev.polder.core.contract;

import java.util.List;
import java.util.Optional;

/** From what a contract says of a property to the type of its values, by the table at {@link ContractParser}. */
final class TypeDerivation {
    private TypeDerivation() {}

    /** What the derivation looks at besides members and items. */
    record Described(
            Optional<LogicalType> logicalType,
            Optional<String> physicalType,
            LogicalTypeOptions options,
            boolean dateCoversTime) {
        Optional<PhysicalType> physical() {
            return physicalType.flatMap(PhysicalType::of);
        }
    }

    /** The type of a property without parts; {@link #struct}, {@link #list} and {@link #map} derive the others. */
    static Optional<DataType> scalar(Described described) {
        Optional<PhysicalType> physical = described.physical();
        if (described.logicalType().isEmpty()) {
            return physical.flatMap(type -> fromPhysical(type, described.options()));
        }
        return switch (described.logicalType().get()) {
            case STRING -> Optional.of(new DataType.Text());
            case BOOLEAN -> Optional.of(new DataType.Bool());
            case INTEGER -> integer(described);
            case NUMBER -> number(physical);
            case DATE -> Optional.of(date(described));
            case TIMESTAMP -> Optional.of(timestamp(described.options(), physical));
            case TIME -> Optional.of(new DataType.TimeOfDay());
            case OBJECT, ARRAY, MAP, VECTOR -> Optional.empty();
        };
    }

    static Optional<DataType> struct(List<Property> members) {
        if (members.isEmpty()
                || members.stream().anyMatch(member -> member.type().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new DataType.Struct(members.stream()
                .map(member -> new DataType.Field(member.name(), member.type().orElseThrow(), member.required()))
                .toList()));
    }

    static Optional<DataType> list(Optional<Property> items) {
        return items.flatMap(element -> element.type().map(type -> new DataType.ListOf(type, element.required())));
    }

    static Optional<DataType> map(Optional<Property> value) {
        return value.flatMap(held -> held.type().map(type -> new DataType.MapOf(type, held.required())));
    }

    private static Optional<DataType> integer(Described described) {
        Optional<PhysicalType> physical = described.physical();
        if (described.options().format().isPresent()) {
            switch (described.options().format().get()) {
                case "i8", "i16", "i32", "u8", "u16" -> {
                    return Optional.of(new DataType.Int32());
                }
                case "i64", "u32" -> {
                    return Optional.of(new DataType.Int64());
                }
                case "u64" -> {
                    return Optional.of(new DataType.Decimal(20, 0));
                }
                case "i128", "u128" -> {
                    return Optional.of(new DataType.Decimal(38, 0));
                }
                default -> {
                    // not a format of the standard: the structural check says so, the physical type decides
                }
            }
        }
        if (physical.isEmpty()) {
            return Optional.of(new DataType.Int64());
        }
        if (physical.get().isInt32()) {
            return Optional.of(new DataType.Int32());
        }
        if (physical.get().isDecimalTooWide()) {
            return Optional.empty();
        }
        if (physical.get().decimal().isPresent()) {
            int precision = physical.get().arguments().get(0);
            if (precision <= 9) {
                return Optional.of(new DataType.Int32());
            }
            return Optional.of(precision <= 18 ? new DataType.Int64() : new DataType.Decimal(precision, 0));
        }
        return Optional.of(new DataType.Int64());
    }

    private static Optional<DataType> number(Optional<PhysicalType> physical) {
        if (physical.isPresent() && physical.get().isDecimalTooWide()) {
            return Optional.empty();
        }
        return physical.flatMap(PhysicalType::decimal).or(() -> Optional.of(new DataType.Float64()));
    }

    private static DataType date(Described described) {
        Optional<PhysicalType> physical = described.physical();
        if (described.dateCoversTime() && physical.isPresent()) {
            if (physical.get().isTimestamp()) {
                return timestamp(described.options(), physical);
            }
            if (physical.get().isTime()) {
                return new DataType.TimeOfDay();
            }
        }
        return new DataType.Date();
    }

    private static DataType timestamp(LogicalTypeOptions options, Optional<PhysicalType> physical) {
        boolean local = physical.map(PhysicalType::isLocalTimestamp).orElse(false);
        return new DataType.Timestamp(options.timezone().orElse(!local));
    }

    private static Optional<DataType> fromPhysical(PhysicalType type, LogicalTypeOptions options) {
        if (type.isText()) {
            return Optional.of(new DataType.Text());
        }
        if (type.isInt32()) {
            return Optional.of(new DataType.Int32());
        }
        if (type.isInt64()) {
            return Optional.of(new DataType.Int64());
        }
        if (type.isFloat()) {
            return Optional.of(new DataType.Float64());
        }
        if (type.isBoolean()) {
            return Optional.of(new DataType.Bool());
        }
        if (type.isDate()) {
            return Optional.of(new DataType.Date());
        }
        if (type.isTime()) {
            return Optional.of(new DataType.TimeOfDay());
        }
        if (type.isTimestamp()) {
            return Optional.of(timestamp(options, Optional.of(type)));
        }
        return type.decimal();
    }
}
