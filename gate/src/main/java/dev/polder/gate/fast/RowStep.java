package dev.polder.gate.fast;

/** Rows of CSV whose cells hold the members of a struct, in the header's order. */
final class RowStep {
    private static final int NO_CELL = -1;

    private final StructStep record;
    private final int[] columns;
    private final boolean[] texts;
    private final boolean ordered;

    RowStep(StructStep record, int[] columns) {
        this.record = record;
        this.columns = columns;
        this.texts = new boolean[columns.length];
        boolean ascending = true;
        for (int i = 0; i < columns.length; i++) {
            texts[i] = record.members[columns[i]].isText();
            ascending &= i == 0 || columns[i] > columns[i - 1];
        }
        this.ordered = ascending;
    }

    /**
     * Takes the row that starts at {@code from}.
     *
     * @param limit where the bytes end, and the body if the row is accepted up to there
     * @return where the line feed stands that ends the row, or the limit, or {@link Step#GIVE_UP}
     */
    int parse(Scan scan, byte[] in, int from, int limit) {
        Scan.Frame frame = scan.frames[record.id];
        frame.nextStamp();
        int start = scan.at;
        int at = from;
        int next = 0;
        for (int i = 0; i < columns.length; i++) {
            int index = columns[i];
            if (ordered && index > next && !record.absent(scan, frame, next, index)) {
                return Step.GIVE_UP;
            }
            next = index + 1;
            boolean last = i == columns.length - 1;
            boolean quoted = in[at] == '"';
            int cell = quoted ? at + 1 : at;
            at = quoted ? closingQuote(in, cell, limit) : separator(in, at, limit);
            if (at == NO_CELL) {
                return Step.GIVE_UP;
            }
            int end = at;
            if (quoted) {
                at++;
                if (last && at < limit && in[at] == '\r') {
                    at++;
                }
            } else if (last && end > cell && in[end - 1] == '\r') {
                end--;
            }
            if (last ? at < limit && in[at] != '\n' : in[at] != ',' || at >= limit) {
                return Step.GIVE_UP;
            }
            Member member = record.members[index];
            scan.ready();
            frame.place(index, scan.at);
            boolean nothing = cell == end && !(quoted && texts[i]);
            if (!(nothing ? member.none(scan) : member.cell(scan, in, cell, end))) {
                return Step.GIVE_UP;
            }
            frame.ends[index] = scan.at;
            at += last ? 0 : 1;
        }
        boolean whole = ordered ? record.fill(scan, frame, next) : record.complete(scan, frame, start);
        return whole && record.hold(scan.out, frame) ? at : Step.GIVE_UP;
    }

    private static int separator(byte[] in, int from, int limit) {
        int at = from;
        while (at < limit && in[at] != ',' && in[at] != '\n') {
            if (in[at] == '"') {
                return NO_CELL;
            }
            at++;
        }
        return at;
    }

    /** A cell over several lines is left to others, who count them. */
    private static int closingQuote(byte[] in, int from, int limit) {
        int at = from;
        while (at < limit && in[at] != '\n') {
            if (in[at] == '"') {
                if (at + 1 >= limit || in[at + 1] != '"') {
                    return at;
                }
                at++;
            }
            at++;
        }
        return NO_CELL;
    }
}
