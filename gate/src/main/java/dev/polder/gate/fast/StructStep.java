package dev.polder.gate.fast;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Objects with known members. While they come in the contract's order their Avro is written right where it belongs. When
 * they do not, the object is read again, and so are the following ones: members are expected in the order in which they came last time,
 * and their Avro is put in order at the end of the object.
 */
public final class StructStep extends Step {
    private static final int HOPS = 3;
    /** In place of a position: to be read again, in any order. */
    private static final int OUT_OF_ORDER = -2;
    /** After so many objects that were in order it tries again whether the next one is. */
    private static final int DISORDER = 16;

    final int id;
    final Member[] members;
    private final MemberNames names;
    private final int needed;
    private final int least;
    private final int most;
    final int nulls;
    private final Condition[] conditions;
    /** Null where the engine leaves members that the contract does not have to others. */
    private final UnknownMembers unknown;

    /**
     * @param id its place among the contract's objects, from 0
     * @param members in the contract's order
     * @param least members that must stand there, null or not
     * @param most members that may stand there
     * @param nulls how many members follow in the Avro that JSON cannot name, and that are null
     * @param conditions between the members
     * @param unknown for members that the contract does not have, if they are left out
     */
    public StructStep(
            int id,
            List<Member> members,
            int least,
            int most,
            int nulls,
            List<Condition> conditions,
            Optional<UnknownMembers> unknown) {
        this.id = id;
        this.members = members.toArray(Member[]::new);
        this.names = new MemberNames(this.members);
        this.needed = (int) members.stream().filter(member -> member.needed).count();
        this.least = least;
        this.most = most;
        this.nulls = nulls;
        this.conditions = conditions.toArray(Condition[]::new);
        this.unknown = unknown.orElse(null);
    }

    @Override
    int parse(Scan scan, byte[] in, int from) {
        if (in[from] != '{') {
            return GIVE_UP;
        }
        Scan.Frame frame = scan.frames[id];
        if (frame.disorder > 0) {
            return inAnyOrder(scan, frame, in, from);
        }
        int start = scan.at;
        int unknowns = scan.unknown.count();
        int at = inOrder(scan, frame, in, from);
        if (at != OUT_OF_ORDER) {
            return at;
        }
        scan.at = start;
        scan.unknown.keep(unknowns);
        return inAnyOrder(scan, frame, in, from);
    }

    /** As long as the members come in the contract's order, none can stand twice and what is missing shows at once. */
    private int inOrder(Scan scan, Scan.Frame frame, byte[] in, int from) {
        Member[] all = members;
        int[] starts = frame.starts;
        int unknowns = scan.unknown.count();
        int index = 0;
        int count = 0;
        int at = from + 1;
        if (in[at] <= ' ') {
            at = scan.skip(in, at);
        }
        if (in[at] == '}') {
            return close(scan, frame, 0, 0, at);
        }
        while (true) {
            boolean inTurn = index < all.length && all[index].isAt(in, at);
            int found = inTurn ? index : later(in, at, index);
            if (found < 0) {
                at = unknown(scan, in, at, unknowns);
                if (at < 0) {
                    return GIVE_UP;
                }
            } else {
                if (inTurn) {
                    at += all[index].length;
                } else {
                    if (found < index || !absent(scan, frame, index, found)) {
                        return OUT_OF_ORDER;
                    }
                    index = found;
                    at = colon(scan, in, at + all[index].length - 1);
                    if (at < 0) {
                        return GIVE_UP;
                    }
                }
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
                starts[index] = scan.at;
                at = all[index].value(scan, in, at);
                if (at < 0) {
                    return GIVE_UP;
                }
                index++;
            }
            count++;
            byte c = in[at];
            if (c <= ' ') {
                at = scan.skip(in, at);
                c = in[at];
            }
            if (c != ',') {
                return c == '}' ? close(scan, frame, index, count, at) : GIVE_UP;
            }
            at++;
            if (in[at] <= ' ') {
                at = scan.skip(in, at);
            }
        }
    }

    private int unknown(Scan scan, byte[] in, int at, int first) {
        return unknown == null ? GIVE_UP : unknown.skip(scan, in, at, first);
    }

    private int close(Scan scan, Scan.Frame frame, int next, int count, int at) {
        if (count < least || count > most) {
            return GIVE_UP;
        }
        scan.values += count;
        return fill(scan, frame, next) && hold(scan.out, frame) ? at + 1 : GIVE_UP;
    }

    /** Whether it may have too few members, or too many. */
    boolean countsMembers() {
        return least > 0 || most < members.length;
    }

    boolean hasConditions() {
        return conditions.length > 0;
    }

    /** Ends a record whose members came in order, the last one before {@code next}; false when something is missing. */
    boolean fill(Scan scan, Scan.Frame frame, int next) {
        scan.slots += members.length + nulls;
        if (next < members.length && !absent(scan, frame, next, members.length)) {
            return false;
        }
        if (nulls > 0) {
            absent(scan, nulls);
        }
        return true;
    }

