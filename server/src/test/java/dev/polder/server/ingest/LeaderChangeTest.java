package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.server.TestTopics;
import dev.polder.server.embedded.TestKafkaCluster;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaders change between two brokers while several threads write bodies directly: they are moved, killed, stopped. {@code
 * -Dpolder.kill.rounds=N} for how often.
 */
class LeaderChangeTest {
    private static final int ROUNDS = Integer.getInteger("polder.kill.rounds", 2);
    private static final int MOVES = 5;
    private static final int RECORDS = 1000;
    private static final int PARTITIONS = 3;
    /** Followers keep up with what is left. */
    private static final Duration PAUSE = Duration.ofMillis(15);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static TestKafkaCluster cluster;
    private static TestTopics topics;
    private static BodyTraffic traffic;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestKafkaCluster.start(directory);
        topics = new TestTopics(cluster.clientProperties());
        traffic = new BodyTraffic(cluster.clientProperties(), RECORDS, PAUSE);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Every body is written, though something happens meanwhile, some times. */
    private static void surviveAll(PortId port, int rounds, BodyTraffic.Disturbance disturbance) throws Exception {
        BatchConfig config = BatchConfig.of(cluster.clientProperties(), "none");
        try (RecordWriter records = new BatchWriter(new BatchProducer(config))) {
            BodyTraffic.Sent sent = traffic.write(port, records, rounds, disturbance);

            traffic.check(port, topics, sent);
            assertThat(sent.refusals()).isEmpty();
        }
    }

    private static PortId port(String name, List<Integer> replicas, int inSync) throws Exception {
        PortId port = traffic.port(name);
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assignment.put(partition, replicas);
        }
        topics.create(new NewTopic(port.topic(), assignment)
                .configs(Map.of("min.insync.replicas", Integer.toString(inSync))));
        awaitPartitions(port, partition -> partition.leader() != null);
        return port;
    }

    /** Waits until something holds of each partition. */
    private static void awaitPartitions(PortId port, Predicate<TopicPartitionInfo> condition) {
        awaitPartitions(cluster.admin(), port, condition);
    }

    private static void awaitPartitions(Admin admin, PortId port, Predicate<TopicPartitionInfo> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            try {
                return partitions(admin, port).stream().allMatch(condition);
            } catch (ExecutionException notYet) {
                return false;
            }
        });
    }

    private static List<TopicPartitionInfo> partitions(PortId port) throws ExecutionException, InterruptedException {
        return partitions(cluster.admin(), port);
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, PortId port)
            throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(port.topic()))
                .allTopicNames()
                .get()
                .get(port.topic())
                .partitions();
    }

    private static boolean isLedBy(TopicPartitionInfo partition, int broker) {
        return partition.leader() != null && partition.leader().id() == broker;
    }

    private static int other(int broker) {
        return TestKafkaCluster.BROKERS.stream()
                .filter(id -> id != broker)
                .findFirst()
                .orElseThrow();
    }

    private static Set<TopicPartition> names(PortId port) throws ExecutionException, InterruptedException {
        Set<TopicPartition> names = new HashSet<>();
        partitions(port).forEach(partition -> names.add(new TopicPartition(port.topic(), partition.partition())));
        return names;
    }

    /** Puts all partitions on brokers, the first of which leads them then. */
    private static void place(PortId port, List<Integer> replicas) throws Exception {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        names(port).forEach(name -> moves.put(name, Optional.of(new NewPartitionReassignment(replicas))));
        cluster.admin().alterPartitionReassignments(moves).all().get();
        await().atMost(PATIENCE)
                .until(() -> cluster.admin()
                        .listPartitionReassignments()
                        .reassignments()
                        .get()
                        .isEmpty());
        // Says for each partition whether there was anything to do.
        cluster.admin()
                .electLeaders(ElectionType.PREFERRED, names(port))
                .partitions()
                .get();
        awaitPartitions(port, partition -> isLedBy(partition, replicas.get(0)));
    }

    private static void awaitAllInSync(PortId port) {
        awaitPartitions(port, partition -> partition.isr().size() == TestKafkaCluster.BROKERS.size());
    }

    @Test
    void leadersThatMoveToAndFroLoseNothingAndDoubleNothing() throws Exception {
        PortId port = port("moved", List.of(2, 3), 2);
        surviveAll(port, MOVES * ROUNDS, answers -> {
            int leader = partitions(port).get(0).leader().id();
            place(port, List.of(other(leader), leader));
        });
    }

    @Test
    void partitionsThatMoveToAnotherBrokerLoseNothingAndDoubleNothing() throws Exception {
        PortId port = port("carried", List.of(2), 1);
        surviveAll(port, ROUNDS, answers -> {
            int leader = partitions(port).get(0).leader().id();
            place(port, List.of(other(leader)));
        });
    }

    @Test
    void aLeaderThatIsKilledIsFollowedByTheOther() throws Exception {
        PortId port = port("killed", List.of(2, 3), 1);
        surviveAll(port, ROUNDS, answers -> {
            int leader = partitions(port).get(0).leader().id();
            cluster.kill(leader);
            awaitPartitions(port, partition -> isLedBy(partition, other(leader)));
            answers.awaitMore(2 * BodyTraffic.THREADS);
            cluster.restart(leader);
            awaitAllInSync(port);
        });
    }

    @Test
    void aLeaderThatWakesUpAfterItWasReplacedWritesNothing() throws Exception {
        PortId port = port("frozen", List.of(2, 3), 1);
        surviveAll(port, Math.max(1, ROUNDS / 2), answers -> {
            int leader = partitions(port).get(0).leader().id();
            try (Admin admin = Admin.create(Map.copyOf(cluster.clientProperties(other(leader))))) {
                cluster.freeze(leader);
                try {
                    awaitPartitions(admin, port, partition -> isLedBy(partition, other(leader)));
                    answers.awaitMore(2 * BodyTraffic.THREADS);
                } finally {
                    cluster.thaw(leader);
                }
                awaitPartitions(admin, port, partition -> partition.isr().size() == 2);
            }
        });
    }

    @Test
    void aLeaderThatIsStoppedHandsOver() throws Exception {
        PortId port = port("stopped", List.of(2, 3), 1);
        surviveAll(port, Math.max(1, ROUNDS / 2), answers -> {
            int leader = partitions(port).get(0).leader().id();
            cluster.stop(leader);
            answers.awaitMore(2 * BodyTraffic.THREADS);
            cluster.restart(leader);
            awaitAllInSync(port);
        });
    }

    @Test
    void nothingIsAcknowledgedWhileTooFewReplicasHaveIt() throws Exception {
        PortId port = port("too-few", List.of(2, 3), 2);
        surviveAll(port, Math.max(1, ROUNDS / 2), answers -> {
            int follower = other(partitions(port).get(0).leader().id());
            cluster.kill(follower);
            awaitPartitions(port, partition -> partition.isr().size() == 1);
            answers.awaitNone(Duration.ofSeconds(1));
            cluster.restart(follower);
            awaitAllInSync(port);
        });
    }
}
