package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import dev.polder.gate.SealedText;
import dev.polder.gate.TopicForm;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is encrypted in one body after the other. */
class PortCipherTest {
    private static final PortId PORT = PortId.parse("sales.orders.order_lines.v1");
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            schema:
              - name: order_lines
                logicalType: object
                properties:
                  - { name: mail, logicalType: string, required: true, customProperties: [{ property: encrypt, value: random }] }
            """;
    private static final String RECORD = "{\"mail\":\"a@b.c\"}\n";

    @TempDir
    private Path data;

    private Database database;
    private Privacy privacy;
    private final ContractGate gate = ContractGate.compile(schema());

    /** The ciphertexts of a body, of which nothing is taken after some records. */
    private static final class Ciphertexts implements RecordSink {
        private final List<byte[]> all = new ArrayList<>();
        private final TopicForm form;
        private final int most;

        Ciphertexts(TopicForm form, int most) {
            this.form = form;
            this.most = most;
        }

        @Override
        public void accepted(RecordChecker record) throws IOException {
            // Behind the framing and the length of the only column.
            byte[] value = form.value(record);
            String text = new String(value, 6, value.length - 6, StandardCharsets.US_ASCII);
            all.add(SealedText.read(text).orElseThrow());
            if (all.size() == most) {
                throw new IOException("broken off");
            }
        }

        @Override
        public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) throws IOException {
            throw new IOException(refusals.toString());
        }

        BigInteger nonce(int index) {
            return new BigInteger(1, Arrays.copyOfRange(all.get(index), 5, 17));
        }

        int key(int index) {
            return ByteBuffer.wrap(all.get(index)).getInt(1);
        }
    }

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        privacy = new Privacy(PrivacyConfig.in(data), database, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static SchemaObject schema() {
        return ContractParser.parse(
                        YamlReader.read("orders.odcs.yaml", CONTRACT).root().orElseThrow(), CONTRACT)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    private Ciphertexts body(int records) throws IOException {
        Ciphertexts taken = new Ciphertexts(privacy.form(PORT, gate, 7), Integer.MAX_VALUE);
        gate.checkAll(stream(records), RecordFormat.NDJSON, taken);
        return taken;
    }

    private static ByteArrayInputStream stream(int records) {
        return new ByteArrayInputStream(RECORD.repeat(records).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theNextBodyCountsOnWhereTheLastOneEnded() throws IOException {
        Ciphertexts first = body(1);
        Ciphertexts brokenOff = new Ciphertexts(privacy.form(PORT, gate, 7), 2);
        try {
            gate.checkAll(stream(5), RecordFormat.NDJSON, brokenOff);
        } catch (IOException e) {
            assertThat(e).hasMessage("broken off");
        }
        Ciphertexts last = body(200);

        assertThat(brokenOff.nonce(0)).isEqualTo(next(first.nonce(0), 1));
        assertThat(brokenOff.nonce(1)).isEqualTo(next(first.nonce(0), 2));
        assertThat(last.nonce(0)).isEqualTo(next(first.nonce(0), 3));
        assertThat(last.nonce(199)).isEqualTo(next(first.nonce(0), 202));
    }

    private static BigInteger next(BigInteger nonce, int after) {
        return nonce.add(BigInteger.valueOf(after)).mod(BigInteger.ONE.shiftLeft(96));
    }

    @Test
    void theNextBodyAfterARotationIsEncryptedWithTheNewKeyAndCountsAfresh() throws IOException {
        Ciphertexts before = body(1);

        DomainKeys rotated = privacy.ring().rotate(PORT.address().domain());
        Ciphertexts after = body(1);

        assertThat(after.key(0))
                .isEqualTo(rotated.ids(DomainKeys.Purpose.VALUE).get(0))
                .isNotEqualTo(before.key(0));
        assertThat(after.nonce(0)).isNotEqualTo(next(before.nonce(0), 1));
    }
}
