package dev.polder.gate.fast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a deterministic automaton of a parsed pattern, by way of Thompson's construction and sets of its states. A state remembers
 * what stood before it, so that anchors and word boundaries are exact wherever they stand.
 */
final class PatternAutomaton {
    private static final int MOST_STATES = 2_000;
    private static final int MOST_STEPS = 2_000;

    /** Bounds the time of the construction to some milliseconds. */
    private static final int MOST_WORK = 2_000_000;

    /** What stands before or behind a place: nothing, a word character, another. */
    private static final int EDGE = 0;

    private static final int WORD = 1;
    private static final int NO_WORD = 2;

    private enum Kind {
        ONE,
        SPLIT,
        PLACE,
        FOUND
    }

    private record Step(Kind kind, SymbolSet set, PatternNode.Place place, int first, int second) {}

    /** A state before it is known what comes next: where to go on, and what stood before. */
    private record Key(List<Integer> steps, int before) {}

    private final List<Step> steps = new ArrayList<>();
    private boolean seesWords;
    private boolean uniform = true;
    private int work;

    private PatternAutomaton() {}

    /** The automaton, or nothing when it would be too large. */
    static Optional<AsciiPattern> of(PatternNode pattern) {
        PatternAutomaton automaton = new PatternAutomaton();
        try {
            int found = automaton.add(new Step(Kind.FOUND, null, null, 0, 0));
            return Optional.of(automaton.determined(automaton.compile(pattern, found)));
        } catch (TooLarge e) {
            return Optional.empty();
        }
    }

    private int add(Step step) {
        if (steps.size() == MOST_STEPS) {
            throw new TooLarge();
        }
        steps.add(step);
        return steps.size() - 1;
    }

