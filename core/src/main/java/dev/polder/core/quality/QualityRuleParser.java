package dev.polder.core.quality;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads ODCS {@code quality}, of 3.0 ({@code rule}) and of 3.1 and later ({@code metric}). One parser reads one contract:
 * it keeps the names of its rules apart.
 *
 * <p>A library rule without a comparison must measure 0 ({@code nullValues}, {@code missingValues}, {@code invalidValues},
 * {@code duplicateValues}), and so must the records that break a rule in CEL; for {@code rowCount} and {@code sql} there is no such default, and its absence is a finding.
 */
public final class QualityRuleParser {
    private static final Set<String> METRICS =
            Set.of("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount");
    private static final Set<String> ARGUMENTS = Set.of("missingValues", "validValues", "pattern", "properties");

    /** The rules of 3.0, whose names the standard left open, by what they mean in 3.1. */
    private static final Map<String, String> OLD_RULES = Map.ofEntries(
            Map.entry("nullCheck", "nullValues"),
            Map.entry("nullCount", "nullValues"),
            Map.entry("notNull", "nullValues"),
            Map.entry("missingCount", "missingValues"),
            Map.entry("validValues", "invalidValues"),
            Map.entry("validityCheck", "invalidValues"),
            Map.entry("invalidCount", "invalidValues"),
            Map.entry("duplicateCount", "duplicateValues"),
            Map.entry("duplicateCheck", "duplicateValues"),
            Map.entry("uniqueCheck", "duplicateValues"),
            Map.entry("unique", "duplicateValues"),
            Map.entry("rowCountCheck", "rowCount"));

    private static final Map<String, QualityRule.Operator> OPERATORS = Map.of(
            "mustBe", QualityRule.Operator.MUST_BE,
            "mustNotBe", QualityRule.Operator.MUST_NOT_BE,
            "mustBeGreaterThan", QualityRule.Operator.MUST_BE_GREATER_THAN,
            "mustBeGreaterOrEqualTo", QualityRule.Operator.MUST_BE_GREATER_OR_EQUAL_TO,
            "mustBeLessThan", QualityRule.Operator.MUST_BE_LESS_THAN,
            "mustBeLessOrEqualTo", QualityRule.Operator.MUST_BE_LESS_OR_EQUAL_TO,
            "mustBeBetween", QualityRule.Operator.MUST_BE_BETWEEN,
            "mustNotBeBetween", QualityRule.Operator.MUST_NOT_BE_BETWEEN);

    private final Consumer<Finding> findings;
    private final Set<String> names = new HashSet<>();

    public QualityRuleParser(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /**
     * Reads the {@code quality} of an object or a property.
     *
     * @param owner the mapping that may have {@code quality}
     * @param object the object's name
     * @param column the property the rules stand on, members joined by dots; empty for the object itself
     * @param columns the object's top-level properties
     */
    public List<QualityRule> read(Node.Mapping owner, String object, Optional<String> column, Set<String> columns) {
        List<QualityRule> rules = new ArrayList<>();
        for (Node.Mapping rule : Nodes.mappings(owner, "quality")) {
            rules.add(rule(rule, object, column, columns));
        }
        return rules;
    }

    private QualityRule rule(Node.Mapping node, String object, Optional<String> column, Set<String> columns) {
        QualityRule.Check check = check(node, columns);
        Optional<QualityRule.Comparison> comparison = comparison(node);
        if (comparison.isEmpty()
                && !(check instanceof QualityRule.NotExecutable)
                && operators(node).isEmpty()) {
            boolean countsCases = check instanceof QualityRule.Cel
                    || check instanceof QualityRule.Library library
                            && !library.metric().equals("rowCount");
            if (countsCases) {
                comparison =
                        Optional.of(new QualityRule.Comparison(QualityRule.Operator.MUST_BE, List.of(BigDecimal.ZERO)));
            } else {
                invalid(
                        node.position(),
                        "The rule does not say what its measure must be.",
                        "Add a comparison, such as mustBe: 0 or mustBeGreaterThan: 0.");
            }
        }
        QualityRule.Unit unit = Nodes.text(node, "unit")
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("percent") || text.equals("%"))
                .map(text -> QualityRule.Unit.PERCENT)
                .orElse(QualityRule.Unit.ROWS);
        if (unit == QualityRule.Unit.PERCENT
                && check instanceof QualityRule.Library library
                && library.metric().equals("rowCount")) {
            invalid(place(node, "unit"), "A number of rows is no percentage.", "Leave unit out, or use rows.");
        }
        return new QualityRule(
                name(node, object, column, check),
                column,
                check,
                comparison,
                unit,
                Nodes.text(node, "severity"),
                Nodes.text(node, "dimension"),
                Nodes.text(node, "description"),
                node.position());
    }

