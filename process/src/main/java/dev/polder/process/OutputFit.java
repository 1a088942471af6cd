package dev.polder.process;

import static org.apache.spark.sql.functions.col;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether the result of a transform has the columns of its output port, and how it gets them without losing anything. */
final class OutputFit {
    private OutputFit() {}

    /**
     * The result with the table's columns, in its order and names. Types are changed where every value either stays the same or
     * fails the run (a bigint that does not fit an int).
     *
     * @throws PolderException {@code TRANSFORM_FAILED} naming every column that is missing, not in the table, or of a wrong type
     */
    static Dataset<Row> fit(Dataset<Row> result, StructType table) {
        Map<String, StructField> given = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (StructField field : result.schema().fields()) {
            if (given.put(folded(field.name()), field) != null) {
                problems.add("column " + field.name() + " stands twice");
            }
        }
        List<Column> columns = new ArrayList<>();
        for (StructField wanted : table.fields()) {
            StructField field = given.remove(folded(wanted.name()));
            if (field == null) {
                problems.add("column " + wanted.name() + " is missing");
            } else if (!fits(field.dataType(), wanted.dataType())) {
                problems.add(
                        "column " + wanted.name() + " is " + field.dataType().simpleString() + " but must be "
                                + wanted.dataType().simpleString());
            } else {
                columns.add(col(SparkSessions.quoted(field.name())).as(wanted.name()));
            }
        }
        given.values().forEach(extra -> problems.add("column " + extra.name() + " is not in the contract"));
        if (!problems.isEmpty()) {
            throw new PolderException(
                    Code.TRANSFORM_FAILED,
                    "the result does not fit the contract: " + String.join("; ", problems),
                    "Give the SELECT exactly the contract's columns; where a type differs, CAST or ROUND it yourself.");
        }
        return result.select(columns.toArray(Column[]::new));
    }

    static boolean fits(DataType from, DataType to) {
        if (from.equals(to) || from instanceof NullType) {
            return true;
        }
        if (from instanceof StructType given && to instanceof StructType wanted) {
            return structFits(given, wanted);
        }
        if (from instanceof ArrayType given && to instanceof ArrayType wanted) {
            return fits(given.elementType(), wanted.elementType());
        }
        if (from instanceof MapType given && to instanceof MapType wanted) {
            return fits(given.keyType(), wanted.keyType()) && fits(given.valueType(), wanted.valueType());
        }
        if (from instanceof DecimalType given && to instanceof DecimalType wanted) {
            // Digits in front of the point are checked for each value; digits after it would be rounded away.
            return wanted.scale() >= given.scale();
        }
        boolean whole = isWhole(from);
        if (whole && (isWhole(to) || to instanceof DecimalType)) {
            return true;
        }
        if (from instanceof DecimalType && to.equals(DataTypes.DoubleType)) {
            return true;
        }
        // An instant, a local time and a day are different things: the author says how one becomes another.
        if (!to.equals(DataTypes.StringType) && (isTime(from) || isTime(to))) {
            return false;
        }
        return Cast.canUpCast(from, to);
    }

    private static boolean structFits(StructType from, StructType to) {
        if (from.size() != to.size()) {
            return false;
        }
        Map<String, DataType> given = new HashMap<>();
        for (StructField field : from.fields()) {
            given.put(folded(field.name()), field.dataType());
        }
        for (StructField wanted : to.fields()) {
            DataType type = given.get(folded(wanted.name()));
            if (type == null || !fits(type, wanted.dataType())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTime(DataType type) {
        return type.equals(DataTypes.DateType)
                || type.equals(DataTypes.TimestampType)
                || type.equals(DataTypes.TimestampNTZType);
    }

    private static boolean isWhole(DataType type) {
        return type.equals(DataTypes.ByteType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.LongType);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
