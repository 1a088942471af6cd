package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.quality.QualityRule.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its supervisor starts it. */
class ProcessMainTest {
    @TempDir
    Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void landsEveryRecordOnceThoughItIsKilledAgainAndAgain() throws Exception {
        TestPort port = TestPort.withPartitions(2);
        Random random = new Random();
        try (WorkServer server = new WorkServer()) {
            server.keep(port.landing());
            for (int id = 0; id < 2000; id++) {
                TestMesh.producer().send(record(port, id));
            }
            TestMesh.producer().flush();
            for (int round = 0; round < 3; round++) {
                int reports = server.reports().size();
                Process process = start(server, ProcessHandle.current().pid(), 150);
                patiently().until(() -> server.reports().size() > reports);
                Duration moment = Duration.ofMillis(random.nextInt(1500));
                Awaitility.await().pollDelay(moment).until(() -> true);
                process.destroyForcibly().waitFor();
            }
            start(server, ProcessHandle.current().pid(), 1000);
            patiently().until(() -> port.ids().size() >= 2000);
            assertThat(port.ids()).hasSize(2000).doesNotHaveDuplicates();
        }
    }

    @Test
    void outlivesTheServerAndEndsWithItsParent() throws Exception {
        TestPort port = TestPort.withPartitions(1);
        TableName counts = TestMesh.table("lines bigint NOT NULL");
        Process parent = new ProcessBuilder("sleep", "1000").start();
        children.add(parent);
        try (WorkServer server = new WorkServer()) {
            server.keep(port.landing());
            Process process = start(server, parent.pid(), 100);
            port.send(0, 1);
            patiently().until(() -> port.ids().equals(List.of(1L)));

            server.stop();
            port.send(0, 2);
            patiently().until(() -> port.ids().equals(List.of(1L, 2L)));
            server.start();
            long input = TestMesh.iceberg(port.table()).currentSnapshot().snapshotId();
            server.execute(new TransformRun(
                    "run-1",
                    "sales.orders.counts",
                    "sales.orders.counts.v1",
                    counts,
                    "SELECT count(*) AS lines FROM order_lines",
                    List.of(new TransformRun.Input("order_lines", port.table(), Optional.of(input))),
                    List.of(TestPort.aggregate("one", "count(*)", Operator.MUST_BE, "1"))));

            patiently().until(() -> !server.finished().isEmpty());
            assertThat(server.finished().get(0).toString()).contains("SUCCEEDED");
            assertThat(TestMesh.rows("SELECT lines FROM " + counts.inSpark()))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(2));
            assertThat(server.reports())
                    .anySatisfy(report -> assertThat(
                                    report.path("offsets").path("0").asLong())
                            .isEqualTo(2));
            assertThat(server.polls())
                    .anySatisfy(
                            poll -> assertThat(poll.path("busy").asBoolean()).isTrue());

            parent.destroyForcibly().waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(directory.resolve("metastore_db")).doesNotExist();
        assertThat(directory.resolve("spark-warehouse")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithItsConfiguration() throws Exception {
        Path file = Files.writeString(directory.resolve("process.json"), "{\"server\":\"http://127.0.0.1:1\"}");

        Process process = launch(file);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(directory.resolve("out.log"))
                .content()
                .contains("CONFIG_INVALID")
                .contains("'tokenFile' is missing");
    }

    private static ProducerRecord<byte[], byte[]> record(TestPort port, int id) {
        var line = new org.apache.avro.generic.GenericData.Record(TestPort.LINE);
        line.put("id", (long) id);
        return new ProducerRecord<>(port.topic(), id % 2, null, TestMesh.value(TestPort.SCHEMA_ID, line));
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(100));
    }

    private Process start(WorkServer server, long parent, int maxRecords) throws IOException {
        Properties kafka = new Properties();
        kafka.putAll(TestBroker.shared().client());
        try (var writer = Files.newBufferedWriter(directory.resolve("kafka.properties"))) {
            kafka.store(writer, null);
        }
        Files.writeString(directory.resolve("token"), WorkServer.TOKEN + "\n");
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.put("server", server.uri().toString());
        config.put("tokenFile", directory.resolve("token").toString());
        config.put("kafkaBootstrapServers", TestBroker.shared().client().get("bootstrap.servers"));
        config.put("kafkaProperties", directory.resolve("kafka.properties").toString());
        config.put("directory", directory.resolve("process").toString());
        config.put("parentPid", parent);
        config.put("sparkMaster", "local[2]");
        config.put("maxRecordsPerCommit", maxRecords);
        ObjectNode catalog = config.putObject("catalog");
        TestMesh.catalog().forEach(catalog::put);
        return launch(Files.writeString(directory.resolve("process.json"), config.toString()));
    }

    private Process launch(Path config) throws IOException {
        Path options = Path.of(System.getProperty("polder.root"), "process/src/main/dist/process.jvm.options");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + options,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ProcessMain.class.getName(),
                        config.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out.log").toFile()));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        children.add(process);
        return process;
    }
}
