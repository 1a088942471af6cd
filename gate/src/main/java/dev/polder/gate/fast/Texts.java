package dev.polder.gate.fast;

/**
 * Strings of JSON and CSV: resolves escapes, checks UTF-8 and copies to the Avro. A string is left one byte behind {@link Scan#at},
 * so that a short length fits before it, and ends at {@link Scan#textEnd}.
 */
final class Texts {
    private Texts() {}

    /**
     * Copies the string whose first byte, behind the quote, is at {@code from}.
     *
     * @return the position of the closing quote, or {@link Step#GIVE_UP}
     */
    static int copy(Scan scan, byte[] in, int from) {
        byte[] out = scan.out;
        int most = out.length - Words.PADDING;
        int to = scan.at + 1;
        int at = from;
        while (true) {
            if (to > most) {
                out = scan.grow(to, Words.PADDING);
                most = out.length - Words.PADDING;
            }
            long word = Words.at(in, at);
            Words.put(out, to, word);
            long special = Words.special(word);
            if (special == 0) {
                at += 8;
                to += 8;
                continue;
            }
            int plain = Long.numberOfTrailingZeros(special) >>> 3;
            at += plain;
            to += plain;
            if (in[at] == '"') {
                scan.textEnd = to;
                scan.ascii = true;
                scan.continuations = 0;
                return at;
            }
            return rest(scan, in, at, to);
        }
    }

    /** Goes on at the first byte that is not simply copied. */
    private static int rest(Scan scan, byte[] in, int from, int start) {
        byte[] out = scan.out;
        int at = from;
        int to = start;
        boolean ascii = true;
        int continuations = 0;
        while (true) {
            if (to + Words.PADDING > out.length) {
                out = scan.grow(to, Words.PADDING);
            }
            byte c = in[at];
            if (c == '"') {
                scan.textEnd = to;
                scan.ascii = ascii;
                scan.continuations = continuations;
                return at;
            }
            if (c < 0) {
                int length = character(in, at);
                if (length < 0) {
                    return Step.GIVE_UP;
                }
                ascii = false;
                for (int i = 0; i < length; i++) {
                    out[to++] = in[at++];
                }
                continuations += length - 1;
            } else if (c == '\\') {
                int written = escape(in, at, out, to);
                if (written < 0) {
                    return Step.GIVE_UP;
                }
                if (written > 1) {
                    ascii = false;
                    continuations += written - 1;
                }
                at += in[at + 1] != 'u' ? 2 : written == 4 ? 12 : 6;
                to += written;
            } else if (c < ' ') {
                return Step.GIVE_UP;
            } else {
                long word = Words.at(in, at);
                Words.put(out, to, word);
                long special = Words.special(word);
                int plain = special == 0 ? 8 : Long.numberOfTrailingZeros(special) >>> 3;
                at += plain;
                to += plain;
            }
        }
    }

    /** The bytes of the well-formed character that starts with a byte that is not ASCII; -1 when it is none (Unicode, table 3-7). */
    static int character(byte[] in, int at) {
        int lead = in[at] & 0xFF;
        int second = in[at + 1] & 0xFF;
        if (lead < 0xC2 || second < 0x80 || second > 0xBF) {
            return -1;
        }
        if (lead < 0xE0) {
            return 2;
        }
        if ((in[at + 2] & 0xC0) != 0x80) {
            return -1;
        }
        if (lead < 0xF0) {
            return lead == 0xE0 && second < 0xA0 || lead == 0xED && second > 0x9F ? -1 : 3;
        }
        boolean outside = lead > 0xF4 || lead == 0xF0 && second < 0x90 || lead == 0xF4 && second > 0x8F;
        return outside || (in[at + 3] & 0xC0) != 0x80 ? -1 : 4;
    }

    /** Writes what a backslash stands for as UTF-8 and gives its length; -1 for what is no escape, U+0000 and half a character. */
    private static int escape(byte[] in, int at, byte[] out, int to) {
        byte c = in[at + 1];
        if (c != 'u') {
            byte plain = switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> 0;
            };
            out[to] = plain;
            return plain == 0 ? -1 : 1;
        }
        int code = hex(in, at + 2);
        if (code <= 0) {
            return -1;
        }
        if (code < 0x80) {
            out[to] = (byte) code;
            return 1;
        }
        if (code < 0x800) {
            out[to] = (byte) (0xC0 | code >> 6);
            out[to + 1] = (byte) (0x80 | code & 0x3F);
            return 2;
        }
        if (code < 0xD800 || code > 0xDFFF) {
            out[to] = (byte) (0xE0 | code >> 12);
            out[to + 1] = (byte) (0x80 | code >> 6 & 0x3F);
            out[to + 2] = (byte) (0x80 | code & 0x3F);
            return 3;
        }
        int low = code < 0xDC00 && in[at + 6] == '\\' && in[at + 7] == 'u' ? hex(in, at + 8) : -1;
        if (low < 0xDC00 || low > 0xDFFF) {
            return -1;
        }
        int point = 0x10000 + (code - 0xD800 << 10) + (low - 0xDC00);
        out[to] = (byte) (0xF0 | point >> 18);
        out[to + 1] = (byte) (0x80 | point >> 12 & 0x3F);
        out[to + 2] = (byte) (0x80 | point >> 6 & 0x3F);
        out[to + 3] = (byte) (0x80 | point & 0x3F);
        return 4;
    }

    /** Four digits, or -1. */
    static int hex(byte[] in, int at) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit((char) in[at + i], 16);
            if (digit < 0 || in[at + i] < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /**
     * Copies a CSV cell; within quotes two quotes are one.
     *
     * @return whether it is well-formed UTF-8 without U+0000
     */
    static boolean copyCell(Scan scan, byte[] in, int from, int end) {
        byte[] out = scan.room(end - from + 1);
        int to = scan.at + 1;
        int at = from;
        boolean ascii = true;
        int continuations = 0;
        while (at < end) {
            byte c = in[at];
            if (c < 0) {
                int length = character(in, at);
                if (length < 0 || at + length > end) {
                    return false;
                }
                ascii = false;
                continuations += length - 1;
                for (int i = 0; i < length; i++) {
                    out[to++] = in[at++];
                }
            } else if (c == 0) {
                return false;
            } else {
                out[to++] = c;
                // Only a cell in quotes has quotes in it, and always two.
                at += c == '"' ? 2 : 1;
            }
        }
        scan.textEnd = to;
        scan.ascii = ascii;
        scan.continuations = continuations;
        return true;
    }
}
