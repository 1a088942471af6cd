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
