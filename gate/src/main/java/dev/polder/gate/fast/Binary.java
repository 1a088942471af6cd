package dev.polder.gate.fast;

/**
 * Reads Avro's binary encoding as the engine itself writes it: numbers and lengths as short as can be, arrays and maps in one block.
 * Whatever else Avro allows is somebody else's to read. The record stands in {@link Scan#out} and ends at {@link Scan#at}.
 */
final class Binary {
    private Binary() {}

    /**
     * Reads a zigzag number into {@link Scan#mantissa}.
     *
     * @return the position behind it, or {@link Step#GIVE_UP}
     */
    static int number(Scan scan, byte[] in, int from) {
        byte c = in[from];
        if (c >= 0) {
            scan.mantissa = c >>> 1 ^ -(c & 1);
            return from + 1;
        }
        long word = Words.at(in, from);
        long ends = ~word & Words.HIGHS;
        if (ends == 0) {
            return large(scan, in, from);
        }
        // Up to eight bytes at once: seven bits of each are pushed together.
        int bits = Long.numberOfTrailingZeros(ends) + 1;
        long last = ends & -ends;
        long sevens = word & (last - 1 | last) & ~Words.HIGHS;
        long fourteens = sevens & 0x007F007F007F007FL | (sevens & 0x7F007F007F007F00L) >>> 1;
        long halves = fourteens & 0x00003FFF00003FFFL | (fourteens & 0x3FFF00003FFF0000L) >>> 2;
        long zigzag = halves & 0xFFFFFFFL | (halves & 0x0FFFFFFF00000000L) >>> 4;
        scan.mantissa = zigzag >>> 1 ^ -(zigzag & 1);
        // A last byte of nothing could have been left out.
        return (sevens & last - (last >>> 7)) != 0 ? from + (bits >>> 3) : Step.GIVE_UP;
    }

    private static int large(Scan scan, byte[] in, int from) {
        long zigzag = 0;
        int at = from;
        for (int shift = 0; shift < 64; shift += 7) {
            byte c = in[at++];
            zigzag |= (long) (c & 0x7F) << shift;
            if (c >= 0) {
                // A last byte of nothing could have been left out; the tenth holds one bit.
                if (c == 0 || shift == 63 && c != 1) {
                    return Step.GIVE_UP;
                }
                scan.mantissa = zigzag >>> 1 ^ -(zigzag & 1);
                return at;
            }
        }
        return Step.GIVE_UP;
    }

    /** Reads the length of bytes that are all there into {@link Scan#mantissa}, and gives where they start. */
    static int length(Scan scan, byte[] in, int from) {
        int at = number(scan, in, from);
        return at >= 0 && scan.mantissa >= 0 && scan.mantissa <= scan.at - at ? at : Step.GIVE_UP;
    }

    /**
     * Passes over a string that a column may hold, and says in the scan where it ends and what it is made of.
     *
     * @return where it starts, or {@link Step#GIVE_UP}
     */
    static int text(Scan scan, byte[] in, int from) {
        int length = in[from] >> 1;
        int start = from + 1;
        if ((in[from] & 0x81) != 0 || length > scan.at - start) {
            start = length(scan, in, from);
            if (start < 0) {
                return Step.GIVE_UP;
            }
            length = (int) scan.mantissa;
        }
        int end = start + length;
        scan.textEnd = end;
        scan.continuations = 0;
        scan.ascii = true;
        if (length == 0) {
            return start;
        }
        // The first and the last eight bytes, which may be the same, and fewer than eight.
        long mask = Words.maskOfSome(Math.min(length, 8));
        long fill = ~mask & Words.ONES;
        long special = special(Words.at(in, start) & mask | fill)
                | special(Words.at(in, Math.max(start, end - 8)) & mask | fill);
        for (int at = start + 8; at < end - 8; at += 8) {
            special |= special(Words.at(in, at));
        }
        return special == 0 ? start : characters(scan, in, start, end);
    }

    /** Not zero when one of eight bytes is zero or not ASCII. */
    private static long special(long word) {
        return (word - Words.ONES | word) & Words.HIGHS;
    }

    /** Looks at each character. */
    private static int characters(Scan scan, byte[] in, int start, int end) {
        int at = start;
        while (at < end) {
            byte c = in[at];
            if (c > 0) {
                at++;
                continue;
            }
            int more = c == 0 ? -1 : continuations(in, at);
            if (more < 0 || at + more >= end) {
                return Step.GIVE_UP;
            }
            scan.ascii = false;
            scan.continuations += more;
            at += 1 + more;
        }
        return start;
    }

    /** How many bytes continue the character that starts there; negative when it is not well-formed UTF-8. */
    private static int continuations(byte[] in, int at) {
        int first = in[at] & 0xFF;
        int second = in[at + 1] & 0xFF;
        if (first >= 0xC2 && first < 0xE0) {
            return second >> 6 == 2 ? 1 : -1;
        }
        if (first >= 0xE0 && first < 0xF0) {
            int least = first == 0xE0 ? 0xA0 : 0x80;
            int most = first == 0xED ? 0x9F : 0xBF;
            return second >= least && second <= most && isContinuation(in[at + 2]) ? 2 : -1;
        }
        if (first >= 0xF0 && first < 0xF5) {
            int least = first == 0xF0 ? 0x90 : 0x80;
            int most = first == 0xF4 ? 0x8F : 0xBF;
            return second >= least && second <= most && isContinuation(in[at + 2]) && isContinuation(in[at + 3])
                    ? 3
                    : -1;
        }
        return -1;
    }

    private static boolean isContinuation(byte c) {
        return (c & 0xC0) == 0x80;
    }
}
