package dev.polder.gate.fast;

/** True and false. */
public final class BoolStep extends Step {
    private static final int TRUE = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
    private static final int FALSE = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;

    private final boolean takesTrue;
    private final boolean takesFalse;

    public BoolStep(boolean takesTrue, boolean takesFalse) {
        this.takesTrue = takesTrue;
        this.takesFalse = takesFalse;
    }

    @Override
    int parse(Scan scan, byte[] in, int at) {
        if (in[at] == 't') {
            return takesTrue && Words.intAt(in, at) == TRUE ? append(scan, 1, at + 4) : GIVE_UP;
        }
        return takesFalse && in[at] == 'f' && Words.intAt(in, at + 1) == FALSE ? append(scan, 0, at + 5) : GIVE_UP;
    }

    @Override
    int avro(Scan scan, byte[] in, int at) {
        return in[at] == 1 ? takesTrue ? at + 1 : GIVE_UP : takesFalse && in[at] == 0 ? at + 1 : GIVE_UP;
    }

    @Override
    AvroOp avroOp() {
        // Their bytes, 1 and 0, are those of the numbers -1 and 0.
        return AvroOp.of(AvroOp.NUMBER, takesTrue ? -1 : 0, takesFalse ? 0 : -1);
    }

    private static int append(Scan scan, int value, int at) {
        scan.out[scan.at++] = (byte) value;
        return at;
    }

    /** In CSV true and false may be written in any case. */
    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        boolean isTrue = isWord(in, from, to, "true");
        if (isTrue ? takesTrue : takesFalse && isWord(in, from, to, "false")) {
            append(scan, isTrue ? 1 : 0, to);
            return true;
        }
        return false;
    }

    private static boolean isWord(byte[] in, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((in[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
