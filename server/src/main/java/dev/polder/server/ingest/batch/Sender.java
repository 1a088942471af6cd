package dev.polder.server.ingest.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that talks to Kafka. Of each partition it sends one batch at a time and goes on with the next when it knows what
 * became of it; batches for one broker share requests.
 */
final class Sender implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final long IDLE_MILLIS = 1000;
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 1000;
    private static final int REQUEST_BYTES = 4 * 1024 * 1024;
    /** A broker that has just started may not know a topic yet. */
    static final long UNKNOWN_TOPIC_MILLIS = 5_000;

    private final KafkaConnection kafka;
    private final Compressor compressor;
    private final ProducerIds ids;
    private final long patienceMillis;

    /** Queues that have something to send, as the writers say. */
    private final Queue<PartitionQueue> claimed = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean woken = new AtomicBoolean();
    /** Queues with something to send and nothing on its way. */
    private final Set<PartitionQueue> waiting = new LinkedHashSet<>();
    /** Requests without an answer. */
    private final Set<Parcel> underWay = new LinkedHashSet<>();

    private volatile long stopAt = Long.MAX_VALUE;

    Sender(KafkaConnection kafka, Compressor compressor, long patienceMillis) {
        this.kafka = kafka;
        this.compressor = compressor;
        this.ids = new ProducerIds(kafka);
        this.patienceMillis = patienceMillis;
    }

    /** Looks at queues that have something to send now. From any thread. */
    void look(List<PartitionQueue> queues) {
        if (!queues.isEmpty()) {
            claimed.addAll(queues);
            wake();
        }
    }

    void wake() {
        if (woken.compareAndSet(false, true)) {
            kafka.client().wakeup();
        }
    }

    /** Ends the thread when all is sent, at the latest at a time. */
    void stop(long at) {
        stopAt = at;
        kafka.client().wakeup();
    }

    @Override
    public void run() {
        while (!isOver()) {
            try {
                once();
            } catch (RuntimeException e) {
                LOG.error("Something failed while batches were sent", e);
                // Whatever it is, it should not fill the disk with its traces.
                Time.SYSTEM.sleep(FIRST_BACKOFF_MILLIS);
            }
        }
        take();
        underWay.forEach(parcel -> waiting.addAll(parcel.queues()));
        waiting.forEach(queue -> failAll(queue, new TimeoutException("the server stops")));
        kafka.close();
    }

    private boolean isOver() {
        if (stopAt == Long.MAX_VALUE) {
            return false;
        }
        boolean idle = claimed.isEmpty() && waiting.isEmpty() && kafka.client().inFlightRequestCount() == 0;
        return idle || Time.SYSTEM.milliseconds() >= stopAt;
    }

    private void once() {
        woken.set(false);
        take();
        long now = Time.SYSTEM.milliseconds();
        long timeout = waiting.isEmpty() ? IDLE_MILLIS : send(now);
        kafka.client().poll(Math.max(0, timeout), now);
    }

    private void take() {
        for (PartitionQueue queue = claimed.poll(); queue != null; queue = claimed.poll()) {
            waiting.add(queue);
        }
    }

    /** Sends what can be sent and says for how long nothing else can be done. */
    private long send(long now) {
        Optional<ProducerId> producer = ids.current(now);
        Cluster cluster = kafka.metadata().fetch();
        Map<Node, Parcel> parcels = new HashMap<>(4);
        long timeout = IDLE_MILLIS;
        for (Iterator<PartitionQueue> queues = waiting.iterator(); queues.hasNext(); ) {
            PartitionQueue queue = queues.next();
            Optional<Batch> next = queue.next();
            if (next.isEmpty()) {
                queues.remove();
                continue;
            }
            if (isReplaced(queue, cluster)) {
                // Looked at once more: somebody may just be adding to it.
                failAll(queue, Errors.UNKNOWN_TOPIC_ID.exception("the topic was deleted and made again"));
                timeout = 0;
                continue;
            }
            Batch batch = next.get();
            long wait = obstacle(queue, batch, cluster, now);
            if (producer.isEmpty() && !queue.hasProducer()) {
                if (ids.refusal().isPresent()) {
                    fail(queue, batch, ids.refusal().get().exception());
                    timeout = 0;
                    continue;
                }
                batch.problem = ids.problem();
                wait = FIRST_BACKOFF_MILLIS;
            }
            if (wait > 0) {
                timeout = Math.min(timeout, expired(queue, batch, now) ? 0 : wait);
                continue;
            }
            Node leader = cluster.leaderFor(queue.partition());
            Parcel parcel = parcels.computeIfAbsent(leader, node -> new Parcel());
            if (parcel.isFull()) {
                timeout = 0;
                continue;
            }
            if (batch.attempts == 0) {
                queue.close(batch);
                if (!queue.hasProducer()) {
                    queue.begin(producer.orElseThrow());
                }
                queue.number(batch, compressor);
            }
            batch.attempts++;
            parcel.add(queue, batch);
            queues.remove();
        }
        parcels.forEach((node, parcel) -> send(node, parcel, now));
        return timeout;
    }

    /** The topic was deleted and made again: what was meant for the earlier one is not for the new one. */
    private static boolean isReplaced(PartitionQueue queue, Cluster cluster) {
        Uuid id = cluster.topicId(queue.topic().topic());
        return !id.equals(Uuid.ZERO_UUID) && !id.equals(queue.topic().id());
    }

    /** For how long the batch cannot be sent; 0 when it can. */
    private long obstacle(PartitionQueue queue, Batch batch, Cluster cluster, long now) {
        if (batch.retryAt > now) {
            return batch.retryAt - now;
        }
        Node leader = cluster.leaderFor(queue.partition());
        if (leader == null) {
            String topic = queue.topic().topic();
            Errors error = kafka.metadata().getError(topic);
            batch.problem = error == null ? "the partition has no leader" : error.message();
            if (error == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
                queue.unknownSince = queue.unknownSince == 0 ? now : queue.unknownSince;
            }
            kafka.metadata().add(topic, now);
            kafka.metadata().requestUpdate(false);
            return FIRST_BACKOFF_MILLIS;
        }
        queue.unknownSince = 0;
        if (!kafka.client().ready(leader, now)) {
            AuthenticationException refusal = kafka.client().authenticationException(leader);
            batch.problem = refusal == null ? "the broker cannot be reached" : refusal.getMessage();
            return Math.max(1, Math.min(kafka.client().pollDelayMs(leader, now), IDLE_MILLIS));
        }
        return 0;
    }

    /** Gives a batch up that has waited for too long. */
    private boolean expired(PartitionQueue queue, Batch batch, long now) {
        boolean gone = queue.unknownSince > 0 && now - queue.unknownSince > UNKNOWN_TOPIC_MILLIS;
        if (!gone && now - batch.createdAt < patienceMillis) {
            return false;
        }
        fail(
                queue,
                batch,
                new TimeoutException(batch.problem + (gone ? "" : ", for " + (now - batch.createdAt) / 1000 + " s")));
        return true;
    }

    private void send(Node node, Parcel parcel, long now) {
        underWay.add(parcel);
        var request = ProduceRequest.builder(new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(kafka.requestTimeoutMillis())
                .setTransactionalId(null)
                .setTopicData(parcel.data()));
        NetworkClient client = kafka.client();
        try {
            client.send(
                    client.newClientRequest(
                            node.idString(),
                            request,
                            now,
                            true,
                            kafka.requestTimeoutMillis(),
                            response -> answered(response, parcel)),
                    now);
        } catch (RuntimeException e) {
            LOG.error("A request could not be sent node={}", node.idString(), e);
            underWay.remove(parcel);
            answeredAll(parcel, Errors.UNKNOWN_SERVER_ERROR, "the request could not be sent", now);
        }
    }

    private void answeredAll(Parcel parcel, Errors error, String message, long now) {
        for (PartitionQueue queue : parcel.queues()) {
            answered(queue, parcel.batch(queue), error, message, now);
        }
    }

    private void answered(ClientResponse response, Parcel parcel) {
        underWay.remove(parcel);
        long now = response.receivedTimeMs();
        if (!response.hasResponse() || !(response.responseBody() instanceof ProduceResponse body)) {
            Errors error = Errors.NETWORK_EXCEPTION;
            if (response.wasTimedOut()) {
                error = Errors.REQUEST_TIMED_OUT;
            } else if (response.versionMismatch() != null) {
                error = Errors.UNSUPPORTED_VERSION;
            }
            answeredAll(parcel, error, "", now);
            kafka.metadata().requestUpdate(false);
            return;
        }
        Map<TopicPartition, Metadata.LeaderIdAndEpoch> leaders = new HashMap<>();
        for (ProduceResponseData.TopicProduceResponse topic : body.data().responses()) {
            for (ProduceResponseData.PartitionProduceResponse answer : topic.partitionResponses()) {
                Optional<PartitionQueue> queue = parcel.find(topic.topicId(), topic.name(), answer.index());
                if (queue.isEmpty()) {
                    LOG.warn("A broker answered for a partition that it was not asked for topic={}", topic.name());
                    continue;
                }
                Batch batch = parcel.batch(queue.get());
                parcel.answered(queue.get());
                Errors error = Errors.forCode(answer.errorCode());
                var leader = answer.currentLeader();
                if (leader.leaderId() >= 0 && leader.leaderEpoch() >= 0) {
                    leaders.put(
                            queue.get().partition(),
                            new Metadata.LeaderIdAndEpoch(
                                    Optional.of(leader.leaderId()), Optional.of(leader.leaderEpoch())));
                }
                answered(
                        queue.get(),
                        batch,
                        error,
                        Optional.ofNullable(answer.errorMessage()).orElse(""),
                        now);
            }
        }
        answeredAll(parcel, Errors.UNKNOWN_SERVER_ERROR, "the broker did not answer for the partition", now);
        if (!leaders.isEmpty()) {
            List<Node> nodes = body.data().nodeEndpoints().stream()
                    .map(node -> new Node(node.nodeId(), node.host(), node.port(), node.rack()))
                    .toList();
            kafka.metadata().updatePartitionLeadership(leaders, nodes);
        }
    }

    private void answered(PartitionQueue queue, Batch batch, Errors error, String message, long now) {
        if (error.exception() instanceof InvalidMetadataException) {
            kafka.metadata().requestUpdate(false);
        }
        batch.problem = message.isEmpty() ? error.message() : message;
        switch (Verdict.of(error)) {
            case WRITTEN -> {
                queue.remove(batch);
                batch.done(Optional.empty());
            }
            case AGAIN -> again(queue, batch, error, now);
            case AGAIN_UNSURE -> {
                batch.unsure = true;
                again(queue, batch, error, now);
            }
            case NUMBER_REFUSED -> {
                if (batch.unsure) {
                    fail(queue, batch, error.exception(message.isEmpty() ? null : message));
                } else {
                    LOG.warn("The numbers of a batch were refused partition={} error={}", queue.partition(), error);
                    renumber(queue);
                    batch.attempts = 0;
                    again(queue, batch, error, now);
                }
            }
            case TOO_LARGE -> {
                if (batch.unsure || batch.count() == 1) {
                    fail(
                            queue,
                            batch,
                            new RecordTooLargeException(
                                    batch.sizeInBytes() + " bytes are more than the topic's max.message.bytes"));
                } else {
                    queue.takeBack(batch);
                    queue.topic().shrink(batch.sizeInBytes());
                    queue.replace(batch, batch.split());
                }
            }
            case REFUSED -> fail(queue, batch, error.exception(message.isEmpty() ? null : message));
            case FAILED_UNSURE -> {
                batch.unsure = true;
                fail(queue, batch, error.exception(message.isEmpty() ? null : message));
            }
        }
        waiting.add(queue);
    }

    private void again(PartitionQueue queue, Batch batch, Errors error, long now) {
        long backoff = Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(batch.attempts, 8));
        batch.retryAt = now + backoff;
        if (batch.attempts % 10 == 1) {
            LOG.warn(
                    "A batch is sent again partition={} records={} attempt={} error={}",
                    queue.partition(),
                    batch.count(),
                    batch.attempts,
                    error);
        }
        // Also here: a broker that answers with errors only would keep a batch for ever.
        expired(queue, batch, now);
    }

    private void fail(PartitionQueue queue, Batch batch, Exception failure) {
        queue.remove(batch);
        if (batch.unsure) {
            renumber(queue);
        } else if (batch.attempts > 0) {
            queue.takeBack(batch);
        }
        batch.done(Optional.of(failure));
    }

    private void failAll(PartitionQueue queue, Exception failure) {
        queue.removeAll().forEach(batch -> batch.done(Optional.of(failure)));
        renumber(queue);
    }

    private void renumber(PartitionQueue queue) {
        if (queue.hasProducer() && !queue.renumber()) {
            ids.exhausted();
        }
    }

    /** The batches of one request. */
    private static final class Parcel {
        private final Map<PartitionQueue, Batch> batches = new LinkedHashMap<>(4);
        private int bytes;

        void add(PartitionQueue queue, Batch batch) {
            batches.put(queue, batch);
            bytes += batch.sizeInBytes();
        }

        boolean isFull() {
            return bytes >= REQUEST_BYTES;
        }

        /** Those without an answer. */
        List<PartitionQueue> queues() {
            return new ArrayList<>(batches.keySet());
        }

        Batch batch(PartitionQueue queue) {
            return batches.get(queue);
        }

        void answered(PartitionQueue queue) {
            batches.remove(queue);
        }

        Optional<PartitionQueue> find(Uuid id, String name, int partition) {
            for (PartitionQueue queue : batches.keySet()) {
                boolean isTopic = id.equals(Uuid.ZERO_UUID)
                        ? queue.topic().topic().equals(name)
                        : queue.topic().id().equals(id);
                if (isTopic && queue.partition().partition() == partition) {
                    return Optional.of(queue);
                }
            }
            return Optional.empty();
        }

        ProduceRequestData.TopicProduceDataCollection data() {
            var topics = new ProduceRequestData.TopicProduceDataCollection();
            batches.forEach((queue, batch) -> {
                TopicQueue topic = queue.topic();
                var data = topics.find(topic.topic(), topic.id());
                if (data == null) {
                    data = new ProduceRequestData.TopicProduceData()
                            .setName(topic.topic())
                            .setTopicId(topic.id());
                    topics.add(data);
                }
                data.partitionData()
                        .add(new ProduceRequestData.PartitionProduceData()
                                .setIndex(queue.partition().partition())
                                .setRecords(batch.records()));
            });
            return topics;
        }
    }
}
