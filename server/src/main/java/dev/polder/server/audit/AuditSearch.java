package dev.polder.server.audit;

import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.PageRequest;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is looked for in the audit.
 *
 * @param action this one and what begins with it and a dot
 * @param target this one and what begins with it and a dot: a product's ports, a domain's products
 * @param since the earliest moment
 * @param until the first moment that is too late
 * @param text that stands in the details, in whatever case
 * @param before only entries with a smaller number
 */
record AuditSearch(
        Optional<String> principal,
        Optional<String> action,
        Optional<String> target,
        Optional<Outcome> outcome,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> text,
        Optional<Long> before) {
    /** Refuses what cannot be looked for with USAGE. */
    static AuditSearch of(Context context, PageRequest page) {
        return new AuditSearch(
                given(context, "principal"),
                given(context, "action"),
                given(context, "target"),
                given(context, "outcome").map(AuditSearch::outcome),
                given(context, "since").map(time("since")),
                given(context, "until").map(time("until")),
                given(context, "text"),
                page.after().map(AuditSearch::sequence));
    }

    AuditSearch ofPrincipal(String name) {
        return new AuditSearch(Optional.of(name), action, target, outcome, since, until, text, before);
    }

    /** What was asked, for the audit itself. */
    Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        principal.ifPresent(word -> words.put("principal", word));
        action.ifPresent(word -> words.put("action", word));
        target.ifPresent(word -> words.put("target", word));
        outcome.ifPresent(word -> words.put("outcome", word.name()));
        since.ifPresent(word -> words.put("since", word.toString()));
        until.ifPresent(word -> words.put("until", word.toString()));
        text.ifPresent(word -> words.put("text", word));
        before.ifPresent(sequence -> words.put("before", Long.toString(sequence)));
        return words;
    }

    private static Optional<String> given(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name))
                // PostgreSQL keeps no character 0, so nothing has one.
                .map(text -> text.replace('\0', '\uFFFD'))
                .filter(text -> !text.isEmpty());
    }

    private static Outcome outcome(String word) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.USAGE,
                        "outcome is '" + word + "'",
                        "Write "
                                + Arrays.stream(Outcome.values())
                                        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(" or "))));
    }

    private static Function<String, Instant> time(String name) {
        return word -> {
            try {
                return OffsetDateTime.parse(word).toInstant();
            } catch (DateTimeException e) {
                throw new PolderException(
                        Code.USAGE, name + " is '" + word + "'", "Write a time such as 2026-01-31T10:00:00Z", e);
            }
        };
    }

    private static long sequence(String position) {
        try {
            return Long.parseLong(position);
        } catch (NumberFormatException e) {
            throw PageRequest.unknownToken(e);
        }
    }
}
