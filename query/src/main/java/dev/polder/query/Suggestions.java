package dev.polder.query;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names closest to one that does not exist. */
final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /** A remedy: "Did you mean a, b?", or the given text when nothing is close. */
    static String remedy(String wanted, Collection<String> names, String otherwise) {
        List<String> close = closest(wanted, names);
        return close.isEmpty() ? otherwise : "Did you mean " + String.join(", ", close) + "?";
    }

    static List<String> closest(String wanted, Collection<String> names) {
        String folded = wanted.toLowerCase(Locale.ROOT).replace('-', '_');
        int enough = Math.max(2, folded.length() / 3);
        return names.stream()
                .filter(name -> distance(folded, name, enough) <= enough)
                .sorted(Comparator.<String>comparingInt(name -> distance(folded, name, enough))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .collect(Collectors.toList());
    }

    /** Zero when one is the end of the other, such as a port's name without domain and product. */
    private static int distance(String wanted, String name, int enough) {
        if (name.equals(wanted) || name.endsWith("." + wanted)) {
            return 0;
        }
        String tail = name.substring(name.lastIndexOf('.') + 1);
        int whole = levenshtein(wanted, name, enough);
        return wanted.indexOf('.') < 0 ? Math.min(whole, levenshtein(wanted, tail, enough)) : whole;
    }

    private static int levenshtein(String a, String b, int enough) {
        if (Math.abs(a.length() - b.length()) > enough) {
            return enough + 1;
        }
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], above[j]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
