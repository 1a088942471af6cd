package dev.polder.core.document.schema;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.schema.Schema.Keyword;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code anyOf} and {@code oneOf}: when no branch fits, the one that was most likely meant is reported. */
final class Alternatives {
    private Alternatives() {}

    static Keyword anyOf(List<Schema> branches) {
        return (value, what, outcome, run) -> {
            List<Outcome> judged = judge(branches, value, what, run);
            if (judged.stream().noneMatch(Outcome::fits)) {
                noneFits(judged, value, what, outcome);
            }
            takeOver(judged, outcome);
        };
    }

    static Keyword oneOf(List<Schema> branches) {
        return (value, what, outcome, run) -> {
            List<Outcome> judged = judge(branches, value, what, run);
            long fitting = judged.stream().filter(Outcome::fits).count();
            if (fitting == 0) {
                noneFits(judged, value, what, outcome);
            } else if (fitting > 1) {
                severalFit(judged, value, what, outcome);
            }
            takeOver(judged, outcome);
        };
    }

    private static List<Outcome> judge(List<Schema> branches, Node value, String what, Schema.Run run) {
        return branches.stream().map(branch -> branch.judge(value, what, run)).toList();
    }

    private static void takeOver(List<Outcome> judged, Outcome outcome) {
        for (Outcome branch : judged) {
            outcome.addKnown(branch);
            if (branch.fits()) {
                outcome.addFields(branch);
                branch.findings().forEach(outcome::add);
            }
        }
    }

    private static void noneFits(List<Outcome> judged, Node value, String what, Outcome outcome) {
        // The fields of a branch that does not fit are not reported as unknown on top.
        judged.forEach(outcome::addFields);
        if (judged.stream().noneMatch(branch -> branch.expectedTypes().isEmpty())) {
            Set<String> types =
                    union(judged.stream().map(Outcome::expectedTypes).toList());
            outcome.addWrongType(Fields.wrongType(value, what, ValueKeywords.words(types)), types);
            return;
        }
        if (judged.stream().noneMatch(branch -> branch.missing().isEmpty())) {
            Set<String> missing = union(judged.stream().map(Outcome::missing).toList());
            outcome.add(Finding.error(
                    Code.FIELD_MISSING,
                    value.position(),
                    "One of these fields is missing: " + String.join(", ", missing) + ".",
                    "Add one of them."));
            return;
        }
        Outcome meant = judged.stream()
                .min(Comparator.comparing(
                                (Outcome branch) -> !branch.expectedTypes().isEmpty())
                        .thenComparing(branch -> branch.missing().size())
                        .thenComparing(branch -> branch.findings().size()))
                .orElseThrow();
        outcome.addBelow(meant);
    }

    private static void severalFit(List<Outcome> judged, Node value, String what, Outcome outcome) {
        List<String> excluding = judged.stream()
                .filter(Outcome::fits)
                .flatMap(branch -> branch.known().stream())
                .distinct()
                .filter(name -> value instanceof Node.Mapping mapping
                        && mapping.find(name).isPresent())
                .toList();
        outcome.add(Finding.error(
                Code.FIELD_VALUE,
                value.position(),
                excluding.isEmpty()
                        ? what + " can be read in more than one way."
                        : "Only one of these fields may stand here: "
                                + excluding.stream().collect(Collectors.joining(", ")) + ".",
                "Keep one of them."));
    }

    private static Set<String> union(Collection<Set<String>> sets) {
        Set<String> union = new LinkedHashSet<>();
        sets.forEach(union::addAll);
        return union;
    }
}
