package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.avro.functions;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Batch loads are judged in Spark as records are everywhere else. */
class ContractCheckTest {
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: lines
            version: 1.0.0
            status: active
            schema:
              - name: lines
                logicalType: object
                properties:
                  - { name: id, logicalType: integer, required: true, primaryKey: true }
                  - { name: amount, logicalType: number, physicalType: 'decimal(10,2)', logicalTypeOptions: { minimum: 0 } }
                  - { name: day, logicalType: date }
            """;
    private static final Schema READER = new Schema.Parser().parse("""
            {"type":"record","name":"lines","fields":[{"name":"id","type":"long"},
            {"name":"amount","type":["null",{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}]},
            {"name":"day","type":["null",{"type":"int","logicalType":"date"}]}]}
            """);
    private static final SparkSession SPARK = TestMesh.spark();

    @Test
    void rowsOfJsonGetTheirVerdicts() {
        Dataset<Row> judged = ContractCheck.json(CONTRACT, "lines").rows(records(1_000), "value");

        assertThat(judged.where("verdict.refusals is null").count()).isEqualTo(900);
        assertThat(judged.where("verdict.refusals is null")
                        .selectExpr("number", "decode(verdict.key, 'utf-8')")
                        .orderBy("number")
                        .limit(2)
                        .collectAsList())
                .containsExactly(RowFactory.create(1, "[1]"), RowFactory.create(2, "[2]"));
        assertThat(judged.selectExpr("number", "explode(verdict.refusals) r")
                        .select("r.code", "r.path", "r.rule", "r.value")
                        .distinct()
                        .collectAsList())
                .containsExactlyInAnyOrder(
                        RowFactory.create("RECORD_RANGE", "$.amount", "minimum 0", "-1"),
                        RowFactory.create("RECORD_FIELD_UNKNOWN", "$.more", "known fields", null));
    }

    @Test
    void theAvroIsThatOfTheContract() {
        Dataset<Row> judged = ContractCheck.json(CONTRACT, "lines").rows(records(20), "value");
        List<Row> read = judged.where("verdict.avro is not null and number = 7")
                .select(functions
                        .from_avro(judged.col("verdict.avro"), READER.toString())
                        .as("r"))
                .selectExpr("r.id", "cast(r.amount as string)", "cast(r.day as string)")
                .collectAsList();
        assertThat(read).containsExactly(RowFactory.create(7L, "0.70", "2024-02-29"));
    }

    @Test
    void avroIsJudgedToo() {
        Dataset<Row> written = ContractCheck.json(CONTRACT, "lines")
                .rows(records(50), "value")
                .where("verdict.avro is not null")
                .selectExpr("verdict.avro as first");
        Dataset<Row> again =
                ContractCheck.avro(CONTRACT, "lines", READER.toString()).rows(written, "first");
        assertThat(again.where("verdict.avro <=> first").count()).isEqualTo(45);
    }

    @Test
    void itIsAFunctionInSql() {
        SPARK.udf().register("judged", ContractCheck.json(CONTRACT, "lines").function());
        records(100).createOrReplaceTempView("raw_lines");
        assertThat(SPARK.sql("select count(*) from raw_lines where judged(value).refusals[0].code = 'RECORD_RANGE'")
                        .first()
                        .getLong(0))
                .isEqualTo(10);
        assertThat(SPARK.sql("select judged(cast(null as binary)) is null")
                        .first()
                        .getBoolean(0))
                .isTrue();
    }

    @Test
    void whatCannotBeCompiledIsSaidAtOnce() {
        assertThatThrownBy(() -> ContractCheck.json(CONTRACT, "orders"))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        problem -> assertThat(problem.code()).isEqualTo(Code.CONTRACT_SCHEMA_MISSING));
        assertThatThrownBy(() -> ContractCheck.json("[", "orders"))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        problem -> assertThat(problem.code()).isEqualTo(Code.YAML_SYNTAX));
    }

    /** Every tenth breaks two rules. */
    private static Dataset<Row> records(int count) {
        StructType type = new StructType().add("number", DataTypes.IntegerType).add("value", DataTypes.BinaryType);
        List<Row> rows = new ArrayList<>();
        IntStream.rangeClosed(1, count).forEach(i -> {
            String json = i % 10 == 0
                    ? "{\"id\":" + i + ",\"amount\":-1,\"more\":1}"
                    : "{\"day\":\"2024-02-29\",\"amount\":0." + i % 10 + ",\"id\":" + i + "}";
            rows.add(RowFactory.create(i, json.getBytes(StandardCharsets.UTF_8)));
        });
        return SPARK.createDataset(rows, Encoders.row(type)).repartition(3).toDF();
    }
}
