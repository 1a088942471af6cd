package dev.polder.core.quality;

import dev.polder.core.cel.CelTerm;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.sql.SqlReferences;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Quality rules as Spark SQL.
 *
 * <table>
 * <caption>What the library's metrics count, in rows</caption>
 * <tr><th>metric</th><th>counts</th></tr>
 * <tr><td>nullValues</td><td>values that are null</td></tr>
 * <tr><td>missingValues</td><td>values that are in {@code arguments.missingValues}, which may hold null; without the argument,
 *     null and the empty text</td></tr>
 * <tr><td>invalidValues</td><td>values that are not in {@code arguments.validValues} or do not match
 *     {@code arguments.pattern}; null is missing, not invalid, and never counted</td></tr>
 * <tr><td>duplicateValues</td><td>rows that repeat the values of a row before; as with SQL's UNIQUE, a row with a null among
 *     the values repeats nothing</td></tr>
 * <tr><td>rowCount</td><td>rows</td></tr>
 * </table>
 *
 * <p>In percent they are shares of all rows, and 0 of an empty table. Values of columns that hold numbers are compared as numbers,
 * all others by their text.
 *
 * <p>In rules of type sql, <code>${object}</code>, <code>{object}</code> and the same with {@code table} or {@code model} stand for
 * the table, with {@code property}, {@code column} or {@code field} for the column. The table may also be called by the object's
 * name. No other table can be read.
 */
public final class QualitySql {
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "[`\"]?\\$?\\{\\s*(object|table|model|property|column|field)\\s*}[`\"]?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> TABLE_WORDS = Set.of("object", "table", "model");

    /**
     * What became of a rule.
     *
     * @param rule the rule as it is run; empty when it is not
     * @param problem why not, when that is worth a finding; rules of type text and custom are not run, and that is no problem
     */
    public record Translation(Optional<ExecutableRule> rule, Optional<Finding> problem) {
        private static final Translation NOTHING = new Translation(Optional.empty(), Optional.empty());
    }

    private QualitySql() {}

    public static Translation translate(QualityRule rule, RuleTarget target) {
        if (rule.check() instanceof QualityRule.Library library) {
            return aggregate(rule, library, target)
                    .map(expression -> executable(rule, Optional.of(expression), Optional.empty()))
                    .orElseGet(() -> notMeasurable(rule, library));
        }
        if (rule.check() instanceof QualityRule.Sql sql) {
            return query(rule, sql, target);
        }
        if (rule.check() instanceof QualityRule.Cel cel && cel.term().isPresent()) {
            return cel(rule, cel.term().get());
        }
        return Translation.NOTHING;
    }

    /** Counts the rows that break the rule; a row without the object that the rule is about breaks nothing. */
    private static Translation cel(QualityRule rule, CelTerm term) {
        String object = rule.column().map(SqlText::column).orElse("");
        try {
            String broken = "NOT " + CelSql.condition(term, object);
            String counted = object.isEmpty() ? broken : object + " IS NOT NULL AND " + broken;
            return executable(rule, Optional.of("count_if(" + counted + ")"), Optional.empty());
        } catch (CelSql.NotTranslatable e) {
            return new Translation(
                    Optional.empty(),
                    Optional.of(Finding.warning(
                            Code.CONTRACT_OPTION_INVALID,
                            rule.position(),
                            "The rule is asked of records that come in through the gate; a table that a transform makes is not"
                                    + " measured by it.",
                            "Write a rule of type sql as well, when a transform makes the table.")));
        }
    }

    private static Translation notMeasurable(QualityRule rule, QualityRule.Library library) {
        if (rule.column().isPresent()) {
            return problem(
                    rule,
                    "The metric " + library.metric() + " does not say which values are valid.",
                    "Add arguments: { validValues: [...] } or arguments: { pattern: ... }.");
        }
        return problem(
                rule,
                "The metric " + library.metric() + " on the whole object does not say which properties it looks at.",
                library.metric().equals("duplicateValues")
                        ? "Add arguments: { properties: [...] }, or move the rule to a property."
                        : "Move the rule to a property's quality.");
    }

    private static Translation executable(QualityRule rule, Optional<String> aggregate, Optional<String> query) {
        // the parser of rules has reported a rule without a comparison
        return rule.comparison()
                .map(comparison -> new Translation(
                        Optional.of(new ExecutableRule(
                                rule.name(),
                                rule.column(),
                                aggregate,
                                query,
                                comparison.operator(),
                                comparison.bounds(),
                                rule.blocks(),
                                rule.unit())),
                        Optional.empty()))
                .orElse(Translation.NOTHING);
    }

    private static Optional<String> aggregate(QualityRule rule, QualityRule.Library library, RuleTarget target) {
        if (library.metric().equals("rowCount")) {
            return Optional.of("count(*)");
        }
        Optional<String> counted = library.metric().equals("duplicateValues")
                ? duplicates(rule, library)
                : rule.column()
                        .flatMap(column -> condition(library, column, target))
                        .map(condition -> "count_if(" + condition + ")");
        return rule.unit() == QualityRule.Unit.PERCENT ? counted.map(QualitySql::percent) : counted;
    }

    private static String percent(String count) {
        return "coalesce(100.0D * (" + count + ") / nullif(count(*), 0), 0.0D)";
    }

