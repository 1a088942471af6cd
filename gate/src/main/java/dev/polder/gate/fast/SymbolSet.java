package dev.polder.gate.fast;

/**
 * Characters, as a pattern's automaton tells them apart: the 128 of ASCII and, as one, all others.
 *
 * @param low bit n for the character n
 * @param high bit n for the character 64 + n
 * @param others whether the characters beyond ASCII belong to it
 */
record SymbolSet(long low, long high, Others others) {
    /** How many symbols there are. */
    static final int SYMBOLS = 129;

    /** The symbol of every character beyond ASCII. */
    static final int OTHER = 128;

    static final SymbolSet NONE = new SymbolSet(0, 0, Others.NONE);
    static final SymbolSet ALL = new SymbolSet(-1, -1, Others.ALL);
    static final SymbolSet DIGITS = NONE.with('0', '9');
    static final SymbolSet WORD = DIGITS.with('A', 'Z').with('_', '_').with('a', 'z');
    static final SymbolSet SPACE = NONE.with('\t', '\n').with('\f', '\r').with(' ', ' ');

    enum Others {
        NONE,
        ALL,
        /** Only some of them belong to it, which one symbol cannot say. */
        SOME
    }

    boolean contains(int symbol) {
        if (symbol == OTHER) {
            return others == Others.ALL;
        }
        return ((symbol < 64 ? low >>> symbol : high >>> (symbol - 64)) & 1) != 0;
    }

    /** The first character of ASCII in it, which is not empty. */
    int first() {
        return low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
    }

    /** The last character of ASCII in it, which is not empty. */
    int last() {
        return high != 0 ? 127 - Long.numberOfLeadingZeros(high) : 63 - Long.numberOfLeadingZeros(low);
    }

    /** With the code points of a range, both ends included. */
    SymbolSet with(int from, int to) {
        long lows = low;
        long highs = high;
        for (int c = from; c <= to && c < OTHER; c++) {
            if (c < 64) {
                lows |= 1L << c;
            } else {
                highs |= 1L << (c - 64);
            }
        }
        Others range =
                to < OTHER ? Others.NONE : from <= OTHER && to == Character.MAX_CODE_POINT ? Others.ALL : Others.SOME;
        return new SymbolSet(lows, highs, united(others, range));
    }

    SymbolSet union(SymbolSet more) {
        return new SymbolSet(low | more.low, high | more.high, united(others, more.others));
    }

    SymbolSet negated() {
        Others rest = switch (others) {
            case NONE -> Others.ALL;
            case ALL -> Others.NONE;
            case SOME -> Others.SOME;
        };
        return new SymbolSet(~low, ~high, rest);
    }

    private static Others united(Others one, Others two) {
        if (one == Others.ALL || two == Others.ALL) {
            return Others.ALL;
        }
        return one == two ? one : Others.SOME;
    }
}
