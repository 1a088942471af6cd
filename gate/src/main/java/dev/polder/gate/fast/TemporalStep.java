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
        return at >= 0 && in[at] == '"' && append(scan) ? at + 1 : GIVE_UP;
    }

    @Override
    final boolean cell(Scan scan, byte[] in, int from, int to) {
        return read(scan, in, from) == to && append(scan);
    }

    private boolean append(Scan scan) {
        long value = scan.mantissa;
        if (!rule.holds(value)) {
            return false;
        }
        if (rule.isText()) {
            byte[] out = scan.room(16);
            int length = Written.time(value, out, scan.at + 1);
            out[scan.at] = (byte) (length << 1);
            scan.at += 1 + length;
        } else {
            byte[] out = scan.room(10);
            scan.at = Scan.varint(out, scan.at, (value << 1) ^ (value >> 63));
        }
        return true;
    }
}
