package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LandingTest {
    private static final Schema LINE =
            TestMesh.schema("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":[\"null\",\"string\"]}");
    private static final String COLUMNS = "id bigint NOT NULL, name string";
    private static final Topics TOPICS = new Topics(TestBroker.shared().client());

    @AfterAll
    static void close() {
        TOPICS.close();
    }

    @Test
    void landsEveryRecordOnceOverManyCalls() throws Exception {
        Port port = new Port(2);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                port.send(i % 2, round * 10 + i);
            }
            assertThat(port.land().report().records()).isEqualTo(10);
        }
        assertThat(port.land().report().records()).isZero();
        assertThat(port.ids()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void writesTheOffsetsIntoTheSnapshotOfTheData() throws Exception {
        Port port = new Port(2);
        port.send(0, 1);
        port.send(0, 2);
        port.send(1, 3);

        LandingReport report = port.land().report();

        Snapshot head = TestMesh.iceberg(port.table).currentSnapshot();
        assertThat(head.summary())
                .containsEntry(Covered.OFFSETS, "{\"" + port.topic + "\":{\"0\":2,\"1\":1}}")
                .containsKeys(Lander.LANDED_AT, Covered.TOPIC_ID)
                .containsEntry("added-records", "3");
        assertThat(report.snapshotId()).contains(head.snapshotId());
        assertThat(report.offsets()).isEqualTo(Map.of(0, 2L, 1, 1L));
        assertThat(report.published()).isTrue();
    }

    /** A port with a topic and a table of its own. */
    private static final class Port {
        private final String topic;
        private final TableName table = TestMesh.table(COLUMNS);
        private Landing landing;

        Port(int partitions) {
            topic = TestMesh.topic(partitions);
            landing = new Landing(
                    "sales.orders.lines.v1",
                    topic,
                    table,
                    LINE.toString(),
                    Map.of(7, LINE.toString()),
                    false,
                    List.of());
        }

        void send(int partition, long id) {
            GenericRecord record = new GenericData.Record(LINE);
            record.put("id", id);
            record.put("name", "name " + id);
            TestMesh.send(topic, partition, TestMesh.value(7, record));
        }

        Lander.Outcome land() throws InterruptedException {
            return land(1000);
        }

        /** With a new lander each time: it must not need what an earlier one knew. */
        Lander.Outcome land(long maxRecords) throws InterruptedException {
            SparkSession spark = SparkSessions.forLandings(TestMesh.spark());
            Lander lander = new Lander(
                    spark,
                    new TopicReader(TestBroker.shared().client()),
                    new QualityChecks(spark),
                    maxRecords,
                    Clock.systemUTC());
            return lander.land(landing, state());
        }

        TopicState state() throws InterruptedException {
            return TOPICS.states(List.of(topic)).get(topic);
        }

        List<Long> ids() {
            return TestMesh.rows("SELECT id FROM " + table.inSpark() + " ORDER BY id").stream()
                    .map(row -> row.getLong(0))
                    .toList();
        }
    }
}