    private static Optional<String> condition(QualityRule.Library library, String column, RuleTarget target) {
        String name = SqlText.column(column);
        return switch (library.metric()) {
            case "nullValues" -> Optional.of(name + " IS NULL");
            case "missingValues" -> Optional.of(missing(library.argument("missingValues"), column, target));
            case "invalidValues" -> invalid(library, column, target);
            default -> Optional.empty();
        };
    }

    private static String missing(QualityRule.Values given, String column, RuleTarget target) {
        QualityRule.Values values = given.isEmpty() ? new QualityRule.Values(List.of(""), true) : given;
        List<String> conditions = new ArrayList<>();
        if (values.includesNull()) {
            conditions.add(SqlText.column(column) + " IS NULL");
        }
        in(values, column, target).ifPresent(conditions::add);
        return conditions.isEmpty() ? "false" : String.join(" OR ", conditions);
    }

    private static Optional<String> invalid(QualityRule.Library library, String column, RuleTarget target) {
        String name = SqlText.column(column);
        List<String> valid = new ArrayList<>();
        QualityRule.Values values = library.argument("validValues");
        if (!values.isEmpty()) {
            valid.add(in(values, column, target).orElse("false"));
        }
        for (String pattern : library.argument("pattern").texts()) {
            valid.add("CAST(" + name + " AS STRING) RLIKE " + SqlText.string(pattern));
        }
        return valid.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " IS NOT NULL AND NOT (" + String.join(" AND ", valid) + ")");
    }

    /** Whether the column's value is one of those given; empty when it cannot be any of them. */
    private static Optional<String> in(QualityRule.Values values, String column, RuleTarget target) {
        boolean number = target.numbers().contains(column);
        List<String> literals = new ArrayList<>();
        for (String text : values.texts()) {
            if (number) {
                SqlText.number(text).ifPresent(literals::add);
            } else {
                literals.add(SqlText.string(text));
            }
        }
        String compared = number ? SqlText.column(column) : "CAST(" + SqlText.column(column) + " AS STRING)";
        return literals.isEmpty()
                ? Optional.empty()
                : Optional.of(compared + " IN (" + String.join(", ", literals) + ")");
    }

    private static Optional<String> duplicates(QualityRule rule, QualityRule.Library library) {
        Set<String> columns = new LinkedHashSet<>(library.argument("properties").texts());
        if (columns.isEmpty()) {
            rule.column().ifPresent(columns::add);
        }
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = columns.stream().map(SqlText::column).toList();
        String complete = names.stream().map(name -> name + " IS NOT NULL").collect(Collectors.joining(" AND "));
        return Optional.of("count_if(" + complete + ") - count(DISTINCT " + String.join(", ", names) + ")");
    }

    private static Translation query(QualityRule rule, QualityRule.Sql sql, RuleTarget target) {
        StringBuilder filled = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(sql.query());
        while (matcher.find()) {
            boolean table = TABLE_WORDS.contains(matcher.group(1).toLowerCase(Locale.ROOT));
            if (!table && rule.column().isEmpty()) {
                return problem(
                        rule,
                        "The rule is about the whole object, so that " + matcher.group() + " stands for nothing.",
                        "Name the column, or move the rule to the property.");
            }
            String name = table
                    ? SqlText.name("object")
                    : SqlText.column(rule.column().orElseThrow());
            matcher.appendReplacement(filled, Matcher.quoteReplacement(name));
        }
        matcher.appendTail(filled);
        String query = filled.toString().strip().replaceAll("[;\\s]+$", "");
        SqlReferences references = SqlReferences.read(rule.position().file(), query);
        if (!references.findings().isEmpty()) {
            Finding first = references.findings().get(0);
            return problem(rule, "The rule's query cannot be run: " + first.message(), first.remedy());
        }
        Set<String> aliases = new LinkedHashSet<>();
        for (SqlReferences.Table table : references.tables()) {
            String folded = table.name().toLowerCase(Locale.ROOT);
            if (folded.equals("object")) {
                continue;
            }
            boolean own = table.parts().size() == 1
                    && target.names().stream().anyMatch(name -> name.equalsIgnoreCase(table.name()));
            if (!own) {
                return problem(
                        rule,
                        "The rule reads \"" + table.name() + "\", but a rule can only read the object it stands on.",
                        "Write ${object} for the object's table; compare tables in a transform.");
            }
            aliases.add(folded);
        }
        return executable(rule, Optional.empty(), Optional.of(aliased(query, aliases)));
    }

    /** The query with the object under the names that it uses for it. */
    private static String aliased(String query, Set<String> aliases) {
        if (aliases.isEmpty()) {
            return query;
        }
        String names = aliases.stream()
                .map(alias -> SqlText.name(alias) + " AS (SELECT * FROM `object`)")
                .collect(Collectors.joining(", "));
        // a comment at the query's end must not swallow the parenthesis
        return "WITH " + names + " SELECT * FROM (\n" + query + "\n)";
    }

    private static Translation problem(QualityRule rule, String message, String remedy) {
        Finding finding = rule.blocks()
                ? Finding.error(Code.CONTRACT_OPTION_INVALID, rule.position(), message, remedy)
                : Finding.warning(Code.CONTRACT_OPTION_INVALID, rule.position(), message, remedy);
        return new Translation(Optional.empty(), Optional.of(finding));
    }
}
