package dev.polder.gate.fast;

/** Dates, timestamps and times of day, which JSON has as strings. */
abstract class TemporalStep extends Step {
    private final TemporalRule rule;

    TemporalStep(TemporalRule rule) {
        this.rule = rule;
    }

    /**
     * Leaves the value in {@link Scan#mantissa}.
     *
     * @return the position behind the text, or {@link #GIVE_UP}
     */
    abstract int read(Scan scan, byte[] in, int from);

    @Override
    final int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '"') {
            return GIVE_UP;
        }
        int at = read(scan, in, from + 1);
        if (at < 0 || in[at] != '"') {
            at = unescaped(scan, in, from + 1);
        }
        return at >= 0 && append(scan) ? at + 1 : GIVE_UP;
    }

    /** Tries again with escapes resolved, behind the Avro, and gives the position of the closing quote. */
    private int unescaped(Scan scan, byte[] in, int from) {
        int at = Texts.copy(scan, in, from);
        return at >= 0 && scan.textEnd - scan.at - 1 < at - from && read(scan, scan.out, scan.at + 1) == scan.textEnd
                ? at
                : GIVE_UP;
    }

    @Override
    final boolean cell(Scan scan, byte[] in, int from, int to) {
        return read(scan, in, from) == to && append(scan);
    }

    @Override
    final int avro(Scan scan, byte[] in, int from) {
        if (rule.isText()) {
            return time(scan, in, from);
        }
        int at = Binary.number(scan, in, from);
        return at >= 0 && rule.holds(scan.mantissa) ? at : GIVE_UP;
    }

    @Override
    final AvroOp avroOp() {
        return rule.isText() || !rule.choice().isAny()
                ? super.avroOp()
                : AvroOp.of(AvroOp.NUMBER, rule.least(), rule.most());
    }

    /** A time of day has only one spelling. */
    private int time(Scan scan, byte[] in, int from) {
        int start = from + 1;
        int length = in[from] >> 1;
        if ((length != 8 && length != 15) || (in[from] & 1) != 0 || Dates.time(scan, in, start) != start + length) {
            return GIVE_UP;
        }
        byte[] spelled = scan.spare(16);
        return Written.time(scan.mantissa, spelled, 0) == length
                        && Words.equal(spelled, 0, length, in, start, start + length)
                        && rule.holds(scan.mantissa)
                ? start + length
                : GIVE_UP;
    }

    private boolean append(Scan scan) {
        long value = scan.mantissa;
        if (!rule.holds(value)) {
            return false;
        }
        if (rule.isText()) {
            byte[] out = scan.out;
            int length = Written.time(value, out, scan.at + 1);
            out[scan.at] = (byte) (length << 1);
            scan.at += 1 + length;
        } else {
            byte[] out = scan.out;
            scan.at = Scan.varint(out, scan.at, (value << 1) ^ (value >> 63));
        }
        return true;
    }
}
