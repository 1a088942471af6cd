package dev.polder.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.TopicForm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.functions;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns the values of a topic into rows of its table. A value is a byte 0, the writer's schema id in four bytes, and the record
 * in Avro; or the record in JSON, with a header that holds the writer's schema id. Records of different writers are decoded in one scan, each with its own schema, into the reader's.
 */
final class RecordDecoder {
    private RecordDecoder() {}

    /**
     * @param records has a column {@code value}, and {@code headers} where the topic holds JSON
     * @param table the columns to make, in their order
     */
    static Dataset<Row> decode(Dataset<Row> records, Landing landing, StructType table) {
        Dataset<Row> framed = landing.topicFormat() == TopicFormat.JSON ? framed(records, landing) : records;
        Column body = expr("substring(value, 6)");
        Column decoded = null;
        for (Map.Entry<Integer, String> writer : new TreeMap<>(landing.writerSchemas()).entrySet()) {
            Column isWriter = expr("substring(value, 1, 5)").equalTo(lit(header(writer.getKey())));
            Column record = functions.from_avro(
                    body, writer.getValue(), Map.of("avroSchema", landing.readerSchema(), "mode", "FAILFAST"));
            decoded = decoded == null ? when(isWriter, record) : decoded.when(isWriter, record);
        }
        if (decoded == null) {
            throw new PolderException(
                    Code.NOT_READY,
                    "port " + landing.port() + " has no schema for its records yet",
                    "Wait until the port is provisioned; polder status shows its condition.");
        }
        Column unreadable = raise_error(lit("a record was not written with a schema of the port"));
        Dataset<Row> rows = framed.select(decoded.otherwise(unreadable).as("record"));
        StructType made = (StructType) rows.schema().apply("record").dataType();
        return rows.select(columns(landing, made, table).toArray(Column[]::new));
    }

    private static Dataset<Row> framed(Dataset<Row> records, Landing landing) {
        UserDefinedFunction framing = udf(new FramedJson(landing.writerSchemas()), DataTypes.BinaryType);
        Column last = expr("try_element_at(filter(headers, h -> h.key = '" + TopicForm.SCHEMA_ID + "'), -1).value");
        return records.select(framing.apply(col("value"), last).as("value"));
    }

    private static List<Column> columns(Landing landing, StructType made, StructType table) {
        Set<String> wanted = Arrays.stream(table.fieldNames()).collect(Collectors.toSet());
        List<String> homeless = Arrays.stream(made.fieldNames())
                .filter(name -> !wanted.contains(name))
                .toList();
        if (!homeless.isEmpty()) {
            throw new PolderException(
                    Code.NOT_READY,
                    "table " + landing.table() + " lacks " + String.join(", ", homeless) + ", which records of "
                            + landing.port() + " have",
                    "Wait until the table follows the contract; polder status shows the port's condition.");
        }
        Set<String> given = Set.of(made.fieldNames());
        List<Column> columns = new ArrayList<>();
        for (StructField field : table.fields()) {
            columns.add(
                    given.contains(field.name())
                            ? col("record").getField(field.name()).as(field.name())
                            : lit(null).cast(field.dataType()).as(field.name()));
        }
        return columns;
    }

    /** The five bytes in front of a record. */
    static byte[] header(int schemaId) {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array();
    }
}
