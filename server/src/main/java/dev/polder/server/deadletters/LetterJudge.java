package dev.polder.server.deadletters;

import dev.polder.core.contract.DataType;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.Drift;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordReader;
import dev.polder.gate.Refusal;
import dev.polder.gate.TopicForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes letters through today's gate, edited by a patch where one is given. For one thread. */
final class LetterJudge {
    /** Numbers stay as they are written; a field that stands twice is no reason to forget one of them. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final ContractGate gate;
    private final RecordChecker checker;
    private final TopicForm form;
    private final List<Header> headers = new ArrayList<>();
    private final Optional<JsonPatch> patch;

    /**
     * @param form of the gate's contract, as the port's topic has it
     */
    LetterJudge(ContractGate gate, TopicForm form, Optional<JsonPatch> patch) {
        this.gate = gate;
        this.checker = gate.checker();
        this.form = form;
        form.headers((name, value) -> headers.add(new RecordHeader(name, value)));
        this.patch = patch;
    }

    /** What the gate says today. */
    sealed interface Judgement {}

    /** What would stand on the port's topic; {@code drift} is what the contract does not have. */
    record Accepted(Optional<byte[]> key, byte[] value, List<Header> headers, Drift drift) implements Judgement {}

    record Refused(List<Refusal> refusals) implements Judgement {}

    Judgement judge(Letter letter) {
        if (letter.isForgotten()) {
            return refused(
                    Code.SUBJECT_FORGOTTEN, "subject", "The record was about somebody who was forgotten; discard it");
        }
        if (letter.isTruncated()) {
            return refused(
                    Code.RECORD_TOO_LARGE,
                    "length",
                    "The record had " + letter.length() + " bytes and only its beginning was kept; send it again");
        }
        try {
            return patch.isPresent() ? edited(letter, patch.get()) : asItIs(letter);
        } catch (PolderException e) {
            // What makes a whole body unreadable, such as a header that does not fit the contract.
            return refused(e.code(), "columns", e.getMessage());
        }
    }

    private Judgement asItIs(Letter letter) {
        Optional<RecordFormat> format = format(letter);
        if (format.isEmpty() || format.get() == RecordFormat.JSON || format.get() == RecordFormat.NDJSON) {
            return judged(checker.json(letter.bytes(), 0, letter.bytes().length));
        }
        if (isAvro(format.get())) {
            return avro(letter, format.get());
        }
        return raw(letter, format.get())
                .map(record -> judged(checker.check(record)))
                .orElseGet(LetterJudge::notOne);
    }

    private static boolean isAvro(RecordFormat format) {
        return format == RecordFormat.AVRO || format == RecordFormat.AVRO_FRAMED || format == RecordFormat.AVRO_FILE;
    }

    /** Without its writer's schema a record's bytes mean nothing; a lone record is in the contract's where none is said. */
    private Judgement avro(Letter letter, RecordFormat format) {
        if (letter.schema().isEmpty()) {
            return format == RecordFormat.AVRO
                    ? judged(checker.avro(letter.bytes(), 0, letter.bytes().length))
                    : notOne();
        }
        try {
            Schema writer = new Schema.Parser().parse(letter.schema().get());
            return judged(checker.check(RawRecord.avro(letter.bytes(), gate.writtenIn(writer))));
        } catch (AvroRuntimeException e) {
            return notOne();
        }
    }

    private Judgement edited(Letter letter, JsonPatch patch) {
        if (format(letter).filter(LetterJudge::isAvro).isPresent()) {
            return refused(Code.RECORD_PATCH, "patch", "A JSON Patch cannot edit an Avro record");
        }
        try {
            Optional<JsonNode> record = json(letter);
            if (record.isEmpty()) {
                return notOne();
            }
            byte[] bytes = EXACT.writeValueAsBytes(patch.apply(record.get()));
            return judged(checker.json(bytes, 0, bytes.length));
        } catch (JsonPatch.DoesNotFit e) {
            return refused(Code.RECORD_PATCH, "patch", e.getMessage());
        } catch (JacksonException e) {
            return refused(
                    Code.RECORD_PATCH, "patch", "The record is not well-formed, so that no patch can be applied");
        }
    }

