package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.contract.Undecided;
import dev.polder.core.contract.UndecidedRules;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.fast.FastGate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.Schema;

/**
 * A contract, compiled: judges records. Immutable and thread-safe; made once per contract.
 *
 * <p>A record is accepted when it is a JSON object (or CSV record) whose every field the contract knows (or whose unknown fields
 * it allows, see {@link dev.polder.core.contract.UnknownFields}) and whose every value has the type, keeps the {@code logicalTypeOptions} and the {@code enum}, and breaks no quality rule that a record can break alone
 * ({@code nullValues}, {@code missingValues}, {@code invalidValues} that must be 0). Nothing is coerced: {@code "5"} is no integer, while
 * {@code 5.0} is one, because JSON knows numbers only. Sets of records are not judged here: {@code unique}, {@code primaryKey} and other
 * metrics need the table.
 */
public final class ContractGate {
    private final SchemaObject schema;
    private final DataType.Struct type;
    private final StructCheck check;
    private final List<CompiledGate.KeyColumn> key;
    private final RecordLimits limits;
    private final Schema own;
    private final WriterSchema ownSchema;
    private final JsonText json;
    private final CsvCells csv;
    private final Optional<FastGate> fast;
    private final Optional<SealedColumns> sealed;
    /** Those that no body is using: they know the order of the fields already. */
    private final Queue<RecordChecker> idle = new ConcurrentLinkedQueue<>();

    ContractGate(SchemaObject schema, CompiledGate compiled, RecordLimits limits) {
        this.schema = schema;
        this.type = schema.recordType();
        this.check = compiled.check();
        this.key = compiled.key();
        this.limits = limits;
        this.json = new JsonText(limits);
        this.own = AvroSchemas.of("dev.polder", "record", type);
        this.ownSchema = new WriterSchema(own, own, check);
        this.csv = new CsvCells(type, json);
        this.fast = new FastCompiler(limits).compile(compiled);
        this.sealed = SealedColumns.of(schema);
    }

    /**
     * Compiles a contract's object, all of whose properties have types.
     *
     * @throws dev.polder.core.problem.PolderException {@code CONTRACT_OPTION_INVALID} with a finding for each option that cannot be
     *     checked, such as a pattern that is no regular expression
     */
    public static ContractGate compile(SchemaObject schema) {
        return compile(schema, RecordLimits.DEFAULT);
    }

    /** Compiles with limits of one's own. */
    public static ContractGate compile(SchemaObject schema, RecordLimits limits) {
        return new ContractGate(schema, new GateCompiler().compile(schema), limits);
    }

    /** The contract's object. */
    public SchemaObject schema() {
        return schema;
    }

    /** What the contract says and no single record can break: left to the table's checks, or to people. */
    public List<Undecided> notDecided() {
        return UndecidedRules.of(schema);
    }

    public RecordLimits limits() {
        return limits;
    }

    /** The schema of the Avro in {@link Verdict.Accepted}, under a name of the caller's choice: names are not in the bytes. */
    public Schema avroSchema(String namespace, String name) {
        return AvroSchemas.of(namespace, name, type);
    }

    /** A schema in which records are written for this contract; see {@link WriterSchema}.
     *
     * @throws IllegalArgumentException when it is not the schema of a record
     */
    public WriterSchema writtenIn(Schema writer) {
        return new WriterSchema(writer, own, check);
    }

    /** The contract's own schema, for records that were written in {@link #avroSchema}. */
    public WriterSchema ownSchema() {
        return ownSchema;
    }

    /**
     * An accepted record as canonical JSON in UTF-8: equal records give equal bytes. Members stand in the contract's order, null ones
     * are left out, there is no white space, decimals have all digits of their scale, and dates and times are written in ISO-8601,
     * whatever {@code format} the contract has for them.
     *
     * @param avro the record as this gate wrote it: {@code avro[from]} to {@code avro[to - 1]}
     */
    public byte[] json(byte[] avro, int from, int to) {
        return RecordJson.of(avro, from, to, type, check);
    }

    /**
     * How accepted records stand on the port's topic.
     *
     * @param schemaId of {@link #avroSchema}
     * @throws PolderException {@code FEATURE_UNSUPPORTED} when columns are encrypted, because there are no keys for them here
     */
    public TopicForm form(int schemaId) {
        if (sealed.isPresent()) {
            throw new PolderException(
                    Code.FEATURE_UNSUPPORTED,
                    "The contract of '" + schema.name() + "' has encrypted columns, and only the server has their keys",
                    "Send the records to the server over HTTP");
        }
        return new TopicForm(schema.topicFormat(), schemaId, Optional.empty());
    }

    /**
     * How accepted records stand on the port's topic when the values of some columns are encrypted.
     *
     * @param schemaId of the schema of {@link SchemaObject#storedType()}
     * @param cipher asked only when the contract says so
     */
    public TopicForm form(int schemaId, FieldCipher cipher) {
        return new TopicForm(
                schema.topicFormat(), schemaId, sealed.map(columns -> new TopicForm.Sealing(columns, cipher)));
    }

    /** Bytes that an accepted record may grow by when its columns are encrypted. */
    int growth(int length) {
        return sealed.isEmpty() ? 0 : sealed.get().growth(length);
    }

    /** An accepted record with its columns encrypted as canonical JSON. */
    byte[] sealedJson(byte[] avro, int from, int to) {
        return RecordJson.of(avro, from, to, schema.storedType(), check);
    }

    boolean isJson() {
        return schema.topicFormat() == TopicFormat.JSON;
    }

    /** For records that name the schema they were written in by an id. */
    public WriterSchemas writerSchemas(WriterSchemas.Source source) {
        return new WriterSchemas(this, source);
    }

