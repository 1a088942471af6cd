package dev.polder.server.deadletters;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which letters are meant: some by their ids, or all that every given criterion fits.
 *
 * @param all said when no criterion is given, so that nobody means all by mistake
 * @param after only letters after this one: where a request before this one ended
 * @param limit the most letters of one request
 */
record Selection(
        List<LetterId> ids,
        Optional<String> group,
        Optional<String> code,
        Optional<String> field,
        Optional<Instant> since,
        boolean all,
        Optional<LetterId> after,
        int limit) {
    private static final int MOST_IDS = 1000;

    Selection {
        ids = ids.stream().distinct().sorted().toList();
        Objects.requireNonNull(after);
        boolean isNarrowed = group.isPresent() || code.isPresent() || field.isPresent() || since.isPresent();
        if (!ids.isEmpty() && (isNarrowed || all)) {
            throw usage("Letters are chosen by their ids or by criteria, not by both");
        }
        if (ids.isEmpty() && !isNarrowed && !all) {
            throw usage("Nothing says which letters are meant");
        }
        if (ids.size() > MOST_IDS) {
            throw usage("These are " + ids.size() + " ids; at most " + MOST_IDS + " can be given at once");
        }
    }

    boolean fits(LetterGroup candidate) {
        return group.map(candidate.id()::equals).orElse(true)
                && code.map(candidate.reason().code()::equalsIgnoreCase).orElse(true)
                && field.map(wanted -> isField(wanted, candidate.reason().field()))
                        .orElse(true);
    }

    /** {@code lines[*].price} is as good as {@code $.lines[*].price}. */
    static boolean isField(String wanted, String field) {
        return wanted.equals(field) || ("$." + wanted).equals(field);
    }

    private static PolderException usage(String message) {
        return new PolderException(Code.USAGE, message, "Give ids, or a group, code, field or since, or all: true");
    }
}
