package dev.polder.process;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.quality.QualityRule.Comparison;
import dev.polder.core.quality.QualityRule.Operator;
import dev.polder.core.quality.QualityRule.Unit;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.classic.SparkSession;

/** A port with a topic and a table of its own. Its records have an id and a name. */
final class TestPort {
    static final Schema LINE =
            TestMesh.schema("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":[\"null\",\"string\"]}");
    static final int SCHEMA_ID = 7;

    private static final Topics TOPICS = new Topics(TestBroker.shared().client());
    private static final SparkSession SESSION = SparkSessions.forLandings(TestMesh.spark());

    private final String topic;
    private final TableName table;
    private Landing landing;

    private TestPort(String topic, TableName table) {
        this.topic = topic;
        this.table = table;
        this.landing = new Landing(
                "sales.orders.lines.v1",
                topic,
                TopicFormat.AVRO,
                table,
                LINE.toString(),
                Map.of(SCHEMA_ID, LINE.toString()),
                false,
                List.of());
    }

    static TestPort withPartitions(int partitions) {
        return new TestPort(TestMesh.topic(partitions), TestMesh.table("id bigint NOT NULL, name string"));
    }

    static Topics topics() {
        return TOPICS;
    }

    String topic() {
        return topic;
    }

    TableName table() {
        return table;
    }

    Landing landing() {
        return landing;
    }

    void schemas(Schema reader, Map<Integer, String> writers) {
        landing = new Landing(
                landing.port(),
                topic,
                landing.topicFormat(),
                table,
                reader.toString(),
                writers,
                landing.audited(),
                landing.rules());
    }

    void audit(List<Rule> rules) {
        landing = new Landing(
                landing.port(),
                topic,
                landing.topicFormat(),
                table,
                landing.readerSchema(),
                landing.writerSchemas(),
                !rules.isEmpty(),
                rules);
    }

    void send(int partition, long id) {
        GenericRecord record = new GenericData.Record(LINE);
        record.put("id", id);
        record.put("name", "name " + id);
        TestMesh.send(topic, partition, TestMesh.value(SCHEMA_ID, record));
    }

    TopicState state() throws InterruptedException {
        return TOPICS.states(List.of(topic)).get(topic);
    }

    LandingReport land() throws InterruptedException {
        return lander(1000).land(landing, state()).report();
    }

    /** A new one each time: it must not need what an earlier one knew. */
    static Lander lander(long maxRecords) {
        return new Lander(
                SESSION,
                new TopicReader(TestBroker.shared().client()),
                new QualityChecks(SESSION),
                maxRecords,
                Clock.systemUTC());
    }

    List<Long> ids() {
        return TestMesh.rows("SELECT id FROM " + table.inSpark() + " ORDER BY id").stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    static Rule aggregate(String name, String sql, Operator operator, String bound) {
        return new Rule(
                name,
                Optional.empty(),
                new Rule.Aggregate(sql),
                new Comparison(operator, List.of(new BigDecimal(bound))),
                Unit.ROWS,
                true);
    }

    static Rule query(String name, String sql, Operator operator, String bound) {
        return new Rule(
                name,
                Optional.empty(),
                new Rule.Query(sql),
                new Comparison(operator, List.of(new BigDecimal(bound))),
                Unit.ROWS,
                true);
    }
}
