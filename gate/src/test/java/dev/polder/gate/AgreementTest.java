package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gate's fast way says of every record what the reference says, to the last byte. */
class AgreementTest {
    private static final int CONTRACTS = Integer.getInteger("polder.agreement.contracts", 1_000);
    private static final int RECORDS = 1_010;
    private static final byte[] AROUND = "\"}],17".getBytes(StandardCharsets.UTF_8);

    @Test
    void onAMillionGeneratedRecords() {
        long accepted = IntStream.range(0, CONTRACTS)
                .parallel()
                .mapToLong(AgreementTest::acceptedOfOneContract)
                .sum();
        // Neither of the two verdicts may be rare.
        long judged = (long) CONTRACTS * RECORDS;
        assertThat(accepted).isBetween(judged * 3 / 10, judged * 8 / 10);
    }

    private static long acceptedOfOneContract(int number) {
        Random random = new Random(1_000_003L * number + 42);
        Wild contract = Wild.contract(random, number % 50 == 0 ? 60 : 8);
        RecordChecker checker = contract.gate().checker();
        long accepted = 0;
        for (int i = 0; i < RECORDS; i++) {
            accepted += agree(contract.gate(), checker, contract.record(random), contract) ? 1 : 0;
        }
        return accepted;
    }

    static boolean agree(ContractGate gate, RecordChecker checker, byte[] record, Object about) {
        Verdict expected = gate.check(RawRecord.json(record));
        byte[] body = new byte[record.length + 2 * AROUND.length];
        System.arraycopy(AROUND, 0, body, 0, AROUND.length);
        System.arraycopy(record, 0, body, AROUND.length, record.length);
        System.arraycopy(AROUND, 0, body, AROUND.length + record.length, AROUND.length);
        boolean accepted = checker.json(body, AROUND.length, AROUND.length + record.length);
        String difference = difference(expected, accepted, checker);
        if (!difference.isEmpty()) {
            throw new AssertionError(
                    difference + "\n" + about + "\n" + new String(record, StandardCharsets.UTF_8) + "\n" + expected);
        }
        return accepted;
    }

    /** How a checker differs from the reference; empty for not at all. */
    static String difference(Verdict expected, boolean accepted, RecordChecker checker) {
        if (accepted != expected instanceof Verdict.Accepted) {
            return accepted ? "accepted" : "refused: " + checker.refusals();
        }
        if (!checker.drift().equals(expected.drift())) {
            return "another drift: " + checker.drift();
        }
        if (expected instanceof Verdict.Refused refused) {
            return refused.refusals().equals(checker.refusals()) ? "" : "other refusals: " + checker.refusals();
        }
        Verdict.Accepted right = (Verdict.Accepted) expected;
        int from = checker.avroStart();
        int to = from + checker.avroLength();
        if (!Arrays.equals(checker.avro(), from, to, right.avro(), 0, right.avro().length)) {
            return "another Avro: " + Arrays.toString(Arrays.copyOfRange(checker.avro(), from, to)) + " instead of "
                    + Arrays.toString(right.avro());
        }
        byte[] key = checker.keyLength() < 0 ? null : Arrays.copyOf(checker.key(), checker.keyLength());
        return Arrays.equals(key, right.key().orElse(null)) ? "" : "another key: " + Arrays.toString(key);
    }
}
