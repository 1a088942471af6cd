package dev.polder.server.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
    private static final int LIMIT = 1 << 20;
    private static final Receipt NOBODY = (records, bytes, failure) -> {};

    /** A header of its own, or none. */
    private record Given(Optional<String> key, String value, long timestamp, Optional<String> header) {
        Given(Optional<String> key, String value, long timestamp) {
            this(key, value, timestamp, Optional.empty());
        }
    }

    private static List<Given> records(int count, long start, Random random) {
        List<Given> records = new ArrayList<>();
        long timestamp = start;
        for (int i = 0; i < count; i++) {
            timestamp += random.nextInt(300) - 100;
            Optional<String> key =
                    random.nextInt(4) == 0 ? Optional.empty() : Optional.of("k".repeat(random.nextInt(9)));
            Optional<String> header =
                    random.nextBoolean() ? Optional.empty() : Optional.of("é".repeat(random.nextInt(90)));
            records.add(new Given(key, "v".repeat(random.nextInt(300)) + i, timestamp, header));
        }
        return records;
    }

    private static Batch batch(List<Given> records, long start) {
        Batch batch = new Batch(start, 0);
        RecordBuffer buffer = new RecordBuffer();
        for (Given record : records) {
            buffer.clear();
            add(buffer, record);
            assertThat(batch.hasRoom(buffer.size(), LIMIT)).isTrue();
            batch.append(buffer.bytes(), 0, buffer.size(), record.timestamp(), NOBODY, LIMIT);
        }
        return batch;
    }

    private static void add(RecordBuffer buffer, Given record) {
        byte[] key = record.key().orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] value = ("##" + record.value()).getBytes(StandardCharsets.UTF_8);
        byte[] headers = record.header()
                .map(text -> RecordBuffer.header("näme", text.getBytes(StandardCharsets.UTF_8)))
                .orElse(RecordBuffer.NO_HEADERS);
        buffer.add(key, record.key().isPresent() ? key.length : -1, value, 2, value.length - 2, headers);
    }

    /** As Kafka's own code reads it. */
    private static List<Given> read(Batch batch, int sequence) {
        List<Given> read = new ArrayList<>();
        List<MutableRecordBatch> batches = new ArrayList<>();
        batch.records().batches().forEach(batches::add);
        assertThat(batches).hasSize(1);
        MutableRecordBatch only = batches.get(0);
        only.ensureValid();
        assertThat(only.sizeInBytes()).isEqualTo(batch.records().sizeInBytes());
        assertThat(only.producerId()).isEqualTo(77);
        assertThat(only.producerEpoch()).isEqualTo((short) 3);
        assertThat(only.baseSequence()).isEqualTo(sequence);
        assertThat(only.countOrNull()).isEqualTo(batch.count());
        long latest = Long.MIN_VALUE;
        for (Record record : only) {
            record.ensureValid();
            assertThat(record.headers())
                    .allSatisfy(header -> assertThat(header.key()).isEqualTo("näme"))
                    .hasSizeLessThan(2);
            assertThat(record.offset()).isEqualTo(read.size());
            assertThat(record.sequence()).isEqualTo(sequence + read.size());
            read.add(new Given(
                    record.hasKey() ? Optional.of(text(record.key())) : Optional.empty(),
                    text(record.value()),
                    record.timestamp(),
                    Arrays.stream(record.headers())
                            .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                            .findFirst()));
            latest = Math.max(latest, record.timestamp());
        }
        assertThat(only.maxTimestamp()).isEqualTo(latest);
        return read;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4", "zstd"})
    void kafkaReadsWhatWasWritten(String compression) {
        Random random = new Random(7);
        for (int count : new int[] {1, 2, 63, 64, 65, 1000}) {
            long start = 1_700_000_000_000L;
            List<Given> records = records(count, start, random);
            records.set(0, new Given(Optional.of("first"), "", start));
            Batch batch = batch(records, start);

            batch.number(new ProducerId(77, (short) 3), 5, new Compressor(compression));

            assertThat(read(batch, 5)).isEqualTo(records);
        }
    }

    @Test
    void numberingAgainChangesTheNumbersOnly() {
        Compressor compressor = new Compressor("lz4");
        List<Given> records = records(50, 1000, new Random(1));
        records.set(0, new Given(Optional.empty(), "x", 1000));
        Batch batch = batch(records, 1000);
        batch.number(new ProducerId(1, (short) 0), 900, compressor);

        batch.number(new ProducerId(77, (short) 3), 0, compressor);

        assertThat(read(batch, 0)).isEqualTo(records);
    }

    @Test
    void halvesHaveTheSameRecordsAndTheSameOwners() {
        long start = 5000;
        List<Given> records = records(101, start, new Random(3));
        records.set(0, new Given(Optional.empty(), "x", start));
        int[] told = new int[3];
        long[] charged = new long[3];
        Batch batch = new Batch(start, 0);
        RecordBuffer buffer = new RecordBuffer();
        List<Receipt> owners = new ArrayList<>();
        for (int owner = 0; owner < 3; owner++) {
            int index = owner;
            owners.add((count, bytes, failure) -> {
                told[index] += count;
                charged[index] += bytes;
            });
        }
        for (int i = 0; i < records.size(); i++) {
            buffer.clear();
            add(buffer, records.get(i));
            batch.append(buffer.bytes(), 0, buffer.size(), records.get(i).timestamp(), owners.get(i * 3 / 101), LIMIT);
        }
        long charge = batch.charge();

        List<Batch> halves = batch.split();

        List<Given> read = new ArrayList<>();
        int sequence = 10;
        for (Batch half : halves) {
            half.number(new ProducerId(77, (short) 3), sequence, new Compressor("none"));
            read.addAll(read(half, sequence));
            sequence += half.count();
            half.done(Optional.empty());
        }
        assertThat(read).isEqualTo(records);
        assertThat(halves.get(0).count()).isEqualTo(50);
        assertThat(told).containsExactly(34, 34, 33);
        assertThat(charged[0] + charged[1] + charged[2]).isEqualTo(charge);
    }

    @Test
    void aBatchKeepsItsLimit() {
        Batch batch = new Batch(0, 0);
        RecordBuffer buffer = new RecordBuffer();
        add(buffer, new Given(Optional.of("key"), "v".repeat(200), 0));
        while (batch.hasRoom(buffer.size(), 10_000)) {
            batch.append(buffer.bytes(), 0, buffer.size(), 0, NOBODY, 10_000);
        }

        batch.number(new ProducerId(77, (short) 3), 0, new Compressor("none"));

        assertThat(batch.records().sizeInBytes()).isBetween(9_700, 10_000);
    }

    @Test
    void keysHaveThePartitionsThatKafkasProducerGivesThem() {
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            int partitions = 1 + random.nextInt(50);
            byte[] longer = Arrays.copyOf(key, key.length + 5);

            assertThat(KeyHash.of(longer, key.length) % partitions)
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
        }
    }

    @Test
    void numbersOfVariableLengthComeBack() {
        byte[] bytes = new byte[12];
        for (long value : new long[] {0, -1, 1, 63, 64, -64, -65, 8191, 8192, Integer.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Varint.write(bytes, 1, value)).isEqualTo(1 + Varint.size(value));
            assertThat(Varint.read(bytes, 1)).isEqualTo(value);
            if (value == (int) value) {
                assertThat(Varint.write(bytes, 1, (int) value)).isEqualTo(1 + Varint.size(value));
                assertThat(Varint.read(bytes, 1)).isEqualTo(value);
            }
        }
    }

    @Test
    void onlyAnswersThatSayNotWrittenAreTakenForThat() {
        assertThat(Verdict.of(Errors.NONE)).isEqualTo(Verdict.WRITTEN);
        assertThat(Verdict.of(Errors.DUPLICATE_SEQUENCE_NUMBER)).isEqualTo(Verdict.WRITTEN);
        assertThat(Verdict.of(Errors.NOT_ENOUGH_REPLICAS)).isEqualTo(Verdict.AGAIN);
        assertThat(Verdict.of(Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND)).isEqualTo(Verdict.AGAIN_UNSURE);
        assertThat(Verdict.of(Errors.NOT_LEADER_OR_FOLLOWER)).isEqualTo(Verdict.AGAIN_UNSURE);
        assertThat(Verdict.of(Errors.REQUEST_TIMED_OUT)).isEqualTo(Verdict.AGAIN_UNSURE);
        assertThat(Verdict.of(Errors.NETWORK_EXCEPTION)).isEqualTo(Verdict.AGAIN_UNSURE);
        assertThat(Verdict.of(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER)).isEqualTo(Verdict.NUMBER_REFUSED);
        assertThat(Verdict.of(Errors.MESSAGE_TOO_LARGE)).isEqualTo(Verdict.TOO_LARGE);
        assertThat(Verdict.of(Errors.TOPIC_AUTHORIZATION_FAILED)).isEqualTo(Verdict.REFUSED);
        assertThat(Verdict.of(Errors.UNKNOWN_SERVER_ERROR)).isEqualTo(Verdict.FAILED_UNSURE);
    }
}
