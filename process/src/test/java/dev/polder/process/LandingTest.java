package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.core.quality.QualityRule.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Snapshot;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandingTest {
    private final TestPort port = TestPort.withPartitions(2);

    @Test
    void landsEveryRecordOnceOverManyCalls() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                port.send(i % 2, round * 10 + i);
            }
            assertThat(port.land().records()).isEqualTo(10);
        }
        assertThat(port.land().records()).isZero();
        assertThat(port.ids()).hasSize(30).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 1000})
    void landsWhatTransactionsCommittedAndNothingElse(long most) throws Exception {
        Map<String, Object> settings = new HashMap<>(TestBroker.shared().client());
        settings.put("transactional.id", port.topic());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            abort(producer, 100, 101, 102);
            commit(producer, 1, 2, 3, 4, 5);
            port.send(0, 6);
            abort(producer, 103);
            port.send(1, 7);
            commit(producer, 8);
            commit(producer, 9);
            abort(producer, 104, 105, 106, 107);
            assertThat(landAll(most)).isEqualTo(9);
            assertThat(landAll(most)).isZero();

            abort(producer, 108, 109);
            assertThat(landAll(most)).isZero();
            producer.beginTransaction();
            write(producer, 10);
            producer.flush();
            port.send(0, 11);
            port.send(1, 12);
            assertThat(landAll(most))
                    .as("nothing behind the open transaction, which is on one partition")
                    .isEqualTo(1);
            producer.commitTransaction();
            assertThat(landAll(most)).isEqualTo(2);
        }
        assertThat(port.ids()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(port.land().offsets()).isEqualTo(ends());
    }

    private void commit(KafkaProducer<byte[], byte[]> producer, long... ids) {
        producer.beginTransaction();
        write(producer, ids);
        producer.commitTransaction();
    }

    private void abort(KafkaProducer<byte[], byte[]> producer, long... ids) {
        producer.beginTransaction();
        write(producer, ids);
        producer.flush();
        producer.abortTransaction();
    }

    /** Both partitions take part. */
    private void write(KafkaProducer<byte[], byte[]> producer, long... ids) {
        for (long id : ids) {
            producer.send(new ProducerRecord<>(
                    port.topic(), (int) (id % 2), null, TestMesh.value(TestPort.SCHEMA_ID, line(id))));
        }
    }

    private long landAll(long most) throws InterruptedException {
        long records = 0;
        boolean complete = false;
        while (!complete) {
            Lander.Outcome outcome = TestPort.lander(most).land(port.landing(), port.state());
            records += outcome.report().records();
            complete = outcome.complete();
        }
        return records;
    }

    private Map<Integer, Long> ends() throws InterruptedException {
        Map<Integer, Long> ends = new HashMap<>();
        port.state().partitions().forEach((partition, range) -> ends.put(partition, range.to()));
        return ends;
    }

    @Test
    void landsWhatTransactionsCommittedAndNothingElse() throws Exception {
        Map<String, Object> settings = new HashMap<>(TestBroker.shared().client());
        settings.put("transactional.id", port.topic());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            transaction(producer, 1, 3);
            producer.commitTransaction();
            transaction(producer, 4, 8);
            producer.abortTransaction();
            port.send(0, 9);
            transaction(producer, 10, 11);
            producer.commitTransaction();
            awaitEnd(14);
            assertThat(port.land().records()).isEqualTo(6);
            assertThat(port.ids()).containsExactly(1L, 2L, 3L, 9L, 10L, 11L);

            transaction(producer, 12, 20);
            assertThat(port.land().records()).isZero();
            producer.abortTransaction();
            awaitEnd(24);
            LandingReport markers = port.land();
            assertThat(markers.records()).isZero();
            assertThat(markers.offsets()).isEqualTo(Map.of(0, 24L, 1, 0L));

            transaction(producer, 21, 22);
            producer.commitTransaction();
            awaitEnd(27);
            assertThat(port.land().records()).isEqualTo(2);
            assertThat(port.ids()).containsExactly(1L, 2L, 3L, 9L, 10L, 11L, 21L, 22L);
        }
    }

    /** The broker writes the end of a transaction after it has answered. */
    private void awaitEnd(long offset) {
        Awaitility.await().until(() -> port.state().partitions().get(0).to() == offset);
    }

    private void transaction(KafkaProducer<byte[], byte[]> producer, int first, int last) {
        producer.beginTransaction();
        for (long id = first; id <= last; id++) {
            TestMesh.await(producer.send(
                    new ProducerRecord<>(port.topic(), 0, null, TestMesh.value(TestPort.SCHEMA_ID, line(id)))));
        }
    }

    @Test
    void writesTheOffsetsIntoTheSnapshotOfTheData() throws Exception {
        port.send(0, 1);
        port.send(0, 2);
        port.send(1, 3);

        LandingReport report = port.land();

        Snapshot head = TestMesh.iceberg(port.table()).currentSnapshot();
        assertThat(head.summary())
                .containsEntry(Covered.OFFSETS, "{\"" + port.topic() + "\":{\"0\":2,\"1\":1}}")
                .containsKeys(Lander.LANDED_AT, Covered.TOPIC_ID)
                .containsEntry("added-records", "3");
        assertThat(report.snapshotId()).contains(head.snapshotId());
        assertThat(report.offsets()).isEqualTo(Map.of(0, 2L, 1, 1L));
        assertThat(report.published()).isTrue();
    }

    @Test
    void takesNoMoreThanAskedForInOneCommit() throws Exception {
        for (int i = 0; i < 25; i++) {
            port.send(i % 5 == 0 ? 1 : 0, i);
        }
        int commits = 0;
        boolean complete = false;
        while (!complete) {
            Lander.Outcome outcome = TestPort.lander(10).land(port.landing(), port.state());
            assertThat(outcome.report().records()).isLessThanOrEqualTo(10);
            complete = outcome.complete();
            commits++;
        }
        assertThat(commits).isEqualTo(3);
        assertThat(port.ids()).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void continuesAfterASnapshotThatCarriesNoOffsets() throws Exception {
        port.send(0, 1);
        port.land();
        TestMesh.spark().sql("DELETE FROM " + port.table().inSpark() + " WHERE id = 1");
        port.send(0, 2);

        port.land();

        assertThat(port.ids()).containsExactly(2L);
    }

    @Test
    void landsPartitionsThatAreAddedLater() throws Exception {
        port.send(0, 1);
        port.land();
        TestMesh.await(TestMesh.admin()
                .createPartitions(Map.of(port.topic(), NewPartitions.increaseTo(3)))
                .all());
        Awaitility.await().until(() -> port.state().partitions().size() == 3);
        TestMesh.await(TestMesh.producer()
                .send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                        port.topic(), 0, null, TestMesh.value(TestPort.SCHEMA_ID, line(2)))));
        Awaitility.await().ignoreExceptions().until(() -> {
            port.send(2, 3);
            return true;
        });

        port.land();

        assertThat(port.ids()).contains(1L, 2L, 3L).doesNotHaveDuplicates();
    }

    @Test
    void decodesEveryWriterWithItsOwnSchema() throws Exception {
        Schema evolved = TestMesh.schema("{\"name\":\"id\",\"type\":\"long\"},"
                + "{\"name\":\"city\",\"type\":[\"null\",\"string\"],\"default\":null},"
                + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]}");
        port.send(0, 1);
        TestMesh.spark().sql("ALTER TABLE " + port.table().inSpark() + " ADD COLUMN city string");
        port.schemas(evolved, Map.of(7, TestPort.LINE.toString(), 300, evolved.toString()));
        GenericRecord record = new GenericData.Record(evolved);
        record.put("id", 2L);
        record.put("city", "Delft");
        record.put("name", "two");
        TestMesh.send(port.topic(), 0, TestMesh.value(300, record));
        port.send(0, 3);

        port.land();

        assertThat(TestMesh.rows("SELECT concat_ws(',', id, name, coalesce(city, '-')) FROM "
                                + port.table().inSpark() + " ORDER BY id")
                        .stream()
                        .map(row -> row.getString(0)))
                .containsExactly("1,name 1,-", "2,two,Delft", "3,name 3,-");
    }

    @Test
    void fillsColumnsThatRecordsDoNotHaveYetWithNull() throws Exception {
        TestMesh.spark().sql("ALTER TABLE " + port.table().inSpark() + " ADD COLUMN city string FIRST");
        port.send(0, 1);

        port.land();

        assertThat(TestMesh.rows("SELECT id FROM " + port.table().inSpark() + " WHERE city IS NULL"))
                .hasSize(1);
    }

    @Test
    void waitsForATableThatLacksAColumn() {
        port.send(0, 1);
        Schema wider = TestMesh.schema("{\"name\":\"id\",\"type\":\"long\"},"
                + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]},"
                + "{\"name\":\"city\",\"type\":[\"null\",\"string\"],\"default\":null}");
        port.schemas(wider, Map.of(7, TestPort.LINE.toString()));

        assertFails(Code.NOT_READY, "lacks city");
        assertThat(TestMesh.iceberg(port.table()).currentSnapshot()).isNull();
    }

    @Test
    void namesTheRecordThatCannotBeDecoded() {
        port.send(1, 1);
        port.send(1, 2);
        TestMesh.send(port.topic(), 1, new byte[] {0, 0, 0, 0, 7, 2, 2, 90, 'x'});

        assertFails(Code.RECORD_UNREADABLE, "topic " + port.topic() + ", partition 1, offset 2: the value is not");
        assertThat(TestMesh.iceberg(port.table()).currentSnapshot()).isNull();
    }

    @Test
    void namesTheRecordOfAnUnknownWriter() {
        port.send(0, 1);
        TestMesh.send(port.topic(), 0, TestMesh.value(99, line(2)));

        assertFails(Code.RECORD_UNREADABLE, "partition 0, offset 1: schema id 99 is none of the port's");
    }

    @Test
    void refusesValuesWithoutASchemaIdAndTombstones() {
        TestMesh.send(port.topic(), 0, null);
        assertFails(Code.RECORD_UNREADABLE, "partition 0, offset 0: the value does not begin with a schema id");
        port.send(1, 5);
        TestMesh.send(port.topic(), 1, "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertFails(Code.RECORD_UNREADABLE, "partition 0, offset 0");
    }

    @Test
    void refusesARequiredColumnThatWouldBeNull() {
        Schema loose = TestMesh.schema("{\"name\":\"id\",\"type\":[\"null\",\"long\"]},"
                + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]}");
        port.schemas(loose, Map.of(7, loose.toString()));
        GenericRecord record = new GenericData.Record(loose);
        TestMesh.send(port.topic(), 0, TestMesh.value(7, record));

        assertThatThrownBy(port::land)
                .satisfies(e -> assertThat(Failures.ofLanding(e).message()).contains("id"));
        assertThat(TestMesh.iceberg(port.table()).currentSnapshot()).isNull();
    }

    @Test
    void reportsRecordsThatWereDeletedBeforeTheyWereLanded() throws Exception {
        port.send(0, 1);
        port.land();
        for (int id = 2; id < 6; id++) {
            port.send(0, id);
        }
        TestMesh.await(TestMesh.admin()
                .deleteRecords(Map.of(new TopicPartition(port.topic(), 0), RecordsToDelete.beforeOffset(4)))
                .all());

        assertFails(Code.OFFSETS_LOST, "offset 1 should be landed next, but the topic holds offsets 4 to 5");
        assertThat(port.ids()).containsExactly(1L);

        TestMesh.spark()
                .sql("ALTER TABLE " + port.table().inSpark() + " SET TBLPROPERTIES ('" + LandingPlan.RESUME + "' = '{\""
                        + port.topic() + "\":{\"0\":4}}')");
        assertThat(port.land().records()).isEqualTo(1);
        assertThat(port.ids()).containsExactly(1L, 5L);
    }

    @Test
    void reportsATopicThatEndsBeforeWhatIsLanded() throws Exception {
        port.send(0, 1);
        port.send(0, 2);
        port.land();
        TopicState now = port.state();
        TopicState shorter =
                new TopicState(now.id(), new TreeMap<>(Map.of(0, new OffsetRange(0, 1), 1, new OffsetRange(0, 0))));

        assertThatThrownBy(() -> TestPort.lander(10).land(port.landing(), shorter))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.OFFSETS_LOST);
                    assertThat(e.remedy()).contains(LandingPlan.RESUME);
                });
    }

    @Test
    void beginsAnewOnATopicThatWasMadeAnew() throws Exception {
        port.send(0, 1);
        port.send(0, 2);
        port.land();
        TestMesh.await(TestMesh.admin().deleteTopics(List.of(port.topic())).all());
        Awaitility.await().until(() -> port.state() == null);
        Awaitility.await().ignoreExceptions().until(() -> {
            TestMesh.await(TestMesh.admin()
                    .createTopics(List.of(new NewTopic(port.topic(), 2, (short) 1)))
                    .all());
            return true;
        });
        Awaitility.await().until(() -> port.state() != null);
        Awaitility.await().ignoreExceptions().until(() -> {
            port.send(0, 3);
            return true;
        });

        Lander.Outcome outcome = TestPort.lander(10).land(port.landing(), port.state());

        LandingReport report = outcome.report();
        assertThat(outcome.notice()).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(Code.OFFSETS_LOST);
            assertThat(problem.message()).contains("made anew");
        });
        assertThat(report.offsets()).containsEntry(0, 1L);
        assertThat(port.ids()).containsExactly(1L, 2L, 3L);
        assertThat(TestPort.lander(10).land(port.landing(), port.state()).notice())
                .isEmpty();
    }

    @Test
    void publishesAnAuditedLandingWhenItsRulesHold() throws Exception {
        port.audit(List.of(TestPort.aggregate("rows", "count(*)", Operator.MUST_BE_GREATER_THAN, "0")));
        port.send(0, 1);

        LandingReport report = port.land();

        assertThat(report.published()).isTrue();
        assertThat(report.checks()).singleElement().satisfies(check -> {
            assertThat(check.holds()).isTrue();
            assertThat(check.measure()).contains("1");
        });
        assertThat(port.ids()).containsExactly(1L);
    }

    @Test
    void keepsMainWhenARuleOfAnAuditedLandingFails() throws Exception {
        port.audit(List.of(
                TestPort.aggregate("few", "count(*)", Operator.MUST_BE_LESS_THAN, "3"),
                TestPort.query("ids", "SELECT max(id) FROM object", Operator.MUST_BE_LESS_THAN, "10")));
        port.send(0, 1);
        port.land();
        port.send(0, 12);

        LandingReport report = port.land();

        assertThat(report.published()).isFalse();
        assertThat(report.records()).isEqualTo(1);
        assertThat(report.checks()).extracting(Check::holds).containsExactly(true, false);
        assertThat(report.checks().get(1).message()).isEqualTo("ids is 12; it must be less than 10");
        assertThat(port.ids()).containsExactly(1L);

        // The next records wait behind the others, each once; what waits is published when the rules hold again.
        port.send(1, 2);
        assertThat(port.land().published()).isFalse();
        port.audit(List.of(TestPort.query("ids", "SELECT max(id) FROM object", Operator.MUST_BE_LESS_THAN, "20")));
        assertThat(port.land().published()).isTrue();
        assertThat(port.ids()).containsExactly(1L, 2L, 12L);
    }

    @Test
    void publishesWhatWaitedWhenTheRulesAreGone() throws Exception {
        port.audit(List.of(TestPort.aggregate("none", "count(*)", Operator.MUST_BE, "0")));
        port.send(0, 1);
        assertThat(port.land().published()).isFalse();
        assertThat(TestMesh.count(port.table())).isZero();

        port.audit(List.of());
        port.send(0, 2);
        port.land();

        assertThat(port.ids()).containsExactly(1L, 2L);
    }

    @Test
    void letsTheAuditBranchCatchUpWithMain() throws Exception {
        List<Rule> rules = List.of(TestPort.aggregate("rows", "count(*)", Operator.MUST_BE_GREATER_THAN, "0"));
        port.audit(rules);
        port.send(0, 1);
        port.land();
        port.audit(List.of());
        port.send(0, 2);
        port.land();
        port.audit(rules);
        port.send(0, 3);
        port.land();

        assertThat(port.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void waitsForTheTable() {
        Landing nowhere = new Landing(
                "sales.orders.lines.v1",
                port.topic(),
                TopicFormat.AVRO,
                new TableName(List.of("sales", "orders"), "nothing_v1"),
                TestPort.LINE.toString(),
                Map.of(7, TestPort.LINE.toString()),
                false,
                List.of());

        assertThatThrownBy(() -> TestPort.lander(10).land(nowhere, port.state()))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_READY));
    }

    private void assertFails(Code code, String message) {
        assertThatThrownBy(port::land).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private static GenericRecord line(long id) {
        GenericRecord record = new GenericData.Record(TestPort.LINE);
        record.put("id", id);
        record.put("name", null);
        return record;
    }
}
