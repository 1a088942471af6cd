package dev.polder.gate.fast;

import java.util.Arrays;

/** Finds a member by its name in JSON; names with escapes are not found. */
final class MemberNames {
    private final Member[] members;
    private final int[] table;
    private final int shift;

    MemberNames(Member[] members) {
        this.members = members;
        int bits = 64 - Long.numberOfLeadingZeros(members.length * 2L + 1);
        this.shift = 64 - bits;
        this.table = new int[1 << bits];
        for (int i = 0; i < members.length; i++) {
            byte[] literal = Arrays.copyOf(members[i].literal, members[i].length + 16);
            int slot = slot(literal, 1, members[i].length - 2);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }

    /** The member whose name in quotes stands at {@code at}, or -1. */
    int find(byte[] in, int at) {
        if (in[at] != '"') {
            return -1;
        }
        int end = at + 1;
        for (byte c = in[end]; c != '"'; c = in[++end]) {
            if (c == '\\' || c >= 0 && c < ' ') {
                return -1;
            }
        }
        for (int slot = slot(in, at + 1, end); table[slot] != 0; slot = slot + 1 & table.length - 1) {
            int index = table[slot] - 1;
            Member member = members[index];
            if (member.length == end - at + 2 && Words.equal(in, at, end, member.literal, 0, member.length - 2)) {
                return index;
            }
        }
        return -1;
    }

    private int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = length;
        for (int i = from; i < to; i += 8) {
            hash = (hash ^ Words.at(bytes, i) & Words.mask(to - i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash * 0x9E3779B97F4A7C15L >>> shift);
    }
}
