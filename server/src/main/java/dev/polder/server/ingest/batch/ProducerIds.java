package dev.polder.server.ingest.batch;

import java.util.Optional;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the cluster for the id under which batches are numbered. For the sender's thread. */
final class ProducerIds {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerIds.class);
    private static final long BACKOFF_MILLIS = 500;

    private final KafkaConnection kafka;
    private Optional<ProducerId> current = Optional.empty();
    private boolean asked;
    private long retryAt;
    private String problem = "the cluster was not asked for a producer id yet";
    private Optional<Errors> refusal = Optional.empty();

    ProducerIds(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** The id; while there is none it is asked for. */
    Optional<ProducerId> current(long now) {
        if (current.isEmpty() && !asked && now >= retryAt) {
            ask(now);
        }
        return current;
    }

    /** The current id has no more epochs. */
    void exhausted() {
        current = Optional.empty();
    }

    /** Why there is none. */
    String problem() {
        return problem;
    }

    /** That there will be none, as this user may not write. */
    Optional<Errors> refusal() {
        return refusal;
    }

    private void ask(long now) {
        Node node = kafka.client().leastLoadedNode(now).node();
        if (node == null || !kafka.client().ready(node, now)) {
            problem = "no broker can be reached";
            return;
        }
        var request = new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                .setTransactionalId(null)
                .setTransactionTimeoutMs(Integer.MAX_VALUE)
                .setProducerId(RecordBatch.NO_PRODUCER_ID)
                .setProducerEpoch(RecordBatch.NO_PRODUCER_EPOCH));
        ClientRequest toSend = kafka.client()
                .newClientRequest(node.idString(), request, now, true, kafka.requestTimeoutMillis(), this::answered);
        asked = true;
        kafka.client().send(toSend, now);
    }

    private void answered(ClientResponse response) {
        asked = false;
        Errors error = response.hasResponse() && response.responseBody() instanceof InitProducerIdResponse body
                ? body.error()
                : Errors.NETWORK_EXCEPTION;
        if (error == Errors.NONE) {
            var data = ((InitProducerIdResponse) response.responseBody()).data();
            refusal = Optional.empty();
            current = Optional.of(new ProducerId(data.producerId(), data.producerEpoch()));
            LOG.info("Batches are numbered under a new producer id producer={}", data.producerId());
        } else {
            String before = problem;
            problem = "the cluster gave no producer id: " + error.message();
            refusal = error.exception() instanceof AuthorizationException ? Optional.of(error) : Optional.empty();
            if (!problem.equals(before)) {
                LOG.warn("The cluster gave no producer id error={}", error);
            }
            retryAt = response.receivedTimeMs() + BACKOFF_MILLIS;
        }
    }
}
