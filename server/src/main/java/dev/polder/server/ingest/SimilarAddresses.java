package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import java.util.Comparator;
import java.util.List;

/** Which addresses somebody may have meant. */
final class SimilarAddresses {
    private static final int SHOWN = 3;

    private SimilarAddresses() {}

    /** At most three, the nearest first. */
    static List<String> of(PortAddress wanted, List<PortAddress> all) {
        String text = wanted.toString();
        int farthest = Math.max(2, text.length() / 4);
        record Candidate(String address, int distance) {}
        return all.stream()
                .distinct()
                .map(address -> new Candidate(
                        address.toString(),
                        // A right name in the wrong domain or product is a likely slip too.
                        address.port().equals(wanted.port()) ? 1 : distance(text, address.toString())))
                .filter(candidate -> candidate.distance <= farthest)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::address))
                .limit(SHOWN)
                .map(Candidate::address)
                .toList();
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