    private QualityRule.Check check(Node.Mapping node, Set<String> columns) {
        Optional<String> metric = Nodes.text(node, "metric");
        Optional<String> rule = Nodes.text(node, "rule");
        String type = Nodes.text(node, "type").orElse("library");
        return switch (type) {
            case "sql" ->
                Nodes.text(node, "query")
                        .<QualityRule.Check>map(QualityRule.Sql::new)
                        .orElse(new QualityRule.NotExecutable("sql", ""));
            case "text" ->
                new QualityRule.NotExecutable(
                        "text", Nodes.text(node, "description").orElse(""));
            case "custom" -> custom(node);
            default ->
                metric.or(() -> rule)
                        .map(word -> library(node, metric.isPresent() ? "metric" : "rule", word, columns))
                        .orElse(new QualityRule.NotExecutable(type, ""));
        };
    }

    private static QualityRule.Check custom(Node.Mapping node) {
        String engine = Nodes.text(node, "engine").orElse("custom");
        Optional<String> implementation = Nodes.text(node, "implementation");
        return engine.equalsIgnoreCase("cel") && implementation.isPresent()
                ? new QualityRule.Cel(implementation.get(), Optional.empty())
                : new QualityRule.NotExecutable(
                        engine,
                        implementation.or(() -> Nodes.text(node, "description")).orElse(""));
    }

    private QualityRule.Check library(Node.Mapping node, String field, String word, Set<String> columns) {
        String metric = field.equals("rule") ? OLD_RULES.getOrDefault(word, word) : word;
        if (!METRICS.contains(metric)) {
            String message = "The " + field + " \"" + word + "\" is not in the standard's library";
            String remedy =
                    "Use nullValues, missingValues, invalidValues, duplicateValues or rowCount, or write a rule of"
                            + " type sql.";
            // 3.0 leaves the names open, so an unknown one is no error there: it is only not run
            findings.accept(
                    field.equals("rule")
                            ? Finding.warning(
                                    Code.CONTRACT_OPTION_INVALID,
                                    place(node, field),
                                    message + "; the rule is not run.",
                                    remedy)
                            : Finding.error(Code.CONTRACT_OPTION_INVALID, place(node, field), message + ".", remedy));
            return new QualityRule.NotExecutable("library", word);
        }
        Map<String, QualityRule.Values> arguments = arguments(node);
        checkArguments(node, metric, columns);
        return new QualityRule.Library(metric, arguments);
    }

    /** Arguments stand under {@code arguments}; 3.0 has them, such as {@code validValues}, in the rule itself. */
    private static Map<String, QualityRule.Values> arguments(Node.Mapping node) {
        Map<String, QualityRule.Values> arguments = new HashMap<>();
        for (String name : ARGUMENTS) {
            argument(node, name).ifPresent(value -> arguments.put(name, values(value)));
        }
        return arguments;
    }

    private static Optional<Node> argument(Node.Mapping node, String name) {
        return Nodes.mapping(node, "arguments")
                .flatMap(under -> Nodes.value(under, name))
                .or(() -> Nodes.value(node, name));
    }

    private static QualityRule.Values values(Node node) {
        List<Node> items = node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
        List<String> texts = new ArrayList<>();
        boolean includesNull = false;
        for (Node item : items) {
            includesNull |= item instanceof Node.Null;
            Nodes.scalar(item).ifPresent(texts::add);
        }
        return new QualityRule.Values(texts, includesNull);
    }