    /** Whether the conditions do, once all members are in place. */
    boolean hold(byte[] avro, Scan.Frame frame) {
        for (Condition condition : conditions) {
            if (!condition.holds(avro, frame.starts)) {
                return false;
            }
        }
        return true;
    }

    /** Finds a member that is not the one in turn. */
    private int later(byte[] in, int at, int index) {
        for (int i = index + 1; i < members.length && i <= index + HOPS; i++) {
            if (members[i].isAt(in, at)) {
                return i;
            }
        }
        return names.find(in, at);
    }

    /** Finds the colon behind a name and gives where the value starts, before white space. */
    private static int colon(Scan scan, byte[] in, int from) {
        int at = in[from] == ':' ? from : scan.skip(in, from);
        return in[at] == ':' ? at + 1 : GIVE_UP;
    }

    /** Leaves members out; false when one of them must not be. */
    boolean absent(Scan scan, Scan.Frame frame, int from, int to) {
        for (int i = from; i < to; i++) {
            if (members[i].needed) {
                return false;
            }
            frame.starts[i] = scan.at + i - from;
        }
        absent(scan, to - from);
        return true;
    }

    private static void absent(Scan scan, int count) {
        byte[] out = scan.room(count);
        Arrays.fill(out, scan.at, scan.at + count, (byte) 0);
        scan.at += count;
    }

    private int inAnyOrder(Scan scan, Scan.Frame frame, byte[] in, int from) {
        Member[] all = members;
        int[] next = frame.next;
        int stamp = frame.nextStamp();
        int start = scan.at;
        int previous = -1;
        boolean ordered = true;
        int missing = needed;
        int unknowns = scan.unknown.count();
        int count = 0;
        int at = from + 1;
        if (in[at] <= ' ') {
            at = scan.skip(in, at);
        }
        byte c = in[at];
        while (c != '}') {
            int index = next[previous + 1];
            boolean inTurn = all[index].isAt(in, at);
            if (!inTurn) {
                index = find(in, at, next, index);
            }
            if (index < 0) {
                at = unknown(scan, in, at, unknowns);
                if (at < 0) {
                    return GIVE_UP;
                }
            } else {
                if (inTurn) {
                    at += all[index].length;
                } else {
                    if (!hops(next, previous, index)) {
                        next[previous + 1] = index;
                    }
                    at = colon(scan, in, at + all[index].length - 1);
                }
                if (at < 0 || frame.seen[index] == stamp) {
                    return GIVE_UP;
                }
                frame.seen[index] = stamp;
                if (in[at] <= ' ') {
                    at = scan.skip(in, at);
                }
                ordered &= index > previous;
                previous = index;
                frame.starts[index] = scan.at;
                at = all[index].value(scan, in, at);
                if (at < 0) {
                    return GIVE_UP;
                }
                frame.ends[index] = scan.at;
                if (all[index].needed) {
                    missing--;
                }
            }
            count++;
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
                if (in[at] == '}') {
                    return GIVE_UP;
                }
            } else if (c != '}') {
                return GIVE_UP;
            }
        }
        if (missing != 0 || count < least || count > most) {
            return GIVE_UP;
        }
        if (!ordered) {
            frame.disorder = DISORDER;
            frame.disordered = scan.records;
        } else if (frame.disordered != scan.records) {
            // Not within the same record: objects within objects would be read again and again.
            frame.disorder--;
        }
        scan.values += count;
        scan.slots += all.length + nulls;
        assemble(scan, frame, start);
        return hold(scan.out, frame) ? at + 1 : GIVE_UP;
    }

    @Override
    int avro(Scan scan, byte[] in, int from) {
        Scan.Frame frame = scan.frames[id];
        int at = from;
        int count = 0;
        for (int i = 0; i < members.length; i++) {
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
        return count >= least && count <= most && hold(in, frame) ? at : GIVE_UP;
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

    /** Puts what is there in order; false when something is missing. */
    boolean complete(Scan scan, Scan.Frame frame, int start) {
        for (int i = 0; i < members.length; i++) {
            if (members[i].needed && frame.seen[i] != frame.stamp()) {
                return false;
            }
        }
        scan.slots += members.length + nulls;
        assemble(scan, frame, start);
        return true;
    }

    /** Puts the members' Avro in the contract's order. */
    private void assemble(Scan scan, Scan.Frame frame, int start) {
        int most = scan.at - start + members.length + nulls;
        byte[] sorted = scan.spare(most);
        byte[] out = scan.room(most);
        int at = 0;
        int[] starts = frame.starts;
        int[] ends = frame.ends;
        int[] seen = frame.seen;
        int stamp = frame.stamp();
        for (int i = 0; i < members.length; i++) {
            int from = starts[i];
            starts[i] = start + at;
            if (seen[i] == stamp) {
                int length = ends[i] - from;
                Words.copy(out, from, sorted, at, length);
                at += length;
            } else {
                sorted[at++] = 0;
            }
        }
        for (int i = 0; i < nulls; i++) {
            sorted[at++] = 0;
        }
        Words.copy(sorted, 0, out, start, at);
        scan.at = start + at;
    }
}
