package dev.polder.gate.fast;

/** One value, or one turn, of an {@link AvroProgram}. Not changed once the program stands. */
final class AvroOp {
    /** A zigzag number from {@link #least} to {@link #most}; also true and false. */
    static final int NUMBER = 0;
    /** A decimal whose unscaled number lies from {@link #least} to {@link #most}. */
    static final int DECIMAL = 1;

    static final int LAST_NUMBER = DECIMAL;
    /** A short string in which each place has its range of characters. */
    static final int RANGES = 2;
    /** A string of {@link #least} to {@link #most} characters, whatever they are. */
    static final int TEXT = 3;
    /** One of some short strings. */
    static final int SET = 4;

    static final int LAST_TEXT = SET;
    /** An item ends. */
    static final int NEXT = 5;
    /** The items of an array start, {@link #least} to {@link #most} of them. */
    static final int ITEMS = 6;
    /** An object starts. */
    static final int OBJECT = 7;
    /** The conditions of an object are asked. */
    static final int HOLDS = 8;
    /** A value that only its step can judge. */
    static final int STEP = 9;

    final int code;
    final long least;
    final long most;
    private final RangePattern ranges;
    private final ShortSet set;
    private final Step step;

    /** Whether the value is a union with null. */
    private boolean optional;
    /** Whether null is given up on. */
    private boolean needed;
    /** Whether anything is to be done before the value. */
    boolean special;
    /** The frame that remembers where the value starts; negative for none. */
    private int frame = -1;
    /** Its place in the frame. */
    private int index;
    /** How many loops are around this one. */
    int loop;
    /** The last operation that is passed over: when there is no value or no item, or on the way back to the first of an item. */
    int behind;
    /** How many members and items an object, or each item, has. */
    private int values;

    private int slots;

    private AvroOp(int code, long least, long most, RangePattern ranges, ShortSet set, Step step) {
        this.code = code;
        this.least = least;
        this.most = most;
        this.ranges = ranges;
        this.set = set;
        this.step = step;
    }

    static AvroOp of(int code) {
        return of(code, 0, 0);
    }

    static AvroOp of(int code, long least, long most) {
        return new AvroOp(code, least, most, null, null, null);
    }

    static AvroOp ranges(RangePattern ranges) {
        return new AvroOp(RANGES, 0, 0, ranges, null, null);
    }

    static AvroOp set(ShortSet set) {
        return new AvroOp(SET, 0, 0, null, set, null);
    }

    static AvroOp step(Step step) {
        return new AvroOp(STEP, 0, 0, null, null, step);
    }

    static AvroOp holds(StructStep object) {
        return new AvroOp(HOLDS, 0, 0, null, null, object);
    }

    void belongsTo(Member member) {
        optional = member.optional;
        needed = member.needed;
        special = optional;
    }

    void isLocated(int inFrame, int at) {
        frame = inFrame;
        index = at;
        special = true;
    }

    void counts(int members, int places) {
        values = members;
        slots = places;
    }

    /**
     * Judges which branch of a union it is.
     *
     * @return where the value starts, {@link Step#GIVE_UP}, or {@link AvroProgram#NOTHING} when it is null
     */
    int start(Scan scan, byte[] in, int at) {
        if (frame >= 0) {
            scan.frames[frame].starts[index] = at;
        }
        if (!optional || in[at] == 2) {
            return optional ? at + 1 : at;
        }
        return in[at] == 0 && !needed ? AvroProgram.NOTHING : Step.GIVE_UP;
    }

    int text(Scan scan, byte[] in, int at) {
        if (code == RANGES) {
            return ranges.avro(in, at);
        }
        if (code == SET) {
            return set.avro(in, at);
        }
        int start = Binary.text(scan, in, at);
        int length = scan.textEnd - start - scan.continuations;
        return start >= 0 && length >= least && length <= most ? scan.textEnd : Step.GIVE_UP;
    }

    int items(Scan scan, byte[] in, int from) {
        int at = Binary.number(scan, in, from);
        long count = scan.mantissa;
        if (at < 0 || count < least || count > most || count > scan.at - from) {
            return Step.GIVE_UP;
        }
        scan.loops[loop] = (int) count;
        scan.values += count * values;
        scan.slots += count * slots;
        return at;
    }

    /** What is rare, or takes its time. */
    int other(Scan scan, byte[] in, int at) {
        if (code == STEP) {
            return step.avro(scan, in, at);
        }
        if (code == HOLDS) {
            StructStep object = (StructStep) step;
            return object.hold(in, scan.frames[object.id]) ? at : Step.GIVE_UP;
        }
        scan.values += values;
        scan.slots += slots;
        return at;
    }
}
