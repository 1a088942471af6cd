package dev.polder.gate.fast;

import java.util.Optional;

/**
 * ODCS {@code format} of strings, judged over bytes. Of each format it knows what nearly all strings look like: an e-mail address
 * without quotes, a URI with a host or of one opaque part, an IPv6 address without an IPv4 address in it. The rest is left to
 * others.
 */
public enum AsciiFormat implements TextRule {
    EMAIL("email") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            int at = from;
            boolean dot = true;
            for (; at < to && bytes[at] != '@'; at++) {
                int b = bytes[at];
                if (b == '.' ? dot : !is(b, ATOM)) {
                    return false;
                }
                dot = b == '.';
            }
            return !dot && at - from <= 64 && to - from <= 254 && isHostname(bytes, at + 1, to);
        }
    },
    URI("uri") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            int at = from;
            while (at < to && is(bytes[at], SCHEME)) {
                at++;
            }
            if (at == from
                    || is(bytes[from], DIGIT)
                    || !is(bytes[from], ALPHANUMERIC)
                    || at + 1 >= to
                    || bytes[at] != ':') {
                return false;
            }
            at++;
            if (bytes[at] == '/') {
                if (at + 2 >= to || bytes[at + 1] != '/') {
                    return false;
                }
                int host = at + 2;
                at = host;
                while (at < to && is(bytes[at], ALPHANUMERIC | HOST)) {
                    at++;
                }
                if (!isHostname(bytes, host, at)) {
                    return false;
                }
                at = afterPort(bytes, at, to);
                if (at < to && bytes[at] != '/' && bytes[at] != '?' && bytes[at] != '#') {
                    return false;
                }
            } else if (!is(bytes[at], ALPHANUMERIC)) {
                return false;
            }
            return isRestOfUri(bytes, at, to);
        }
    },
    UUID("uuid") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            return to - from == 36
                    && areHex(bytes, from, from + 8)
                    && bytes[from + 8] == '-'
                    && areHex(bytes, from + 9, from + 13)
                    && bytes[from + 13] == '-'
                    && areHex(bytes, from + 14, from + 18)
                    && bytes[from + 18] == '-'
                    && areHex(bytes, from + 19, from + 23)
                    && bytes[from + 23] == '-'
                    && areHex(bytes, from + 24, from + 36);
        }
    },
    IPV4("ipv4") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            int at = from;
            for (int part = 0; part < 4; part++) {
                int start = at;
                int value = 0;
                while (at < to && at < start + 3 && is(bytes[at], DIGIT)) {
                    value = value * 10 + bytes[at++] - '0';
                }
                if (at == start || value > 255 || at > start + 1 && bytes[start] == '0') {
                    return false;
                }
                if (part < 3 && (at == to || bytes[at++] != '.')) {
                    return false;
                }
            }
            return at == to;
        }
    },
    IPV6("ipv6") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            int groups = 0;
            boolean gap = false;
            int at = from;
            while (at < to) {
                if (bytes[at] == ':') {
                    if (gap || at + 1 == to || bytes[at + 1] != ':') {
                        return false;
                    }
                    gap = true;
                    at += 2;
                    continue;
                }
                int start = at;
                while (at < to && is(bytes[at], HEX)) {
                    at++;
                }
                groups++;
                if (at == start || at > start + 4) {
                    return false;
                }
                boolean single = at + 1 < to && bytes[at] == ':' && bytes[at + 1] != ':';
                if (single) {
                    at++;
                } else if (at < to && bytes[at] != ':') {
                    return false;
                }
            }
            return gap ? groups <= 7 : groups == 8;
        }
    },
    HOSTNAME("hostname") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            return isHostname(bytes, from, to);
        }
    },
    BYTE("byte") {
        @Override
        public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
            if ((to - from & 3) != 0) {
                return false;
            }
            int end = to;
            if (end > from && bytes[end - 1] == '=') {
                end -= bytes[end - 2] == '=' ? 2 : 1;
            }
            for (int i = from; i < end; i++) {
                if (!is(bytes[i], ALPHANUMERIC | BASE64)) {
                    return false;
                }
            }
            return true;
        }
    };

    private static final int ALPHANUMERIC = 1;
    private static final int DIGIT = 2;
    private static final int HEX = 4;
    private static final int ATOM = 8;
    private static final int SCHEME = 16;
    private static final int HOST = 32;
    private static final int BASE64 = 64;
    private static final int URI_PART = 128;

    private static final byte[] KINDS = kinds();

    private final String word;

    AsciiFormat(String word) {
        this.word = word;
    }

    /** The format of that name, if there is one. */
    public static Optional<TextRule> of(String word) {
        for (AsciiFormat format : values()) {
            if (format.word.equalsIgnoreCase(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        mark(kinds, "0123456789", ALPHANUMERIC | DIGIT | HEX | ATOM | SCHEME | URI_PART);
        mark(kinds, "abcdefABCDEF", ALPHANUMERIC | HEX | ATOM | SCHEME | URI_PART);
        mark(kinds, "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ", ALPHANUMERIC | ATOM | SCHEME | URI_PART);
        mark(kinds, "!#$%&'*+/=?^_`{|}~-", ATOM);
        mark(kinds, "+.-", SCHEME);
        mark(kinds, ".-", HOST);
        mark(kinds, "+/", BASE64);
        mark(kinds, "-_.~!*'();/:@&=+$,", URI_PART);
        return kinds;
    }

    private static void mark(byte[] kinds, String characters, int kind) {
        characters.chars().forEach(c -> kinds[c] |= (byte) kind);
    }

    static boolean is(int value, int kind) {
        return (KINDS[value & 0xFF] & kind) != 0;
    }

    static boolean areHex(byte[] bytes, int from, int to) {
        int all = HEX;
        for (int i = from; i < to; i++) {
            all &= KINDS[bytes[i] & 0xFF];
        }
        return all != 0;
    }

    static boolean isHostname(byte[] bytes, int from, int to) {
        if (to <= from || to - from > 253) {
            return false;
        }
        int start = from;
        for (int at = from; ; at++) {
            if (at == to || bytes[at] == '.') {
                if (at == start || at - start > 63 || bytes[start] == '-' || bytes[at - 1] == '-') {
                    return false;
                }
                if (at == to) {
                    return true;
                }
                start = at + 1;
            } else if (bytes[at] != '-' && !is(bytes[at], ALPHANUMERIC)) {
                return false;
            }
        }
    }

    /** After a host: where a port of some digits ends. */
    static int afterPort(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] != ':') {
            return from;
        }
        int at = from + 1;
        while (at < to && at < from + 6 && is(bytes[at], DIGIT)) {
            at++;
        }
        return at;
    }

    /** Path, query and fragment. */
    static boolean isRestOfUri(byte[] bytes, int from, int to) {
        boolean fragment = false;
        for (int at = from; at < to; at++) {
            int b = bytes[at];
            if (is(b, URI_PART) || b == '?') {
                continue;
            }
            if (b == '%' && at + 2 < to && areHex(bytes, at + 1, at + 3)) {
                at += 2;
            } else if (b == '#' && !fragment) {
                fragment = true;
            } else {
                return false;
            }
        }
        return true;
    }
}
