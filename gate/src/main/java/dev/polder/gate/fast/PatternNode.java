package dev.polder.gate.fast;

import java.util.List;

/** A regular expression, parsed. Groups and greediness are gone: they do not matter to whether it is found. */
sealed interface PatternNode {
    /** One character. */
    record One(SymbolSet set) implements PatternNode {}

    /** One after another; none of them is the empty string. */
    record Sequence(List<PatternNode> parts) implements PatternNode {}

    /** One of several. */
    record Choice(List<PatternNode> options) implements PatternNode {}

    /**
     * Again and again.
     *
     * @param most {@link #UNBOUNDED} for no end
     */
    record Repeat(PatternNode part, int least, int most) implements PatternNode {
        static final int UNBOUNDED = -1;
    }

    /** A place between characters. */
    enum Place implements PatternNode {
        START,
        END,
        WORD_EDGE,
        NO_WORD_EDGE
    }
}
