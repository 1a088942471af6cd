package dev.polder.core.document.schema;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Quoted;
import dev.polder.core.document.schema.Schema.Keyword;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The keywords that apply other schemas, to the same value or to those below it. */
final class StructureKeywords {
    private StructureKeywords() {}

    static Keyword reference(Schema target) {
        return (value, what, outcome, run) -> outcome.addSame(run.shared(target, value, what));
    }

    static Keyword allOf(List<Schema> schemas) {
        return (value, what, outcome, run) ->
                schemas.forEach(schema -> outcome.addSame(schema.judge(value, what, run)));
    }

    static Keyword required(List<String> names) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Mapping mapping) {
                for (String name : names) {
                    if (mapping.find(name).isEmpty()) {
                        outcome.addMissing(Fields.missing(name, mapping.position()), name);
                    }
                }
            }
        };
    }

    static Keyword properties(Map<String, Schema> schemas) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Mapping mapping) {
                outcome.know(schemas.keySet());
                schemas.forEach((name, schema) -> mapping.find(name).ifPresent(field -> {
                    outcome.evaluate(name);
                    outcome.addBelow(schema.judge(field, field(name), run));
                }));
            }
        };
    }

    static Keyword additional(Set<String> named, Schema rest) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Mapping mapping) {
                mapping.entries().forEach((name, field) -> {
                    if (!named.contains(name)) {
                        outcome.evaluate(name);
                        unnamed(mapping, name, rest, () -> named, outcome, run);
                    }
                });
            }
        };
    }

    static Keyword unevaluated(Schema rest) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Mapping mapping) {
                mapping.entries().forEach((name, field) -> {
                    if (!outcome.isEvaluated(name)) {
                        outcome.evaluate(name);
                        unnamed(mapping, name, rest, outcome::known, outcome, run);
                    }
                });
            }
        };
    }

    private static void unnamed(
            Node.Mapping mapping,
            String name,
            Schema rest,
            Supplier<Set<String>> known,
            Outcome outcome,
            Schema.Run run) {
        Outcome field = rest.judge(mapping.entries().get(name), field(name), run);
        boolean forbidden = field.findings().stream().anyMatch(finding -> finding.code() == Code.FIELD_UNKNOWN);
        if (forbidden) {
            outcome.add(Fields.unknown(name, mapping, run.mayGuess() ? known.get() : Set.of()));
        } else {
            outcome.addBelow(field);
        }
    }

    static Keyword items(Schema schema) {
        return (value, what, outcome, run) -> {
            if (value instanceof Node.Sequence list) {
                String item = "An entry of " + uncapitalized(what);
                list.items().forEach(node -> outcome.addBelow(schema.judge(node, item, run)));
            }
        };
    }

    /**
     * @param tested fields whose absence makes the condition hold for nothing; then {@code vacuous} applies, not {@code holds}
     */
    static Keyword condition(
            Schema condition,
            Set<String> tested,
            Optional<Schema> holds,
            Optional<Schema> vacuous,
            Optional<Schema> otherwise) {
        return (value, what, outcome, run) -> {
            Outcome judged = condition.judge(value, what, run);
            if (judged.fits()) {
                outcome.addFields(judged);
            }
            boolean forNothing = value instanceof Node.Mapping mapping
                    && !tested.isEmpty()
                    && tested.stream().noneMatch(mapping.entries()::containsKey);
            Optional<Schema> applied = !judged.fits() ? otherwise : forNothing ? vacuous : holds;
            applied.ifPresent(schema -> outcome.addSame(schema.judge(value, what, run)));
        };
    }

    /** @param names the fields that the forbidden schema requires, if that is what it is about */
    static Keyword not(Schema forbidden, List<String> names) {
        return (value, what, outcome, run) -> {
            if (!forbidden.judge(value, what, run).fits()) {
                return;
            }
            if (value instanceof Node.Mapping mapping && !names.isEmpty()) {
                names.forEach(name -> outcome.add(Finding.error(
                        Code.FIELD_UNKNOWN,
                        mapping.keys().get(name),
                        "The field " + Quoted.value(name) + " may not stand here.",
                        "Remove it.")));
                return;
            }
            outcome.add(Finding.error(
                    Code.FIELD_VALUE,
                    value.position(),
                    what + " may not be like this.",
                    "See the standard for what may stand here."));
        };
    }

    private static String field(String name) {
        return "The field " + Quoted.value(name);
    }

    private static String uncapitalized(String what) {
        return what.startsWith("The ")
                ? "the " + what.substring(4)
                : what.startsWith("An ") ? "an " + what.substring(3) : what;
    }
}
