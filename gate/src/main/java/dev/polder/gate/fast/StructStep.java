package dev.polder.gate.fast;

import java.util.Arrays;
import java.util.List;

/**
 * Objects with known members. It expects the members in the order in which they came last time. While they come in the contract's
 * order their Avro is written right where it belongs; otherwise it is put in order at the end of the object.
 */
public final class StructStep extends Step {
    private static final int HOPS = 3;

    final int id;
    final Member[] members;
    private final MemberNames names;
    private final int needed;
    private final int least;
    private final int most;
    private final int nulls;

    /**
     * @param id its place among the contract's objects, from 0
     * @param members in the contract's order
     * @param least members that must stand there, null or not
     * @param most members that may stand there
     * @param nulls how many members follow in the Avro that JSON cannot name, and that are null
     */
    public StructStep(int id, List<Member> members, int least, int most, int nulls) {
        this.id = id;
        this.members = members.toArray(Member[]::new);
        this.names = new MemberNames(this.members);
        this.needed = (int) members.stream().filter(member -> member.needed).count();
        this.least = least;
        this.most = most;
        this.nulls = nulls;
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '{') {
            return GIVE_UP;
        }
        Scan.Frame frame = scan.frames[id];
        Member[] all = members;
        int[] next = frame.next;
        int stamp = frame.nextStamp();
        int start = scan.at;
        int previous = -1;
        int last = -1;
        boolean ordered = true;
        int missing = needed;
        int count = 0;
        int at = from + 1;
        byte c = in[at];
        if (c <= ' ') {
            at = scan.skip(in, at);
            c = in[at];
        }
        if (c == '}') {
            return finish(scan, frame, start, last, true, missing, 0) ? at + 1 : GIVE_UP;
        }
        while (true) {
            int index = next[previous + 1];
            Member member = all[index];
            if (member.isAt(in, at)) {
                at += member.length;
            } else {
                index = find(in, at, next, index);
                if (index < 0) {
                    return GIVE_UP;
                }
                if (next[previous + 1] != index && !hops(next, previous, index)) {
                    next[previous + 1] = index;
                }
                member = all[index];
                at += member.length - 1;
                if (in[at] != ':') {
                    at = scan.skip(in, at);
                    if (in[at] != ':') {
                        return GIVE_UP;
                    }
                }
                at++;
            }
            previous = index;
            count++;
            if (frame.seen[index] == stamp) {
                return GIVE_UP;
            }
            frame.seen[index] = stamp;
            if (in[at] <= ' ') {
                at = scan.skip(in, at);
            }
            if (index == last + 1) {
                last = index;
            } else if (index > last) {
                if (ordered) {
                    absent(scan, last + 1, index);
                }
                last = index;
            } else {
                ordered = false;
            }
            frame.starts[index] = scan.at;
            at = member.value(scan, in, at);
            if (at < 0) {
                return GIVE_UP;
            }
            frame.ends[index] = scan.at;
            if (member.needed) {
                missing--;
            }
            c = in[at];
            if (c <= ' ') {
                at = scan.skip(in, at);
                c = in[at];
            }
            if (c == ',') {
                at++;
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
            } else if (c == '}') {
                return finish(scan, frame, start, last, ordered, missing, count) ? at + 1 : GIVE_UP;
            } else {
                return GIVE_UP;
            }
        }
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        Scan.Frame frame = scan.frames[id];
        int stamp = frame.nextStamp();
        int at = from;
        int count = 0;
        for (int i = 0; i < members.length; i++) {
            frame.seen[i] = stamp;
            frame.starts[i] = at;
            Member member = members[i];
            count += member.isNull(in, at) ? 0 : 1;
            at = member.avro(scan, in, at);
            if (at < 0) {
                return GIVE_UP;
            }
        }
        for (int i = 0; i < nulls; i++) {
            if (in[at++] != 0) {
                return GIVE_UP;
            }
        }
        scan.values += members.length;
        scan.slots += members.length + nulls;
        return count >= least && count <= most ? at : GIVE_UP;
    }

    /** Whether the learned order leads from one member to another within a few steps: then what is between is just absent. */
    private static boolean hops(int[] next, int previous, int index) {
        int at = previous;
        for (int i = 0; i <= HOPS; i++) {
            at = next[at + 1];
            if (at == index) {
                return true;
            }
        }
        return false;
    }

    private int find(byte[] in, int at, int[] next, int expected) {
        int index = expected;
        for (int i = 0; i < HOPS; i++) {
            index = next[index + 1];
            if (members[index].isAt(in, at)) {
                return index;
            }
        }
        return names.find(in, at);
    }

    private static void absent(Scan scan, int from, int to) {
        byte[] out = scan.room(to - from);
        if (to - from > 8) {
            Arrays.fill(out, scan.at, scan.at + to - from, (byte) 0);
        } else {
            Words.put(out, scan.at, 0);
        }
        scan.at += to - from;
    }

    private boolean finish(Scan scan, Scan.Frame frame, int start, int last, boolean ordered, int missing, int count) {
        if (missing != 0 || count < least || count > most) {
            return false;
        }
        scan.values += count;
        scan.slots += members.length + nulls;
        if (!ordered) {
            assemble(scan, frame, start);
            last = members.length - 1;
        }
        if (last + 1 < members.length + nulls) {
            absent(scan, last + 1, members.length + nulls);
        }
        return true;
    }

    private void assemble(Scan scan, Scan.Frame frame, int start) {
        byte[] out = scan.out;
        byte[] sorted = scan.spare(scan.at - start + members.length);
        int at = 0;
        int[] starts = frame.starts;
        int[] ends = frame.ends;
        int[] seen = frame.seen;
        int stamp = frame.stamp();
        for (int i = 0; i < members.length; i++) {
            if (seen[i] == stamp) {
                int length = ends[i] - starts[i];
                Words.copy(out, starts[i], sorted, at, length);
                starts[i] = start + at;
                at += length;
            } else {
                sorted[at++] = 0;
            }
        }
        // Placeholders of members that came later are gone, those of members that never came were counted.
        scan.at = start;
        System.arraycopy(sorted, 0, scan.room(at), start, at);
        scan.at = start + at;
    }
}
