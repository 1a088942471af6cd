package dev.polder.gate;

import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A whole body through the fast way, and record by record through reader and reference. */
final class BodyAgreement {
    private BodyAgreement() {}

    /** Fails when the two differ; gives how many records there were. */
    static int agree(ContractGate gate, byte[] body, RecordFormat format, Random random) {
        List<String> expected = expected(gate, stream(body, random), format);
        List<String> judged = judged(gate, stream(body, random), format);
        if (!expected.equals(judged)) {
            int at = 0;
            while (at < Math.min(expected.size(), judged.size())
                    && expected.get(at).equals(judged.get(at))) {
                at++;
            }
            throw new AssertionError("verdict " + at + " of " + format + "\n"
                    + (at < judged.size() ? judged.get(at) : "missing") + "\ninstead of\n"
                    + (at < expected.size() ? expected.get(at) : "nothing") + "\nof\n"
                    + new String(body, StandardCharsets.UTF_8));
        }
        return expected.size();
    }

    private static List<String> expected(ContractGate gate, InputStream body, RecordFormat format) {
        List<String> verdicts = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(body, format, gate)) {
            for (Optional<RawRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RawRecord record = next.get();
                Verdict verdict = gate.check(record);
                if (verdict instanceof Verdict.Accepted accepted) {
                    verdicts.add(accepted(accepted.avro(), accepted.key().orElse(null), verdict.drift()));
                } else {
                    List<Refusal> refusals = ((Verdict.Refused) verdict).refusals();
                    verdicts.add(refused(record, refusals, reader.columns(), verdict.drift()));
                }
            }
        } catch (PolderException | IOException e) {
            verdicts.add(e.toString());
        }
        return verdicts;
    }

    private static List<String> judged(ContractGate gate, InputStream body, RecordFormat format) {
        List<String> verdicts = new ArrayList<>();
        try {
            gate.checkAll(body, format, new RecordSink() {
                private Drift drift = Drift.NONE;

                @Override
                public void drifted(Drift given) {
                    drift = given;
                }

                @Override
                public void accepted(RecordChecker record) {
                    int from = record.avroStart();
                    byte[] avro = Arrays.copyOfRange(record.avro(), from, from + record.avroLength());
                    byte[] key = record.keyLength() < 0 ? null : Arrays.copyOf(record.key(), record.keyLength());
                    verdicts.add(BodyAgreement.accepted(avro, key, drift));
                    drift = Drift.NONE;
                }

                @Override
                public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                    verdicts.add(BodyAgreement.refused(record, refusals, columns, drift));
                    drift = Drift.NONE;
                }
            });
        } catch (PolderException | IOException e) {
            verdicts.add(e.toString());
        }
        return verdicts;
    }

    private static String accepted(byte[] avro, byte[] key, Drift drift) {
        return "accepted " + text(avro) + (key == null ? "no key" : text(key)) + drift;
    }

    private static String refused(RawRecord record, List<Refusal> refusals, List<String> columns, Drift drift) {
        return "refused " + record.number() + " line " + record.line() + " " + record.length() + " "
                + text(record.bytes()) + refusals + columns + drift;
    }

    static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes) + " ";
    }

    /** Gives its bytes in pieces. */
    static InputStream stream(byte[] body, Random random) {
        int piece = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(1 + body.length / 3);
        return new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(length, piece));
            }
        };
    }
}
