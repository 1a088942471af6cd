package dev.polder.process;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.ContractReading;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.Refusal;
import dev.polder.gate.WriterSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The gate for batch loads: judges rows whose records are raw bytes, JSON or Avro, exactly as every other entrance does.
 *
 * <pre>{@code
 * ContractCheck check = ContractCheck.json(contractText, "order_lines");
 * Dataset<Row> judged = check.rows(spark.read().format("binaryFile")…, "content");
 * judged.where("verdict.refusals is null").select("verdict.avro", "verdict.key");
 * }</pre>
 *
 * <p>It travels to the executors as the contract's text and is compiled there once per partition. A row's verdict is a struct:
 * {@code avro}, the record as Avro binary in the contract's own schema, and {@code key}, its primary key as a JSON array or null; or
 * {@code refusals}, why it was refused, each with {@code code}, {@code path}, {@code rule}, {@code message} and {@code value}. No bytes
 * (null) have no verdict (null).
 */
public final class ContractCheck implements Serializable {
    private static final long serialVersionUID = 1;

    private static final StructType REFUSAL = new StructType(new StructField[] {
        DataTypes.createStructField("code", DataTypes.StringType, false),
        DataTypes.createStructField("path", DataTypes.StringType, false),
        DataTypes.createStructField("rule", DataTypes.StringType, false),
        DataTypes.createStructField("message", DataTypes.StringType, false),
        DataTypes.createStructField("value", DataTypes.StringType, true)
    });

    /** Of a row's verdict. */
    public static final StructType VERDICT = new StructType(new StructField[] {
        DataTypes.createStructField("avro", DataTypes.BinaryType, true),
        DataTypes.createStructField("key", DataTypes.BinaryType, true),
        DataTypes.createStructField("refusals", new ArrayType(REFUSAL, false), true)
    });

    /** The name of the column that {@link #rows} adds. */
    public static final String COLUMN = "verdict";

    private final String contract;
    private final String object;
    /** Empty for JSON. */
    private final String writerSchema;

    private ContractCheck(String contract, String object, String writerSchema) {
        this.contract = Objects.requireNonNull(contract);
        this.object = Objects.requireNonNull(object);
        this.writerSchema = Objects.requireNonNull(writerSchema);
        judge();
    }

    /**
     * For records that are JSON objects in UTF-8.
     *
     * @param contract an ODCS document
     * @param object the name of the object in its schema that the records are
     * @throws PolderException {@code CONTRACT_SCHEMA_MISSING} when there is no such object, and what reading and compiling a contract
     *     throw
     */
    public static ContractCheck json(String contract, String object) {
        return new ContractCheck(contract, object, "");
    }

    /**
     * For records that are Avro binary, without framing.
     *
     * @param writerSchema in which all of them were written, as JSON
     */
    public static ContractCheck avro(String contract, String object, String writerSchema) {
        return new ContractCheck(contract, object, writerSchema);
    }

    /**
     * Judges rows, partition by partition.
     *
     * @param column of the records' bytes
     * @return the rows with {@value #COLUMN} as last column
     */
    public Dataset<Row> rows(Dataset<Row> rows, String column) {
        StructType type = rows.schema().add(COLUMN, VERDICT, true);
        int index = rows.schema().fieldIndex(column);
        ContractCheck check = this;
        MapPartitionsFunction<Row, Row> judging = partition -> {
            Judge judge = check.judge();
            return new Judged(partition, judge, index);
        };
        return rows.mapPartitions(judging, Encoders.row(type));
    }

    /** The verdict on a column of bytes, for use in SQL: {@code spark.udf().register("keeps_contract", check.function())}. */
    public UserDefinedFunction function() {
        return functions.udf(new Function(this), VERDICT);
    }

    /** Judges one record after another, for one thread. */
    Judge judge() {
        ContractGate gate = ContractGate.compile(object());
        return new Judge(
                gate.checker(),
                writerSchema.isEmpty()
                        ? Optional.empty()
                        : Optional.of(gate.writtenIn(new Schema.Parser().parse(writerSchema))));
    }

    private SchemaObject object() {
        ContractReading reading = YamlReader.read("contract.odcs.yaml", contract)
                .root()
                .map(root -> ContractParser.parse(root, contract))
                .orElseThrow(() -> new PolderException(
                        Code.YAML_SYNTAX, "The contract is no well-formed YAML", "polder lint says where"));
        return reading.contract().map(Contract::schema).orElse(List.of()).stream()
                .filter(candidate -> candidate.name().equals(object))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.CONTRACT_SCHEMA_MISSING,
                        "The contract's schema has no object '" + object + "'",
                        "Name one of its objects"));
    }

    /** A gate at work. */
    static final class Judge {
        private final RecordChecker checker;
        private final Optional<WriterSchema> writer;

        private Judge(RecordChecker checker, Optional<WriterSchema> writer) {
            this.checker = checker;
            this.writer = writer;
        }

        Row verdict(byte[] bytes) {
            boolean accepted = writer.isPresent()
                    ? checker.avro(bytes, 0, bytes.length, writer.get())
                    : checker.json(bytes, 0, bytes.length);
            if (!accepted) {
                return RowFactory.create(
                        null, null, checker.refusals().stream().map(Judge::row).toArray(Row[]::new));
            }
            int start = checker.avroStart();
            byte[] avro = Arrays.copyOfRange(checker.avro(), start, start + checker.avroLength());
            byte[] key = checker.keyLength() < 0 ? null : Arrays.copyOf(checker.key(), checker.keyLength());
            return RowFactory.create(avro, key, null);
        }

        private static Row row(Refusal refusal) {
            return RowFactory.create(
                    refusal.code().name(),
                    refusal.path(),
                    refusal.rule(),
                    refusal.message(),
                    refusal.value().orElse(null));
        }
    }

    private static final class Judged implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Judge judge;
        private final int index;

        Judged(Iterator<Row> rows, Judge judge, int index) {
            this.rows = rows;
            this.judge = judge;
            this.index = index;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Row next() {
            Row row = rows.next();
            List<Object> values = new ArrayList<>(row.size() + 1);
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i));
            }
            values.add(row.isNullAt(index) ? null : judge.verdict(row.getAs(index)));
            return RowFactory.create(values.toArray());
        }
    }

    private static final class Function implements UDF1<byte[], Row> {
        private static final long serialVersionUID = 1;

        private final ContractCheck check;
        private transient ThreadLocal<Judge> judges;

        Function(ContractCheck check) {
            this.check = check;
        }

        @Override
        public Row call(byte[] bytes) {
            return bytes == null ? null : judges().get().verdict(bytes);
        }

        private synchronized ThreadLocal<Judge> judges() {
            if (judges == null) {
                judges = ThreadLocal.withInitial(check::judge);
            }
            return judges;
        }
    }
}
