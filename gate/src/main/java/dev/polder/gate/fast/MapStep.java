package dev.polder.gate.fast;

import java.util.Arrays;

/** Objects with any members. In Avro their entries stand in the order of their keys' bytes, whatever order they came in. */
public final class MapStep extends Step {
    /** More entries are taken only when they come in order. */
    private static final int MOST_SORTED = 64;

    private final int id;
    private final Member value;
    private final int least;
    private final int most;

    /**
     * @param id its place among the contract's containers, from 0
     * @param value whose name means nothing
     */
    public MapStep(int id, Member value, int least, int most) {
        this.id = id;
        this.value = value;
        this.least = least;
        this.most = most;
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '{') {
            return GIVE_UP;
        }
        Scan.Frame frame = scan.frames[id];
        int start = scan.at;
        scan.room(1);
        scan.at++;
        int count = 0;
        boolean ordered = true;
        int at = from + 1;
        if (in[at] <= ' ') {
            at = scan.skip(in, at);
        }
        if (in[at] == '}') {
            at++;
        } else {
            while (true) {
                if (in[at] != '"') {
                    return GIVE_UP;
                }
                frame.start(count, scan.at);
                at = Texts.copy(scan, in, at + 1);
                if (at < 0) {
                    return GIVE_UP;
                }
                int length = scan.textEnd - scan.at - 1;
                scan.closeText(scan.textEnd);
                frame.keep(count, scan.at - length, scan.at);
                ordered = ordered && (count == 0 || order(scan.out, frame, count - 1, count) < 0);
                at = colon(scan, in, at + 1);
                if (at < 0) {
                    return GIVE_UP;
                }
                at = value.value(scan, in, at);
                if (at < 0) {
                    return GIVE_UP;
                }
                count++;
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
                byte c = in[at++];
                if (c == '}') {
                    break;
                }
                if (c != ',') {
                    return GIVE_UP;
                }
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
            }
            frame.start(count, scan.at);
        }
        if (count < least || count > most || !ordered && !sort(scan, frame, count)) {
            return GIVE_UP;
        }
        scan.values += count;
        scan.closeBlock(start, count);
        return at;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        int at = Binary.number(scan, in, from);
        long count = scan.mantissa;
        if (at < 0 || count < least || count > most || count > scan.at - from) {
            return GIVE_UP;
        }
        if (count == 0) {
            return at;
        }
        int lastStart = 0;
        int lastEnd = 0;
        for (int i = 0; i < count; i++) {
            int start = Binary.text(scan, in, at);
            int end = scan.textEnd;
            if (start < 0 || i > 0 && Arrays.compareUnsigned(in, lastStart, lastEnd, in, start, end) >= 0) {
                return GIVE_UP;
            }
            lastStart = start;
            lastEnd = end;
            at = value.avro(scan, in, end);
            if (at < 0) {
                return GIVE_UP;
            }
        }
        scan.values += (int) count;
        return in[at] == 0 ? at + 1 : GIVE_UP;
    }

    private static int colon(Scan scan, byte[] in, int from) {
        int at = in[from] == ':' ? from : scan.skip(in, from);
        if (in[at] != ':') {
            return GIVE_UP;
        }
        return in[at + 1] <= ' ' ? scan.skip(in, at + 1) : at + 1;
    }

    /** Negative when the first of two keys comes first, 0 when they are the same. */
    private static int order(byte[] out, Scan.Frame frame, int first, int second) {
        return Arrays.compareUnsigned(
                out,
                frame.ends[2 * first],
                frame.ends[2 * first + 1],
                out,
                frame.ends[2 * second],
                frame.ends[2 * second + 1]);
    }

    private static boolean sort(Scan scan, Scan.Frame frame, int count) {
        if (count > MOST_SORTED) {
            return false;
        }
        int[] sorted = frame.sorted();
        byte[] out = scan.out;
        for (int i = 0; i < count; i++) {
            int to = i;
            for (; to > 0; to--) {
                int order = order(out, frame, sorted[to - 1], i);
                if (order == 0) {
                    return false;
                }
                if (order < 0) {
                    break;
                }
                sorted[to] = sorted[to - 1];
            }
            sorted[to] = i;
        }
        int start = frame.starts[0];
        byte[] spare = scan.spare(scan.at - start);
        int at = 0;
        for (int i = 0; i < count; i++) {
            int from = frame.starts[sorted[i]];
            int length = frame.starts[sorted[i] + 1] - from;
            Words.copy(out, from, spare, at, length);
            at += length;
        }
        System.arraycopy(spare, 0, out, start, at);
        return true;
    }
}
