package dev.polder.gate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Records that were well-formed once. */
final class Mutation {
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\u00", "null", "true", "fals", "-", "0", "00", "9", ".",
            "e", "E+", " ", "\n", "\r", "\t", "\u0000", "\u00a0", "\ufeff", "é", "😀", "\\ud800", "\u007f", "1e400",
            "NaN", "//", "/**/", "'", "{}", "[]", "\"\"", ",,", "\u001f");

    private Mutation() {}

    static byte[] of(byte[] record, Random random) {
        byte[] mutated = record;
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            mutated = once(mutated, random);
        }
        return mutated;
    }

    private static byte[] once(byte[] record, Random random) {
        int at = random.nextInt(record.length + 1);
        int end = Math.min(record.length, at + random.nextInt(4));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(record, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> end = at;
            case 1 -> out.write(random.nextInt(256));
            case 2 -> {
                byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
                out.writeBytes(piece);
                end = random.nextBoolean() ? at : end;
            }
            case 3 -> {
                // a part of the record twice
                int from = random.nextInt(at + 1);
                out.write(record, from, at - from);
                end = at;
            }
            case 4 -> {
                if (at < record.length) {
                    out.write(record[at] ^ 1 << random.nextInt(8));
                    end = at + 1;
                }
            }
            default -> end = random.nextInt(4) == 0 ? record.length : end;
        }
        out.write(record, end, record.length - end);
        return out.toByteArray();
    }
}
