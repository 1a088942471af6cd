package dev.polder.gate.fast;

/**
 * A rule about a string, judged over its bytes without allocating. It answers for the text as it is, so escapes of JSON are
 * resolved before. Immutable, for many threads.
 */
public interface TextRule {
    /**
     * Whether the string surely keeps the rule. False when it breaks the rule and when this judge cannot tell: somebody slower and
     * surer is asked then.
     *
     * @param bytes well-formed UTF-8 from {@code from} to before {@code to}
     * @param ascii whether all of the string's bytes are ASCII
     */
    boolean accepts(byte[] bytes, int from, int to, boolean ascii);
}