    private void checkArguments(Node.Mapping node, String metric, Set<String> columns) {
        if (metric.equals("invalidValues")) {
            argument(node, "pattern").ifPresent(this::checkPattern);
        }
        if (metric.equals("duplicateValues")) {
            argument(node, "properties").ifPresent(value -> checkColumns(value, columns));
        }
    }

    private void checkPattern(Node value) {
        Nodes.scalar(value)
                .flatMap(PatternCheck::problem)
                .ifPresent(problem -> invalid(value.position(), problem.message(), problem.remedy()));
    }

    private void checkColumns(Node value, Set<String> columns) {
        List<Node> items = value instanceof Node.Sequence sequence ? sequence.items() : List.of(value);
        for (Node item : items) {
            Optional<String> name = Nodes.scalar(item);
            if (name.isPresent() && !columns.contains(name.get())) {
                findings.accept(Finding.error(
                        Code.REFERENCE_UNKNOWN,
                        item.position(),
                        "The object has no property \"" + name.get() + "\".",
                        "Use one of "
                                + String.join(", ", columns.stream().sorted().toList()) + "."));
            }
        }
    }

    private static List<String> operators(Node.Mapping node) {
        return node.entries().keySet().stream().filter(OPERATORS::containsKey).toList();
    }

    private Optional<QualityRule.Comparison> comparison(Node.Mapping node) {
        for (String word : operators(node)) {
            Node value = node.entries().get(word);
            QualityRule.Operator operator = OPERATORS.get(word);
            boolean between = word.endsWith("Between");
            List<Node> nodes = between && value instanceof Node.Sequence sequence ? sequence.items() : List.of(value);
            List<BigDecimal> bounds = new ArrayList<>();
            for (Node bound : nodes) {
                number(bound).ifPresent(bounds::add);
            }
            if (bounds.size() != (between ? 2 : 1) || nodes.size() != bounds.size()) {
                invalid(
                        value.position(),
                        "The comparison " + word + " needs " + (between ? "two numbers" : "a number")
                                + " to compare the measure with.",
                        between ? "Write " + word + ": [0, 100]." : "Write " + word + ": 0.");
                return Optional.empty();
            }
            if (between && bounds.get(0).compareTo(bounds.get(1)) > 0) {
                invalid(
                        value.position(),
                        "The comparison " + word + " [" + bounds.get(0) + ", " + bounds.get(1)
                                + "] has the larger number first.",
                        "Write the smaller number first.");
            }
            return Optional.of(new QualityRule.Comparison(operator, bounds));
        }
        return Optional.empty();
    }

    private static Optional<BigDecimal> number(Node node) {
        if (node instanceof Node.Number number) {
            return Optional.of(number.value());
        }
        if (node instanceof Node.Text text && text.value().strip().matches("-?\\d{1,30}(\\.\\d{1,30})?")) {
            return Optional.of(new BigDecimal(text.value().strip()));
        }
        return Optional.empty();
    }

    private String name(Node.Mapping node, String object, Optional<String> column, QualityRule.Check check) {
        String wanted = Nodes.text(node, "name")
                .or(() -> Nodes.text(node, "id"))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> object + column.map(name -> "." + name).orElse("") + "." + word(check));
        String name = wanted;
        for (int next = 2; !names.add(name); next++) {
            name = wanted + "-" + next;
        }
        return name;
    }

    private static String word(QualityRule.Check check) {
        if (check instanceof QualityRule.Library library) {
            return library.metric();
        }
        if (check instanceof QualityRule.Cel) {
            return "cel";
        }
        return check instanceof QualityRule.NotExecutable other ? other.type() : "sql";
    }

    private void invalid(Position position, String message, String remedy) {
        findings.accept(Finding.error(Code.CONTRACT_OPTION_INVALID, position, message, remedy));
    }

    private static Position place(Node.Mapping node, String field) {
        return node.find(field).map(Node::position).orElse(node.position());
    }
}
