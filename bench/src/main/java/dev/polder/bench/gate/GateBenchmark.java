package dev.polder.bench.gate;

import dev.polder.bench.data.Columns;
import dev.polder.bench.data.Contracts;
import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import dev.polder.core.contract.SchemaObject;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import dev.polder.gate.TopicForm;
import dev.polder.gate.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the harness runs: every method judges a whole megabyte of records, so that a time is that of {@code count()} records. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GateBenchmark {
    static final int ROWS = 8_000;

    /** Records under a contract, and the gate for them. */
    @State(Scope.Thread)
    public static class Json {
        @Param("ORDERS")
        Workload workload;

        Records records;
        ContractGate gate;
        RecordChecker checker;

        @Setup
        public void prepare() {
            records = workload.records();
            gate = ContractGate.compile(workload.contract());
            checker = gate.checker();
        }
    }

    /** Orders, and those who judge them without us. */
    @State(Scope.Thread)
    public static class Peers {
        Records records;
        OrderCheck networknt;
        OrderCheck jackson;

        @Setup
        public void prepare() {
            records = Orders.valid(1, Workload.COUNT);
            networknt = new NetworkntOrderCheck();
            jackson = new JacksonOrderCheck();
        }
    }

    /** Orders in Avro, as the gate writes them. */
    @State(Scope.Thread)
    public static class Avro {
        Records records;
        RecordChecker checker;
        OrderCheck generic;

        @Setup
        public void prepare() {
            ContractGate gate = ContractGate.compile(Contracts.orders());
            // One behind the other, as they come from the wire; made one by one they would lie strewn over the heap.
            records = Records.joined(Orders.valid(1, Workload.COUNT).split().stream()
                    .map(order -> ((Verdict.Accepted) gate.check(RawRecord.json(order))).avro())
                    .toList());
            checker = gate.checker();
            generic = new AvroOrderCheck(gate.avroSchema("bench", "Order"));
        }
    }

    /** Orders whose values for the topic are made, plainly or with two fields encrypted. */
    @State(Scope.Thread)
    public static class Formed {
        Records records;
        RecordChecker plain;
        TopicForm plainForm;
        RecordChecker checker;
        TopicForm batched;
        TopicForm oneByOne;
        TopicForm tink;

        @Setup
        public void prepare() {
            records = Orders.valid(1, Workload.COUNT);
            ContractGate orders = ContractGate.compile(Contracts.orders());
            plain = orders.checker();
            plainForm = orders.form(7);
            ContractGate encrypted = ContractGate.compile(Contracts.encryptedOrders());
            checker = encrypted.checker();
            batched = encrypted.form(7, BenchCiphers.batched());
            oneByOne = encrypted.form(7, BenchCiphers.oneByOne());
            tink = encrypted.form(7, BenchCiphers.tink());
        }
    }

    /** Flat rows, as CSV and as NDJSON. */
    @State(Scope.Thread)
    public static class Rows {
        ContractGate gate;
        byte[] csv;
        byte[] json;

        @Setup
        public void prepare() {
            Columns columns = new Columns(12);
            gate = ContractGate.compile(columns.contract());
            csv = columns.csv(ROWS);
            json = columns.json(ROWS).body();
        }
    }

    /** A contract with 200 columns. */
    @State(Scope.Thread)
    public static class Wide {
        SchemaObject contract;

        @Setup
        public void prepare() {
            contract = new Columns(200).contract();
        }
    }

    @Benchmark
    public long json(Json state) {
        Records records = state.records;
        RecordChecker checker = state.checker;
        byte[] body = records.body();
        long bytes = 0;
        for (int i = 0; i < records.count(); i++) {
            if (checker.json(body, records.start(i), records.end(i))) {
                bytes += checker.avroLength();
            }
        }
        return bytes;
    }

    @Benchmark
    public long formed(Formed state) {
        return formed(state.records, state.plain, state.plainForm);
    }

    @Benchmark
    public long encrypted(Formed state) {
        return formed(state.records, state.checker, state.batched);
    }

    @Benchmark
    public long encryptedByJdk(Formed state) {
        return formed(state.records, state.checker, state.oneByOne);
    }

    @Benchmark
    public long encryptedByTink(Formed state) {
        return formed(state.records, state.checker, state.tink);
    }

    private static long formed(Records records, RecordChecker checker, TopicForm form) {
        byte[] body = records.body();
        long bytes = 0;
        for (int i = 0; i < records.count(); i++) {
            if (checker.json(body, records.start(i), records.end(i))) {
                bytes += checker.valueEnd() - checker.form(form);
            }
        }
        return bytes;
    }

    @Benchmark
    public long body(Json state) throws IOException {
        return all(state.gate, state.records.body(), RecordFormat.NDJSON);
    }

    @Benchmark
    public long reference(Json state) {
        Records records = state.records;
        long bytes = 0;
        for (int i = 0; i < records.count(); i++) {
            byte[] record = Arrays.copyOfRange(records.body(), records.start(i), records.end(i));
            if (state.gate.check(RawRecord.json(record)) instanceof Verdict.Accepted accepted) {
                bytes += accepted.avro().length;
            }
        }
        return bytes;
    }

    @Benchmark
    public int networknt(Peers state) {
        return accepted(state.networknt, state.records);
    }

    @Benchmark
    public int jackson(Peers state) {
        return accepted(state.jackson, state.records);
    }

    @Benchmark
    public long avro(Avro state) {
        Records records = state.records;
        RecordChecker checker = state.checker;
        byte[] body = records.body();
        long bytes = 0;
        for (int i = 0; i < records.count(); i++) {
            if (checker.avro(body, records.start(i), records.end(i))) {
                bytes += checker.avroLength();
            }
        }
        return bytes;
    }

    @Benchmark
    public int avroGeneric(Avro state) {
        return accepted(state.generic, state.records);
    }

    @Benchmark
    public long csv(Rows state) throws IOException {
        return all(state.gate, state.csv, RecordFormat.CSV);
    }

    @Benchmark
    public long csvAsNdjson(Rows state) throws IOException {
        return all(state.gate, state.json, RecordFormat.NDJSON);
    }

    @Benchmark
    public ContractGate compile(Wide state) {
        return ContractGate.compile(state.contract);
    }

    /** In a JVM that has not compiled any contract. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    public ContractGate compileFirst(Wide state) {
        return ContractGate.compile(state.contract);
    }

    private static int accepted(OrderCheck check, Records records) {
        int accepted = 0;
        for (int i = 0; i < records.count(); i++) {
            accepted += check.accepts(records.body(), records.start(i), records.end(i)) ? 1 : 0;
        }
        return accepted;
    }

    private static long all(ContractGate gate, byte[] body, RecordFormat format) throws IOException {
        Total total = new Total();
        gate.checkAll(new ByteArrayInputStream(body), format, total);
        return total.bytes;
    }

    private static final class Total implements RecordSink {
        private long bytes;

        @Override
        public void accepted(RecordChecker record) {
            bytes += record.avroLength();
        }

        @Override
        public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
            throw new IllegalStateException(refusals.toString());
        }
    }
}
