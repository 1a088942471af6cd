package dev.polder.gate.fast;

/**
 * A column of the primary key, written from its Avro.
 *
 * @param index its place among the record's members
 * @param optional whether the Avro is a union with null
 * @param scale digits after a decimal's point
 */
public record KeyColumn(int index, boolean optional, Form form, int scale) {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** How a value looks in a key. */
    public enum Form {
        TEXT,
        BOOL,
        INTEGER,
        DECIMAL,
        /** As Java writes doubles; the engine knows how for whole numbers. */
        REAL,
        DATE,
        INSTANT,
        LOCAL_TIMESTAMP,
        /** In Avro text already, without anything to escape. */
        TIME
    }

    /** Appends the column to the key and gives where it ends; negative when it cannot. */
    int write(Scan scan, int start, byte[] avro, int to) {
        int from = start;
        if (optional && avro[from++] == 0) {
            return word(scan, "null", to);
        }
        if (form == Form.BOOL) {
            return word(scan, avro[from] == 1 ? "true" : "false", to);
        }
        if (form == Form.REAL) {
            return real(scan, Double.longBitsToDouble(Words.at(avro, from)), to);
        }
        long zigzag = 0;
        int shift = 0;
        byte c = avro[from++];
        while (c < 0) {
            zigzag |= (long) (c & 0x7F) << shift;
            shift += 7;
            c = avro[from++];
        }
        zigzag |= (long) c << shift;
        long value = zigzag >>> 1 ^ -(zigzag & 1);
        return switch (form) {
            case TEXT, TIME -> text(scan, avro, from, (int) value, to);
            case INTEGER -> to + Written.number(value, scan.keyRoom(to, 24), to);
            case DECIMAL -> decimal(scan, avro, from, (int) value, to);
            case DATE, INSTANT, LOCAL_TIMESTAMP -> temporal(scan, value, to);
            case BOOL, REAL -> Step.GIVE_UP;
        };
    }

    private static int word(Scan scan, String word, int to) {
        byte[] key = scan.keyRoom(to, 8);
        for (int i = 0; i < word.length(); i++) {
            key[to + i] = (byte) word.charAt(i);
        }
        return to + word.length();
    }

    private static int real(Scan scan, double value, int start) {
        long whole = (long) value;
        if (whole != value || Math.abs(whole) >= 1L << 53) {
            return Step.GIVE_UP;
        }
        byte[] key = scan.keyRoom(start, 32);
        int to = start + Written.number(whole, key, start);
        if (Math.abs(whole) < 10_000_000) {
            key[to++] = '.';
            key[to++] = '0';
            return to;
        }
        // 12345000 is 1.2345E7.
        int first = whole < 0 ? start + 1 : start;
        int exponent = to - first - 1;
        while (to > first + 2 && key[to - 1] == '0') {
            to--;
        }
        System.arraycopy(key, first + 1, key, first + 2, to - first - 1);
        key[first + 1] = '.';
        to++;
        key[to++] = 'E';
        return to + Written.number(exponent, key, to);
    }

    private int temporal(Scan scan, long value, int start) {
        byte[] key = scan.keyRoom(start, 40);
        int to = start;
        key[to++] = '"';
        to += form == Form.DATE
                ? Written.date(value, key, to)
                : Written.timestamp(value, form == Form.INSTANT, key, to);
        if (form == Form.INSTANT) {
            key[to++] = 'Z';
        }
        key[to++] = '"';
        return to;
    }

    private int decimal(Scan scan, byte[] avro, int from, int length, int start) {
        if (length > 8) {
            return Step.GIVE_UP;
        }
        long unscaled = avro[from];
        for (int i = 1; i < length; i++) {
            unscaled = unscaled << 8 | avro[from + i] & 0xFF;
        }
        byte[] key = scan.keyRoom(start, 64 + scale);
        if (scale == 0) {
            return start + Written.number(unscaled, key, start);
        }
        int to = start;
        if (unscaled < 0) {
            key[to++] = '-';
        }
        long rest = unscaled < 0 ? unscaled : -unscaled;
        int digits = 1;
        for (long left = rest / 10; left != 0; left /= 10) {
            digits++;
        }
        int size = Math.max(digits, scale + 1) + 1;
        for (int i = size - 1; i >= 0; i--) {
            if (i == size - 1 - scale) {
                key[to + i] = '.';
            } else {
                key[to + i] = (byte) ('0' - rest % 10);
                rest /= 10;
            }
        }
        return to + size;
    }

    private static int text(Scan scan, byte[] avro, int from, int length, int start) {
        byte[] key = scan.keyRoom(start, 6 * length + 2 + Words.PADDING);
        int to = start;
        key[to++] = '"';
        int at = from;
        int end = from + length;
        while (at < end) {
            long word = Words.at(avro, at);
            Words.put(key, to, word);
            // Characters that are not ASCII are taken out of the copy too, but only one at a time.
            long special = Words.special(word);
            int plain = special == 0 ? 8 : Long.numberOfTrailingZeros(special) >>> 3;
            if (at + plain >= end) {
                to += end - at;
                break;
            }
            at += plain;
            to += plain;
            if (plain < 8) {
                to = character(avro[at++], key, to);
            }
        }
        key[to++] = '"';
        return to;
    }

    private static int character(byte c, byte[] key, int start) {
        int to = start;
        if (c < 0 || c >= ' ' && c != '"' && c != '\\') {
            key[to++] = c;
            return to;
        }
        key[to++] = '\\';
        switch (c) {
            case '"', '\\' -> key[to++] = c;
            case '\n' -> key[to++] = 'n';
            case '\r' -> key[to++] = 'r';
            case '\t' -> key[to++] = 't';
            default -> {
                key[to++] = 'u';
                key[to++] = '0';
                key[to++] = '0';
                key[to++] = HEX[c >> 4];
                key[to++] = HEX[c & 0xF];
            }
        }
        return to;
    }
}
