package dev.polder.gate.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A record's steps over Avro, laid out one behind the other: objects are taken apart into their members, and arrays become loops. One
 * method runs it, so that most values are judged without a call.
 */
final class AvroProgram {
    /** In place of a position: there is no value. */
    static final int NOTHING = -2;

    private final AvroOp[] ops;
    private final int loops;
    private final int values;
    private final int slots;

    private AvroProgram(Writer writer, Tally tally) {
        this.ops = writer.ops.toArray(AvroOp[]::new);
        this.loops = writer.mostLoops;
        this.values = tally.values;
        this.slots = tally.slots;
    }

    /**
     * @param located the record's members of which somebody wants to know where they start
     */
    static AvroProgram of(StructStep record, Set<Integer> located) {
        Writer writer = new Writer();
        Tally tally = new Tally();
        if (record.countsMembers()) {
            writer.add(AvroOp.step(record));
        } else {
            writer.members(record, located, tally);
        }
        return new AvroProgram(writer, tally);
    }

    /** How many loops are within one another. */
    int loops() {
        return loops;
    }

    /**
     * Judges the record that starts at {@code from}.
     *
     * @return the position behind the record, or {@link Step#GIVE_UP}
     */
    int run(Scan scan, byte[] in, int from) {
        AvroOp[] all = ops;
        int at = from;
        scan.values += values;
        scan.slots += slots;
        for (int i = 0; i < all.length; i++) {
            AvroOp op = all[i];
            if (op.special) {
                int start = op.start(scan, in, at);
                if (start == NOTHING) {
                    at++;
                    i = op.behind;
                    continue;
                }
                if (start < 0) {
                    return Step.GIVE_UP;
                }
                at = start;
            }
            // No switch: a processor guesses a few comparisons better than a jump by a table.
            if (op.code <= AvroOp.LAST_NUMBER) {
                at = op.code == AvroOp.NUMBER ? Binary.number(scan, in, at) : DecimalStep.read(scan, in, at);
                long value = scan.mantissa;
                if (value < op.least || value > op.most) {
                    return Step.GIVE_UP;
                }
            } else if (op.code <= AvroOp.LAST_TEXT) {
                at = op.text(scan, in, at);
            } else if (op.code == AvroOp.NEXT) {
                if (--scan.loops[op.loop] > 0) {
                    i = op.behind;
                } else if (in[at++] != 0) {
                    return Step.GIVE_UP;
                }
            } else if (op.code == AvroOp.ITEMS) {
                at = op.items(scan, in, at);
                if (scan.loops[op.loop] == 0) {
                    i = op.behind;
                }
            } else {
                at = op.other(scan, in, at);
            }
            if (at < 0) {
                return Step.GIVE_UP;
            }
        }
        return at;
    }

    /** How many members and items a part of the program has. */
    private static final class Tally {
        private int values;
        private int slots;

        void add(StructStep struct) {
            values += struct.members.length;
            slots += struct.members.length + struct.nulls;
        }
    }

    /** Lays the steps out. */
    private static final class Writer {
        private final List<AvroOp> ops = new ArrayList<>();
        private int depth;
        private int mostLoops;

        private AvroOp add(AvroOp op) {
            op.behind = ops.size();
            ops.add(op);
            return op;
        }

        void members(StructStep struct, Set<Integer> located, Tally tally) {
            for (int i = 0; i < struct.members.length; i++) {
                AvroOp op = member(struct.members[i], tally);
                if (struct.hasConditions() || located.contains(i)) {
                    op.isLocated(struct.id, i);
                }
            }
            for (int i = 0; i < struct.nulls; i++) {
                add(AvroOp.of(AvroOp.NUMBER, 0, 0));
            }
            if (struct.hasConditions()) {
                add(AvroOp.holds(struct));
            }
            tally.add(struct);
        }

        private AvroOp member(Member member, Tally tally) {
            AvroOp op;
            if (member.step instanceof StructStep struct && !struct.countsMembers()) {
                op = object(struct);
            } else if (member.step instanceof ListStep list && !list.isUnique()) {
                op = items(list);
            } else {
                op = add(member.step.avroOp());
            }
            op.belongsTo(member);
            return op;
        }

        private AvroOp object(StructStep struct) {
            AvroOp object = add(AvroOp.of(AvroOp.OBJECT));
            Tally tally = new Tally();
            members(struct, Set.of(), tally);
            object.counts(tally.values, tally.slots);
            object.behind = ops.size() - 1;
            return object;
        }

        private AvroOp items(ListStep list) {
            AvroOp items = add(AvroOp.of(AvroOp.ITEMS, list.least, list.most));
            int first = items.behind;
            items.loop = depth++;
            mostLoops = Math.max(mostLoops, depth);
            Tally tally = new Tally();
            member(list.item, tally);
            items.counts(tally.values + 1, tally.slots);
            AvroOp next = add(AvroOp.of(AvroOp.NEXT));
            next.loop = --depth;
            items.behind = next.behind;
            next.behind = first;
            return items;
        }
    }
}