    private Optional<JsonNode> json(Letter letter) {
        Optional<RecordFormat> format = format(letter);
        if (format.isEmpty() || format.get() == RecordFormat.JSON || format.get() == RecordFormat.NDJSON) {
            return Optional.of(EXACT.readTree(letter.bytes()));
        }
        return raw(letter, format.get())
                .filter(RawRecord.Csv.class::isInstance)
                .map(record -> object((RawRecord.Csv) record));
    }

    /** A CSV record as the JSON object that the gate takes it for. */
    private ObjectNode object(RawRecord.Csv record) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < record.cells().size(); i++) {
            var property = gate.schema().properties().get(record.columns().get(i));
            object.set(property.name(), value(record.cells().get(i), property.type()));
        }
        return object;
    }

    private static JsonNode value(RawRecord.Cell cell, Optional<DataType> type) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        String text = cell.text();
        boolean isText = type.isEmpty()
                || type.get() instanceof DataType.Text
                || type.get() instanceof DataType.Date
                || type.get() instanceof DataType.Timestamp
                || type.get() instanceof DataType.TimeOfDay;
        if (text.isEmpty()) {
            return cell.quoted() && type.filter(DataType.Text.class::isInstance).isPresent()
                    ? nodes.stringNode("")
                    : nodes.nullNode();
        }
        if (isText) {
            return nodes.stringNode(text);
        }
        String json = type.get() instanceof DataType.Bool ? text.toLowerCase(Locale.ROOT) : text;
        try {
            JsonNode value = EXACT.readTree(json);
            boolean isNested = type.get() instanceof DataType.Struct
                    || type.get() instanceof DataType.ListOf
                    || type.get() instanceof DataType.MapOf;
            boolean fits = type.get() instanceof DataType.Bool ? value.isBoolean() : isNested || value.isNumber();
            return fits ? value : nodes.stringNode(text);
        } catch (JacksonException e) {
            return nodes.stringNode(text);
        }
    }

    /** The letter as the one record of a body; empty when its bytes are not one. */
    private Optional<RawRecord> raw(Letter letter, RecordFormat format) {
        InputStream body = new ByteArrayInputStream(letter.bytes());
        if (format == RecordFormat.CSV) {
            if (letter.columns().isEmpty()) {
                return Optional.empty();
            }
            byte[] header = (letter.columns().get() + "\n").getBytes(StandardCharsets.UTF_8);
            body = new SequenceInputStream(new ByteArrayInputStream(header), body);
        }
        try (RecordReader reader = RecordReader.open(body, format, gate)) {
            Optional<RawRecord> first = reader.next();
            boolean isWhole = first.isPresent()
                    && Arrays.equals(first.get().bytes(), letter.bytes())
                    && reader.next().isEmpty();
            return isWhole ? first : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail", e);
        }
    }

    private static Optional<RecordFormat> format(Letter letter) {
        return Arrays.stream(RecordFormat.values())
                .filter(format -> format.name().equalsIgnoreCase(letter.format()))
                .findFirst();
    }

    private Judgement judged(boolean accepted) {
        if (!accepted) {
            return new Refused(checker.refusals());
        }
        Optional<byte[]> key = checker.keyLength() < 0
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(checker.key(), checker.keyLength()));
        return new Accepted(key, form.value(checker), headers, checker.drift());
    }

    private static Judgement notOne() {
        return refused(
                Code.RECORD_SYNTAX,
                "syntax",
                "What was kept cannot be read as one record by itself; send the record again");
    }

    private static Judgement refused(Code code, String rule, String message) {
        return new Refused(List.of(new Refusal(code, "$", rule, message, Optional.empty())));
    }
}
