package dev.polder.gate;

/** Finds a text in another in time linear in both, whatever they are made of (Knuth, Morris, Pratt). */
final class TextSearch {
    /** Texts as short as that may be compared at every place. */
    private static final int SHORT = 16;

    private TextSearch() {}

    static boolean contains(String text, String part) {
        if (part.length() <= SHORT) {
            return text.contains(part);
        }
        int[] borders = borders(part);
        int matched = 0;
        for (int i = 0; i < text.length(); i++) {
            while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
                matched = borders[matched - 1];
            }
            if (text.charAt(i) == part.charAt(matched) && ++matched == part.length()) {
                return true;
            }
        }
        return false;
    }

    /** By place: how much of the start also ends there. */
    private static int[] borders(String part) {
        int[] borders = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < borders.length; i++) {
            while (matched > 0 && part.charAt(i) != part.charAt(matched)) {
                matched = borders[matched - 1];
            }
            matched += part.charAt(i) == part.charAt(matched) ? 1 : 0;
            borders[i] = matched;
        }
        return borders;
    }
}
