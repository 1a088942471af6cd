package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole bodies of generated contracts, through the fast way and through the reference. */
class GeneratedBodiesTest {
    private static final int BODIES = 1_000;

    @Test
    void linesAreJudgedAlike() {
        int judged = 0;
        for (int i = 0; i < BODIES; i++) {
            Random random = new Random(7_919L * i + 1);
            Wild contract = Wild.contract(random, 6);
            judged += BodyAgreement.agree(contract.gate(), lines(contract, random, 20), RecordFormat.NDJSON, random);
        }
        assertThat(judged).isGreaterThan(BODIES * 10);
    }

    @Test
    void arraysAreJudgedAlike() {
        int judged = 0;
        for (int i = 0; i < BODIES; i++) {
            Random random = new Random(7_919L * i + 2);
            Wild contract = Wild.contract(random, 6);
            judged += BodyAgreement.agree(contract.gate(), array(contract, random, 20), RecordFormat.JSON, random);
        }
        assertThat(judged).isGreaterThan(BODIES * 6);
    }

    @Test
    void csvIsJudgedAlike() {
        int judged = 0;
        for (int i = 0; i < BODIES; i++) {
            Random random = new Random(7_919L * i + 3);
            Wild contract = Wild.contract(random, 6);
            byte[] body = contract.csv(random, random.nextInt(20)).getBytes(StandardCharsets.UTF_8);
            byte[] sent = random.nextInt(8) == 0 && body.length > 0 ? Mutation.of(body, random) : body;
            judged += BodyAgreement.agree(contract.gate(), sent, RecordFormat.CSV, random);
        }
        assertThat(judged).isGreaterThan(BODIES * 4);
    }

    @Test
    void bodiesThatBreakOffAnywhereAreJudgedAlike() {
        for (int i = 0; i < 12; i++) {
            Random random = new Random(7_919L * i + 4);
            Wild contract = Wild.contract(random, 3);
            byte[] lines = lines(contract, random, 3);
            byte[] array = array(contract, random, 3);
            byte[] csv = contract.csv(random, 3).getBytes(StandardCharsets.UTF_8);
            for (int end = 0; end < 600; end++) {
                agreeUpTo(end, lines, contract, RecordFormat.NDJSON, random);
                agreeUpTo(end, array, contract, RecordFormat.JSON, random);
                agreeUpTo(end, csv, contract, RecordFormat.CSV, random);
            }
        }
    }

    private static void agreeUpTo(int end, byte[] body, Wild contract, RecordFormat format, Random random) {
        if (end <= body.length) {
            BodyAgreement.agree(contract.gate(), Arrays.copyOf(body, end), format, random);
        }
    }

    private static byte[] lines(Wild contract, Random random, int most) {
        StringBuilder body = new StringBuilder(random.nextInt(6) == 0 ? "\ufeff" : "");
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            body.append(contract.line(random))
                    .append(any(random, "\n", "\n", "\n", "\r\n", "\n\n", "\n \r\n", " \n", "\n\t"));
        }
        return spoilt(body, random);
    }

    private static byte[] array(Wild contract, Random random, int most) {
        StringBuilder body = new StringBuilder(any(random, "[", "[", "[", " [", "\n[\n", "\ufeff["));
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            body.append(
                    random.nextInt(5) == 0
                            ? new String(contract.record(random), StandardCharsets.UTF_8)
                            : contract.line(random));
            body.append(
                    i > 1 ? any(random, ",", ",", ",", ",", " , ", ",\n  ", ",\r\n") : any(random, "", "", "\n", " "));
        }
        return spoilt(body.append(any(random, "]", "]", "]", "]\n", "] ", "")), random);
    }

    private static byte[] spoilt(StringBuilder body, Random random) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(10) == 0 && bytes.length > 0 ? Mutation.of(bytes, random) : bytes;
    }

    private static String any(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
