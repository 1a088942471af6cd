package dev.polder.gate.fast;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A member of an object: how its name looks in JSON, and who reads its value. */
public final class Member {
    private static final int NULL = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;

    /** {@code "name":} */
    final byte[] literal;

    final int length;
    private final long word;
    private final long mask;
    private final long secondWord;
    private final long secondMask;
    final Step step;
    final boolean optional;
    final boolean needed;

    /**
     * @param name as the contract has it
     * @param optional whether the Avro is a union with null
     * @param needed whether the engine gives up where there is no value
     */
    public Member(String name, Step step, boolean optional, boolean needed) {
        this.literal = ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
        this.length = literal.length;
        byte[] padded = Arrays.copyOf(literal, length + 16);
        this.mask = Words.mask(length);
        this.word = Words.at(padded, 0) & mask;
        this.secondMask = length <= 8 ? 0 : Words.mask(length - 8);
        this.secondWord = length <= 8 ? 0 : Words.at(padded, 8) & secondMask;
        this.step = step;
        this.optional = optional;
        this.needed = needed;
    }

    /** Whether {@code "name":} stands there, with nothing between. */
    boolean isAt(byte[] in, int at) {
        if ((Words.at(in, at) & mask) != word) {
            return false;
        }
        return length <= 8
                || (Words.at(in, at + 8) & secondMask) == secondWord
                        && (length <= 16 || Words.equal(in, at + 16, at + length, literal, 16, length));
    }

    int value(Scan scan, byte[] in, int at) {
        scan.ready();
        if (optional) {
            byte[] out = scan.out;
            if (in[at] == 'n') {
                if (needed || Words.intAt(in, at) != NULL) {
                    return Step.GIVE_UP;
                }
                out[scan.at++] = 0;
                return at + 4;
            }
            out[scan.at++] = 2;
        }
        return step.parse(scan, in, at);
    }

    boolean isNull(byte[] in, int at) {
        return optional && in[at] == 0;
    }

    /** Judges a value that is Avro already; like {@link Step#avro}. */
    int avro(Scan scan, byte[] in, int at) {
        if (!optional) {
            return step.avro(scan, in, at);
        }
        if (in[at] == 2) {
            return step.avro(scan, in, at + 1);
        }
        return in[at] == 0 && !needed ? at + 1 : Step.GIVE_UP;
    }

    boolean isText() {
        return step.isText();
    }

    /** No value, in CSV. */
    boolean none(Scan scan) {
        if (needed || !optional) {
            return false;
        }
        scan.out[scan.at++] = 0;
        return true;
    }

    /** A value, in CSV. */
    boolean cell(Scan scan, byte[] in, int from, int to) {
        if (optional) {
            scan.out[scan.at++] = 2;
        }
        return step.cell(scan, in, from, to);
    }
}