    /** For one thread that judges many records. */
    public RecordChecker checker() {
        return new RecordChecker(this, fast);
    }

    /**
     * Judges all records of a body, streaming: memory is bounded, whatever the size of the body (see {@link RecordReader}).
     *
     * @throws dev.polder.core.problem.PolderException {@code BODY_INVALID} before any record when the body is unreadable as a whole
     * @throws IOException when the body breaks off, or from the sink
     */
    public void checkAll(InputStream body, RecordFormat format, RecordSink sink) throws IOException {
        RecordReader reader = RecordReader.open(body, format, this);
        RecordChecker checker = Optional.ofNullable(idle.poll()).orElseGet(this::checker);
        try {
            checkAll(reader, checker, sink);
        } catch (IOException e) {
            // From the body or the sink: the checker is as good as before.
            takeBack(checker);
            throw e;
        }
        takeBack(checker);
    }

    private void takeBack(RecordChecker checker) {
        if (checker.isSmall()) {
            idle.add(checker);
        }
    }

    private static void checkAll(RecordReader reader, RecordChecker checker, RecordSink sink) throws IOException {
        while (true) {
            while (reader instanceof FastReader fast && fast.accept(checker)) {
                if (checker.drift() != Drift.NONE) {
                    sink.drifted(checker.drift());
                }
                sink.accepted(checker);
            }
            Optional<RawRecord> next = reader.next();
            if (next.isEmpty()) {
                return;
            }
            RawRecord record = next.get();
            boolean accepted =
                    record instanceof RawRecord.Avro ? checker.check(record) : checker.checkByReference(record);
            if (checker.drift() != Drift.NONE) {
                sink.drifted(checker.drift());
            }
            if (accepted) {
                sink.accepted(checker);
            } else {
                sink.refused(record, checker.refusals(), reader.columns());
            }
        }
    }

    /** Whom a record is about, whatever else is wrong with it; empty when it does not say so in the contract's form. */
    public Optional<byte[]> subject(RawRecord record) {
        Optional<Integer> index = schema.subject()
                .map(subject -> type.fields().stream()
                        .map(DataType.Field::name)
                        .toList()
                        .indexOf(subject.column()));
        if (index.isEmpty() || record instanceof RawRecord.Broken || record.length() > limits.maxBytes()) {
            return Optional.empty();
        }
        Slot slot = check.slots().get(index.get());
        Refusals none = new Refusals(limits);
        return value(record, none)
                .filter(Value.Obj.class::isInstance)
                .map(object -> ((Value.Obj) object).members().get(slot.name()))
                .map(value -> slot.check().check(value, Where.ROOT, none))
                .filter(carrier -> carrier != Check.INVALID)
                .map(carrier ->
                        SealedColumns.plain(type.fields().get(index.get()).type(), slot.check(), carrier));
    }

    private Optional<Value> value(RawRecord record, Refusals refusals) {
        return record instanceof RawRecord.Csv cells
                ? csv.value(cells, refusals)
                : record instanceof RawRecord.Avro avro
                        ? AvroValues.parse(avro, limits, json, refusals)
                        : json.parse(record.bytes(), Where.ROOT, refusals);
    }

    /** Judges one record. Never throws for what is in a record. */
    public Verdict check(RawRecord record) {
        if (record instanceof RawRecord.Broken broken) {
            return new Verdict.Refused(List.of(broken.refusal()));
        }
        if (record.length() > limits.maxBytes()) {
            return new Verdict.Refused(List.of(RecordBytes.tooLarge(record.length(), limits)));
        }
        Refusals refusals = new Refusals(limits);
        Optional<Value> value = value(record, refusals);
        if (value.isEmpty()) {
            return new Verdict.Refused(refusals.list());
        }
        Object carrier = check.check(value.get(), Where.ROOT, refusals);
        if (carrier == Check.INVALID || !refusals.isEmpty()) {
            return new Verdict.Refused(refusals.list(), refusals.drift());
        }
        try {
            AvroBytes avro = new AvroBytes(limits.maxBytes());
            check.write(carrier, avro);
            byte[] bytes = avro.toByteArray();
            Optional<byte[]> recordKey = key((List<?>) carrier);
            int keyLength = recordKey.map(text -> text.length).orElse(0);
            int most = limits.maxBytes() - growth(bytes.length);
            if ((keyLength > 0 || most < limits.maxBytes()) && keyLength + bytes.length > most) {
                return becomesTooLarge("Avro", refusals.drift());
            }
            return isJson() && keyLength + json(bytes, 0, bytes.length).length > most
                    ? becomesTooLarge("JSON", refusals.drift())
                    : new Verdict.Accepted(bytes, recordKey, refusals.drift());
        } catch (AvroBytes.Full e) {
            return becomesTooLarge("Avro", refusals.drift());
        }
    }

    private Verdict becomesTooLarge(String format, Drift drift) {
        Refusal refusal = new Refusal(
                Code.RECORD_TOO_LARGE,
                "$",
                "size",
                "The record becomes larger than " + limits.maxBytes() + " bytes of " + format + ", its key included",
                Optional.empty());
        return new Verdict.Refused(List.of(refusal), drift);
    }

    private Optional<byte[]> key(List<?> carriers) {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("[");
        for (CompiledGate.KeyColumn column : key) {
            if (text.length() > 1) {
                text.append(',');
            }
            Object carrier = carriers.get(column.index());
            if (carrier == null) {
                text.append("null");
            } else {
                column.check().writeKey(carrier, text);
            }
        }
        return Optional.of(text.append(']').toString().getBytes(StandardCharsets.UTF_8));
    }
}
