package dev.polder.gate.fast;

import java.util.Arrays;

/**
 * Members that the contract does not have and that are left out: passes over them, as strictly as over any other JSON, and notes their
 * names. Gives up on names with escapes or beyond ASCII, and on more members than are worth comparing.
 */
public final class UnknownMembers {
    /** Of one record; names are compared one by one, because none may stand twice. */
    private static final int MOST = 64;

    private static final int NULL = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
    private static final int TRUE = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
    private static final int ALSE = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;

    private final String path;
    private final int deepest;

    /**
     * @param path of the objects whose members these are
     * @param deepest objects and arrays within one another that a value may be
     */
    public UnknownMembers(String path, int deepest) {
        this.path = path;
        this.deepest = deepest;
    }

    /** The members that were passed over in one record. */
    static final class Seen {
        private final UnknownMembers[] owners = new UnknownMembers[MOST];
        private final int[] starts = new int[MOST];
        private final int[] ends = new int[MOST];
        private final byte[] values = new byte[MOST];
        private int count;
        /** Names within values. */
        private final int[] inner = new int[2 * MOST];

        private int innerCount;

        void clear() {
            count = 0;
            innerCount = 0;
        }

        int count() {
            return count;
        }

        /** Forgets all but the first. */
        void keep(int first) {
            count = first;
        }

        String path(int index) {
            return owners[index].path;
        }

        int start(int index) {
            return starts[index];
        }

        int end(int index) {
            return ends[index];
        }

        /** The first character of a value. */
        byte value(int index) {
            return values[index];
        }
    }

    /**
     * Passes over the member that starts at {@code from}.
     *
     * @param first of the members that are noted, as many as there were when its object began
     * @return the position behind its value, or {@link Step#GIVE_UP}
     */
    int skip(Scan scan, byte[] in, int from, int first) {
        Seen seen = scan.unknown;
        int end = name(in, from);
        if (end < 0 || seen.count == MOST) {
            return Step.GIVE_UP;
        }
        for (int i = first; i < seen.count; i++) {
            if (seen.owners[i] == this && Arrays.equals(in, seen.starts[i], seen.ends[i], in, from + 1, end)) {
                return Step.GIVE_UP;
            }
        }
        int at = colon(scan, in, end + 1);
        if (at < 0) {
            return Step.GIVE_UP;
        }
        seen.owners[seen.count] = this;
        seen.starts[seen.count] = from + 1;
        seen.ends[seen.count] = end;
        seen.values[seen.count] = in[at];
        seen.count++;
        return value(scan, in, at, deepest);
    }

    /** Where the plain name ends whose quote stands at {@code from}. */
    private static int name(byte[] in, int from) {
        if (in[from] != '"') {
            return Step.GIVE_UP;
        }
        int at = from + 1;
        for (byte c = in[at]; c != '"'; c = in[++at]) {
            if (c < ' ' || c == '\\') {
                return Step.GIVE_UP;
            }
        }
        return at;
    }

    /** Where the value starts behind a colon. */
    private static int colon(Scan scan, byte[] in, int from) {
        int at = scan.skip(in, from);
        return in[at] == ':' ? scan.skip(in, at + 1) : Step.GIVE_UP;
    }

    private static int value(Scan scan, byte[] in, int at, int depth) {
        return switch (in[at]) {
            case '"' -> string(in, at + 1);
            case '{' -> depth > 0 ? object(scan, in, at + 1, depth - 1) : Step.GIVE_UP;
            case '[' -> depth > 0 ? array(scan, in, at + 1, depth - 1) : Step.GIVE_UP;
            case 'n' -> Words.intAt(in, at) == NULL ? at + 4 : Step.GIVE_UP;
            case 't' -> Words.intAt(in, at) == TRUE ? at + 4 : Step.GIVE_UP;
            case 'f' -> Words.intAt(in, at + 1) == ALSE ? at + 5 : Step.GIVE_UP;
            default -> number(in, at);
        };
    }

    private static int object(Scan scan, byte[] in, int from, int depth) {
        Seen seen = scan.unknown;
        int first = seen.innerCount;
        int at = scan.skip(in, from);
        if (in[at] == '}') {
            return at + 1;
        }
        while (true) {
            int end = name(in, at);
            if (end < 0 || seen.innerCount == seen.inner.length || isAmong(seen, first, in, at + 1, end)) {
                return Step.GIVE_UP;
            }
            seen.inner[seen.innerCount++] = at + 1;
            seen.inner[seen.innerCount++] = end;
            at = colon(scan, in, end + 1);
            at = at < 0 ? at : value(scan, in, at, depth);
            if (at < 0) {
                return Step.GIVE_UP;
            }
            scan.values++;
            at = scan.skip(in, at);
            if (in[at] == '}') {
                seen.innerCount = first;
                return at + 1;
            }
            if (in[at] != ',') {
                return Step.GIVE_UP;
            }
            at = scan.skip(in, at + 1);
        }
    }

    private static boolean isAmong(Seen seen, int first, byte[] in, int from, int to) {
        for (int i = first; i < seen.innerCount; i += 2) {
            if (Arrays.equals(in, seen.inner[i], seen.inner[i + 1], in, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static int array(Scan scan, byte[] in, int from, int depth) {
        int at = scan.skip(in, from);
        if (in[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = value(scan, in, at, depth);
            if (at < 0) {
                return Step.GIVE_UP;
            }
            scan.values++;
            at = scan.skip(in, at);
            if (in[at] == ']') {
                return at + 1;
            }
            if (in[at] != ',') {
                return Step.GIVE_UP;
            }
            at = scan.skip(in, at + 1);
        }
    }

    /** Half characters that are escaped may stand here, because nobody stores them. */
    private static int string(byte[] in, int from) {
        int at = from;
        while (true) {
            long special = Words.special(Words.at(in, at));
            if (special == 0) {
                at += 8;
                continue;
            }
            at += Long.numberOfTrailingZeros(special) >>> 3;
            byte c = in[at];
            if (c == '"') {
                return at + 1;
            }
            int length = c < 0 ? Texts.character(in, at) : c == '\\' ? escape(in, at) : Step.GIVE_UP;
            if (length < 0) {
                return Step.GIVE_UP;
            }
            at += length;
        }
    }

    private static int escape(byte[] in, int at) {
        return switch (in[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> Texts.hex(in, at + 2) < 0 ? Step.GIVE_UP : 6;
            default -> Step.GIVE_UP;
        };
    }

    private static int number(byte[] in, int from) {
        int start = in[from] == '-' ? from + 1 : from;
        int at = digits(in, start);
        if (at == start || in[start] == '0' && at > start + 1) {
            return Step.GIVE_UP;
        }
        if (in[at] == '.') {
            start = at + 1;
            at = digits(in, start);
            if (at == start) {
                return Step.GIVE_UP;
            }
        }
        if ((in[at] | 0x20) != 'e') {
            return at;
        }
        at++;
        start = in[at] == '+' || in[at] == '-' ? at + 1 : at;
        at = digits(in, start);
        return at == start ? Step.GIVE_UP : at;
    }

    private static int digits(byte[] in, int from) {
        int at = from;
        while (in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        return at;
    }
}
