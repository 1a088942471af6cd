package dev.polder.gate.fast;

import java.util.Arrays;

/** Arrays. Equal values have equal Avro, so items are unique when their bytes are. */
public final class ListStep extends Step {
    private static final int FEW = 12;
    private static final int MOST_PROBES = 64;

    private final int id;
    final Member item;
    final int least;
    final int most;
    private final boolean unique;

    /**
     * @param id its place among the contract's containers, from 0
     * @param item whose name means nothing
     */
    public ListStep(int id, Member item, int least, int most, boolean unique) {
        this.id = id;
        this.item = item;
        this.least = least;
        this.most = most;
        this.unique = unique;
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '[') {
            return GIVE_UP;
        }
        int start = scan.at;
        scan.room(1);
        scan.at++;
        int count = 0;
        int at = from + 1;
        if (in[at] <= ' ') {
            at = scan.skip(in, at);
        }
        if (in[at] == ']') {
            at++;
        } else {
            Scan.Frame frame = unique ? scan.frames[id] : null;
            while (true) {
                if (frame != null) {
                    frame.start(count, scan.at);
                }
                at = item.value(scan, in, at);
                if (at < 0) {
                    return GIVE_UP;
                }
                count++;
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
                byte c = in[at++];
                if (c == ']') {
                    break;
                }
                if (c != ',') {
                    return GIVE_UP;
                }
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
            }
            if (frame != null) {
                frame.start(count, scan.at);
                if (!areUnique(scan.out, frame, count)) {
                    return GIVE_UP;
                }
            }
        }
        if (count < least || count > most) {
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
        Scan.Frame frame = unique ? scan.frames[id] : null;
        for (int i = 0; i < count; i++) {
            if (frame != null) {
                frame.start(i, at);
            }
            at = item.avro(scan, in, at);
            if (at < 0) {
                return GIVE_UP;
            }
        }
        if (frame != null) {
            frame.start((int) count, at);
            if (!areUnique(in, frame, (int) count)) {
                return GIVE_UP;
            }
        }
        scan.values += (int) count;
        return in[at] == 0 ? at + 1 : GIVE_UP;
    }

    boolean isUnique() {
        return unique;
    }

    private static boolean areUnique(byte[] out, Scan.Frame frame, int count) {
        if (count > FEW) {
            return areManyUnique(out, frame, count);
        }
        for (int i = 1; i < count; i++) {
            for (int j = 0; j < i; j++) {
                if (areEqual(out, frame.starts, i, j)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean areEqual(byte[] out, int[] starts, int i, int j) {
        return Words.equal(out, starts[i], starts[i + 1], out, starts[j], starts[j + 1]);
    }

    private static boolean areManyUnique(byte[] out, Scan.Frame frame, int count) {
        int size = Integer.highestOneBit(count) * 4;
        if (frame.ends.length < size) {
            frame.ends = new int[size];
        }
        int[] table = frame.ends;
        Arrays.fill(table, 0, size, 0);
        for (int i = 0; i < count; i++) {
            int slot = hash(out, frame.starts[i], frame.starts[i + 1]) & size - 1;
            for (int probes = 0; table[slot] != 0; probes++) {
                if (probes > MOST_PROBES || areEqual(out, frame.starts, i, table[slot] - 1)) {
                    return false;
                }
                slot = slot + 1 & size - 1;
            }
            table[slot] = i + 1;
        }
        return true;
    }

    private static int hash(byte[] out, int from, int to) {
        long hash = to - from;
        for (int i = from; i < to; i += 8) {
            hash = (hash ^ Words.at(out, i) & Words.mask(to - i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32);
    }
}
