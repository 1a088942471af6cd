package dev.polder.gate.fast;

import java.util.List;

/** Strings. */
public final class TextStep extends Step {
    private final int least;
    private final int most;
    /** Most have none or one. */
    private final TextRule rule;

    private final TextRule[] more;

    /**
     * @param least characters (code points)
     * @param most characters
     */
    public TextStep(int least, int most, List<TextRule> rules) {
        this.least = least;
        this.most = most;
        this.rule = rules.isEmpty() ? null : rules.get(0);
        this.more = rules.stream().skip(1).toArray(TextRule[]::new);
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '"') {
            return GIVE_UP;
        }
        int at = Texts.copy(scan, in, from + 1);
        return at >= 0 && close(scan) ? at + 1 : GIVE_UP;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        int start = Binary.text(scan, in, from);
        return start >= 0 && isValid(in, start, scan.textEnd, scan) ? scan.textEnd : GIVE_UP;
    }

    @Override
    AvroOp avroOp() {
        if (rule == null) {
            return AvroOp.of(AvroOp.TEXT, least, most);
        }
        if (more.length > 0) {
            return super.avroOp();
        }
        if (rule instanceof RangePattern ranges
                && ranges.isText()
                && least <= ranges.length()
                && ranges.length() <= most) {
            return AvroOp.ranges(ranges);
        }
        boolean free = least == 0 && most == Integer.MAX_VALUE;
        return free && rule instanceof TextSet set && set.isText()
                ? set.avroOp().orElseGet(super::avroOp)
                : super.avroOp();
    }

    @Override
    boolean isText() {
        return true;
    }

    @Override
    boolean cell(Scan scan, byte[] in, int from, int to) {
        return Texts.copyCell(scan, in, from, to) && close(scan);
    }

    private boolean close(Scan scan) {
        int start = scan.at + 1;
        int end = scan.textEnd;
        if (!isValid(scan.out, start, end, scan)) {
            return false;
        }
        scan.closeText(end);
        return true;
    }

    private boolean isValid(byte[] bytes, int start, int end, Scan scan) {
        int length = end - start - scan.continuations;
        if (length < least || length > most) {
            return false;
        }
        if (rule != null && !rule.accepts(bytes, start, end, scan.ascii)) {
            return false;
        }
        for (TextRule each : more) {
            if (!each.accepts(bytes, start, end, scan.ascii)) {
                return false;
            }
        }
        return true;
    }
}
