package dev.polder.core.contract;

import java.util.List;
import java.util.Objects;

/**
 * What a value is once the gate has accepted it: the one type from which the Avro schema, the Iceberg column and the SQL
 * type are derived, so that they cannot differ. Values are carried as follows.
 *
 * <table>
 * <caption>Carriers</caption>
 * <tr><th>type</th><th>Avro</th><th>Iceberg</th></tr>
 * <tr><td>Text</td><td>string</td><td>string</td></tr>
 * <tr><td>Bool</td><td>boolean</td><td>boolean</td></tr>
 * <tr><td>Int32 / Int64</td><td>int / long</td><td>int / long</td></tr>
 * <tr><td>Float64</td><td>double</td><td>double</td></tr>
 * <tr><td>Decimal(p, s)</td><td>bytes, decimal(p, s)</td><td>decimal(p, s)</td></tr>
 * <tr><td>Date</td><td>int, date</td><td>date</td></tr>
 * <tr><td>Timestamp, zoned</td><td>long, timestamp-micros</td><td>timestamptz</td></tr>
 * <tr><td>Timestamp, local</td><td>long, local-timestamp-micros</td><td>timestamp</td></tr>
 * <tr><td>TimeOfDay</td><td>string, HH:mm:ss[.SSSSSS] (Spark cannot read Iceberg's time)</td><td>string</td></tr>
 * <tr><td>Struct, ListOf, MapOf</td><td>record, array, map</td><td>struct, list, map of string</td></tr>
 * </table>
 */
public sealed interface DataType {
    /** The standard's word for it, {@code integer} or {@code array}; {@code map} for what the standard has no word for. */
    String logicalType();

    record Text() implements DataType {
        @Override
        public String logicalType() {
            return "string";
        }
    }

    record Bool() implements DataType {
        @Override
        public String logicalType() {
            return "boolean";
        }
    }

    record Int32() implements DataType {
        @Override
        public String logicalType() {
            return "integer";
        }
    }

    record Int64() implements DataType {
        @Override
        public String logicalType() {
            return "integer";
        }
    }

    record Float64() implements DataType {
        @Override
        public String logicalType() {
            return "number";
        }
    }

    /**
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to {@code precision}
     */
    record Decimal(int precision, int scale) implements DataType {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("decimal(" + precision + ", " + scale + ")");
            }
        }

        @Override
        public String logicalType() {
            return "number";
        }
    }

    record Date() implements DataType {
        @Override
        public String logicalType() {
            return "date";
        }
    }

    /**
     * @param zoned whether the value is an instant; otherwise it is a local date and time
     */
    record Timestamp(boolean zoned) implements DataType {
        @Override
        public String logicalType() {
            return "timestamp";
        }
    }

    record TimeOfDay() implements DataType {
        @Override
        public String logicalType() {
            return "time";
        }
    }

    record Struct(List<Field> fields) implements DataType {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public String logicalType() {
            return "object";
        }
    }

    record ListOf(DataType element, boolean elementRequired) implements DataType {
        public ListOf {
            Objects.requireNonNull(element);
        }

        @Override
        public String logicalType() {
            return "array";
        }
    }

    /** Keys are always text: JSON has no others. */
    record MapOf(DataType value, boolean valueRequired) implements DataType {
        public MapOf {
            Objects.requireNonNull(value);
        }

        @Override
        public String logicalType() {
            return "map";
        }
    }

    /** A named value in a {@link Struct}. */
    record Field(String name, DataType type, boolean required) {
        public Field {
            Objects.requireNonNull(name);
            Objects.requireNonNull(type);
        }
    }
}
