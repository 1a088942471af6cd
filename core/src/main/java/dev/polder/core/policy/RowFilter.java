package dev.polder.core.policy;

import dev.polder.core.access.Principal;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.cel.CelRule;
import dev.polder.core.cel.CelTemplate;
import dev.polder.core.contract.DataType;
import dev.polder.core.contract.RecordRules;
import dev.polder.core.name.DomainName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows somebody is shown: a condition over the record in the CEL of contracts' rules ({@link CelRule}), in which {@code
 * principal.name}, {@code principal.kind}, {@code purpose} and, after {@code in}, {@code principal.teams}, {@code principal.roles}
 * and {@code principal.domains} stand for who asks. A field of the record called {@code principal} or {@code purpose} is written in
 * backquotes. A row is shown when the condition is true, and neither when it is null nor when it fails.
 */
public final class RowFilter {
    private static final Map<String, CelTemplate.Place> PLACES = Map.of(
            "purpose", CelTemplate.Place.TEXT,
            "principal.name", CelTemplate.Place.TEXT,
            "principal.kind", CelTemplate.Place.TEXT,
            "principal.teams", CelTemplate.Place.TEXTS,
            "principal.roles", CelTemplate.Place.TEXTS,
            "principal.domains", CelTemplate.Place.TEXTS);

    private final String text;
    private final CelTemplate template;

    private RowFilter(String text, CelTemplate template) {
        this.text = text;
        this.template = template;
    }

    /**
     * What a text was found to be.
     *
     * @param filter empty when there are problems
     */
    public record Reading(Optional<RowFilter> filter, List<CelProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a row filter, but for what needs the record's type; see {@link #problems}. */
    public static Reading read(String text) {
        CelTemplate.Reading reading = CelTemplate.read(text, PLACES);
        return new Reading(reading.template().map(it -> new RowFilter(text, it)), reading.problems());
    }

    /** Why it cannot filter a table of records of this type, for whoever asks; empty when it can. See {@link ScanCheck}. */
    public List<CelProblem> problems(DataType.Struct record) {
        CelRule rule = template.check(RecordRules.type(record));
        List<CelProblem> problems = new ArrayList<>(rule.problems());
        rule.term().map(ScanCheck::problems).ifPresent(problems::addAll);
        return problems;
    }

    /** The condition for one who asks: with literals instead of {@code principal} and {@code purpose}. */
    public String written(Principal principal, Optional<String> purpose) {
        return template.written(name -> switch (name) {
            case "principal.name" -> principal.name();
            case "principal.kind" -> principal.kind().name().toLowerCase(Locale.ROOT);
            case "principal.teams" -> sorted(principal.teams());
            case "principal.roles" ->
                principal.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList();
            case "principal.domains" ->
                principal.domains().keySet().stream()
                        .map(DomainName::value)
                        .sorted()
                        .toList();
            default -> purpose.orElse("");
        });
    }

    private static List<String> sorted(Set<String> names) {
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }

    /** Whether it says the same to everybody. */
    public boolean isConstant() {
        return template.isConstant();
    }

    /** As written in the document. */
    public String text() {
        return text;
    }
}