    /** Adds a part's steps, after which the automaton goes on with {@code then}; gives where they start. */
    private int compile(PatternNode node, int then) {
        if (node instanceof PatternNode.One one) {
            uniform &= one.set().others() != SymbolSet.Others.SOME;
            return add(new Step(Kind.ONE, one.set(), null, then, then));
        }
        if (node instanceof PatternNode.Place place) {
            seesWords |= place == PatternNode.Place.WORD_EDGE || place == PatternNode.Place.NO_WORD_EDGE;
            return add(new Step(Kind.PLACE, null, place, then, then));
        }
        if (node instanceof PatternNode.Sequence sequence) {
            int start = then;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                start = compile(sequence.parts().get(i), start);
            }
            return start;
        }
        if (node instanceof PatternNode.Choice choice) {
            int start = compile(choice.options().get(0), then);
            for (PatternNode option :
                    choice.options().subList(1, choice.options().size())) {
                start = add(new Step(Kind.SPLIT, null, null, start, compile(option, then)));
            }
            return start;
        }
        return compile((PatternNode.Repeat) node, then);
    }

    private int compile(PatternNode.Repeat repeat, int then) {
        int start = then;
        if (repeat.most() == PatternNode.Repeat.UNBOUNDED) {
            int loop = add(new Step(Kind.SPLIT, null, null, then, then));
            int body = compile(repeat.part(), loop);
            steps.set(loop, new Step(Kind.SPLIT, null, null, body, then));
            start = loop;
        }
        for (int i = repeat.least(); i < repeat.most(); i++) {
            start = add(new Step(Kind.SPLIT, null, null, compile(repeat.part(), start), then));
        }
        for (int i = 0; i < repeat.least(); i++) {
            start = compile(repeat.part(), start);
        }
        return start;
    }

    private AsciiPattern determined(int patternStart) {
        int[] groupOf = groups();
        int groups = Arrays.stream(groupOf).max().orElseThrow() + 1;
        int[] sample = new int[groups];
        for (int symbol = SymbolSet.SYMBOLS - 1; symbol >= 0; symbol--) {
            sample[groupOf[symbol]] = symbol;
        }
        Map<Key, Integer> numbers = new HashMap<>();
        List<Key> keys = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        List<Boolean> ends = new ArrayList<>();
        number(new Key(List.of(patternStart), EDGE), numbers, keys);
        for (int state = 0; state < keys.size(); state++) {
            Key key = keys.get(state);
            boolean[][] reached = new boolean[3][];
            int[] row = new int[groups];
            for (int group = 0; group < groups; group++) {
                int behind = kindOf(sample[group]);
                if (reached[behind] == null) {
                    reached[behind] = closure(key, behind);
                }
                row[group] = step(reached[behind], sample[group], patternStart, numbers, keys);
            }
            rows.add(row);
            ends.add(closure(key, EDGE)[0]);
        }
        return table(groupOf, rows, ends);
    }

    /** Symbols that no step tells apart belong together. */
    private int[] groups() {
        List<SymbolSet> sets = new ArrayList<>();
        steps.stream()
                .filter(step -> step.kind() == Kind.ONE)
                .map(Step::set)
                .distinct()
                .forEach(sets::add);
        if (seesWords) {
            sets.add(SymbolSet.WORD);
        }
        int[] groupOf = new int[SymbolSet.SYMBOLS];
        Map<List<Boolean>, Integer> numbers = new HashMap<>();
        for (int symbol = 0; symbol < groupOf.length; symbol++) {
            int of = symbol;
            List<Boolean> memberships =
                    sets.stream().map(set -> set.contains(of)).toList();
            groupOf[symbol] = numbers.computeIfAbsent(memberships, any -> numbers.size());
        }
        return groupOf;
    }

    private int kindOf(int symbol) {
        return seesWords && SymbolSet.WORD.contains(symbol) ? WORD : NO_WORD;
    }

    /** The steps that are reached without a character; the first says that the pattern is found. */
    private boolean[] closure(Key key, int behind) {
        boolean[] reached = new boolean[steps.size()];
        ArrayDeque<Integer> open = new ArrayDeque<>(key.steps());
        while (!open.isEmpty()) {
            int at = open.pop();
            if (reached[at]) {
                continue;
            }
            reached[at] = true;
            spend(1);
            Step step = steps.get(at);
            if (step.kind() == Kind.SPLIT) {
                open.push(step.first());
                open.push(step.second());
            } else if (step.kind() == Kind.PLACE && holds(step.place(), key.before(), behind)) {
                open.push(step.first());
            }
        }
        return reached;
    }

    private static boolean holds(PatternNode.Place place, int before, int behind) {
        return switch (place) {
            case START -> before == EDGE;
            case END -> behind == EDGE;
            case WORD_EDGE -> (before == WORD) != (behind == WORD);
            case NO_WORD_EDGE -> (before == WORD) == (behind == WORD);
        };
    }

    /** The number of the state after a symbol, or {@code -1} when the pattern was found before it. */
    private int step(boolean[] reached, int symbol, int patternStart, Map<Key, Integer> numbers, List<Key> keys) {
        if (reached[0]) {
            return -1;
        }
        spend(reached.length / 8);
        boolean[] targets = new boolean[reached.length];
        targets[patternStart] = true;
        for (int at = 0; at < reached.length; at++) {
            if (reached[at]
                    && steps.get(at).kind() == Kind.ONE
                    && steps.get(at).set().contains(symbol)) {
                targets[steps.get(at).first()] = true;
            }
        }
        List<Integer> list = new ArrayList<>();
        for (int at = 0; at < targets.length; at++) {
            if (targets[at]) {
                list.add(at);
            }
        }
        return number(new Key(list, kindOf(symbol)), numbers, keys);
    }

    private static int number(Key key, Map<Key, Integer> numbers, List<Key> keys) {
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        if (keys.size() == MOST_STATES) {
            throw new TooLarge();
        }
        numbers.put(key, keys.size());
        keys.add(key);
        return keys.size() - 1;
    }

    /** Leaves out the states from which nothing is found any more, and puts the two that decide first. */
    private AsciiPattern table(int[] groupOf, List<int[]> rows, List<Boolean> ends) {
        boolean[] hopeful = new boolean[rows.size()];
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int state = rows.size() - 1; state >= 0; state--) {
                if (!hopeful[state] && (ends.get(state) || leadsOn(rows.get(state), hopeful))) {
                    hopeful[state] = true;
                    changed = true;
                }
            }
        }
        int[] numbers = new int[rows.size()];
        int states = 2;
        for (int state = 0; state < numbers.length; state++) {
            numbers[state] = hopeful[state] ? states++ : AsciiPattern.LOST;
        }
        char[] next = new char[states << 8];
        boolean[] foundAtEnd = new boolean[states];
        foundAtEnd[AsciiPattern.FOUND] = true;
        for (int state = 0; state < numbers.length; state++) {
            if (!hopeful[state]) {
                continue;
            }
            foundAtEnd[numbers[state]] = ends.get(state);
            for (int value = 0; value < 256; value++) {
                int to = rows.get(state)[groupOf[Math.min(value, SymbolSet.OTHER)]];
                // A character counts where it starts; the bytes that continue it change nothing.
                boolean continues = value >= 0x80 && value < 0xC0;
                next[numbers[state] << 8 | value] =
                        (char) (continues ? numbers[state] : to < 0 ? AsciiPattern.FOUND : numbers[to]);
            }
        }
        return new AsciiPattern(next, foundAtEnd, numbers[0], uniform);
    }

    private static boolean leadsOn(int[] row, boolean[] hopeful) {
        for (int to : row) {
            if (to < 0 || hopeful[to]) {
                return true;
            }
        }
        return false;
    }

    private void spend(int amount) {
        work += amount;
        if (work > MOST_WORK) {
            throw new TooLarge();
        }
    }

    /** The automaton would need more states or time than it is worth. */
    private static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("too large", null, false, false);
        }
    }
}
