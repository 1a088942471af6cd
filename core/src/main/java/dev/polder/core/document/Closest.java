package dev.polder.core.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Guesses what was meant by a misspelt word. */
public final class Closest {
    private static final String GUESS = "Did you mean ";
    private static final int LONGEST_WORD = 64;
    private static final int MOST_EDITS = 3;
    private static final int MOST_LISTED = 40;

    private Closest() {}

    /** The known word nearest to the given one, if it is near: upper and lower case aside, about one edit in three letters, three at most. */
    public static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String folded = fold(word);
        int allowed = Math.max(1, Math.min(MOST_EDITS, folded.length() / 3));
        return known.stream()
                .filter(candidate -> Math.abs(fold(candidate).length() - folded.length()) <= allowed)
                .filter(candidate -> distance(folded, fold(candidate)) <= allowed)
                .min(Comparator.<String>comparingInt(candidate -> distance(folded, fold(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A remedy for a word that is not among the known ones. */
    public static String remedy(String word, Collection<String> known) {
        if (known.isEmpty()) {
            return "Remove it.";
        }
        String listed = known.stream().sorted().limit(MOST_LISTED).collect(Collectors.joining(", "))
                + (known.size() > MOST_LISTED ? ", …" : "");
        return to(word, known).map(guess -> GUESS + "\"" + guess + "\"?").orElse("Use one of: " + listed + ".");
    }

    /** Whether a remedy names a word that was probably meant. */
    public static boolean isGuess(String remedy) {
        return remedy.startsWith(GUESS);
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + substitution);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
