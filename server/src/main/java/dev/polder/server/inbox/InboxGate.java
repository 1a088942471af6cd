package dev.polder.server.inbox;

import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.DriftCount;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordLimits;
import dev.polder.gate.TopicForm;
import dev.polder.gate.WriterSchemas;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.drift.JudgedContract;
import dev.polder.server.ingest.PortLookup;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes of a record of the inbox the one that is forwarded. The record's own headers go with it, unless they are many; its key goes with it
 * where the contract has no primary key. Its time does not: it would decide how long the topic keeps it. For one thread.
 */
final class InboxGate {
    static final String SOURCE = "inbox";

    /** With the largest value they stay below the 1 MiB that Kafka takes by default. */
    private static final int MOST_HEADER_BYTES = 12 * 1024;

    private static final int LONGEST_KEY = 12 * 1024;
    private static final String RESERVED = "polder.";
    private static final byte[] NOTHING = {};

    private final PortId port;
    private final int schemaId;
    private final String digest;
    private final RecordLimits limits;
    private final RecordChecker checker;
    private final TopicForm form;
    private final WriterSchemas schemas;
    private final DeadLetterHeaders.Origin origin;
    private final JudgedContract contract;
    private final DriftKeeper keeper;
    private DriftCount drift = new DriftCount();

    /**
     * @param schemas of Avro records, by the id in front of them
     * @param keeper told of unknown fields, see {@link #committed()}
     */
    InboxGate(PortLookup.Provisioned target, WriterSchemas.Source schemas, DriftKeeper keeper) {
        ContractGate gate = ContractGate.compile(target.schema().get());
        this.port = target.port();
        this.schemaId = target.schemaId();
        this.digest = target.contractDigest();
        this.limits = gate.limits();
        this.checker = gate.checker();
        this.form = gate.form(target.schemaId());
        this.schemas = gate.writerSchemas(schemas);
        this.origin = new DeadLetterHeaders.Origin(target.contractId(), target.contractVersion(), SOURCE);
        this.contract = JudgedContract.of(target);
        this.keeper = keeper;
    }

    /** Whether it still is the gate of this target. */
    boolean isOf(PortLookup.Provisioned target) {
        return digest.equals(target.contractDigest()) && schemaId == target.schemaId();
    }

    /** What is to be written for a record: to the port's topic, or to its dead letters. */
    ProducerRecord<byte[], byte[]> forwarded(ConsumerRecord<byte[], byte[]> record) {
        byte[] bytes = record.value() == null ? NOTHING : record.value();
        boolean accepted = accepts(bytes);
        drift.add(checker.drift());
        return accepted ? accepted(record) : refused(record, bytes);
    }

    /** What was forwarded counts: its unknown fields are told. */
    void committed() {
        if (drift.records() > 0) {
            keeper.add(contract, drift);
            drift = new DriftCount();
        }
    }

    private boolean accepts(byte[] bytes) {
        return WriterSchemas.isFramed(bytes)
                ? checker.framedAvro(bytes, 0, bytes.length, schemas)
                : checker.json(bytes, 0, bytes.length);
    }

    private ProducerRecord<byte[], byte[]> accepted(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = checker.keyLength() >= 0 ? Arrays.copyOf(checker.key(), checker.keyLength()) : own(record);
        Headers headers = new RecordHeaders(kept(record.headers()));
        form.headers(headers::add);
        return new ProducerRecord<>(port.topic(), null, null, key, form.value(checker), headers);
    }

    private ProducerRecord<byte[], byte[]> refused(ConsumerRecord<byte[], byte[]> record, byte[] bytes) {
        RawRecord raw = schemas.readAny(bytes);
        Headers headers = new RecordHeaders(kept(record.headers()));
        DeadLetterHeaders.write(raw, checker.refusals(), List.of(), origin, headers::add);
        add(headers, "polder.inbox.partition", record.partition());
        add(headers, "polder.inbox.offset", record.offset());
        return new ProducerRecord<>(port.deadLetterTopic(), null, null, null, limits.kept(raw.bytes()), headers);
    }

    private static byte[] own(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null || record.key().length > LONGEST_KEY ? null : record.key();
    }

    private static Iterable<Header> kept(Headers headers) {
        Header[] all = headers.toArray();
        if (all.length == 0) {
            return List.of();
        }
        long size = 0;
        for (Header header : all) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size > MOST_HEADER_BYTES
                ? List.of()
                : Arrays.stream(all)
                        .filter(header -> !header.key().startsWith(RESERVED))
                        .toList();
    }

    private static void add(Headers headers, String name, long value) {
        headers.add(name, Long.toString(value).getBytes(StandardCharsets.UTF_8));
    }
}
