package dev.polder.core.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualitySqlTest {
    private static final RuleTarget TARGET = new RuleTarget(Set.of("orders", "Order Lines"), Set.of("price"));

    @Test
    void countsNulls() {
        assertThat(aggregate("nullValues", "c", Map.of(), QualityRule.Unit.ROWS))
                .contains("count_if(`c` IS NULL)");
    }

    @Test
    void countsRows() {
        assertThat(aggregate("rowCount", null, Map.of(), QualityRule.Unit.ROWS)).contains("count(*)");
    }

    @Test
    void countsMissingValuesAsTheyAreListed() {
        // given
        QualityRule.Values withNull = new QualityRule.Values(List.of("", "N/A"), true);
        QualityRule.Values withoutNull = new QualityRule.Values(List.of("N/A"), false);

        // when, then
        assertThat(aggregate("missingValues", "c", Map.of("missingValues", withNull), QualityRule.Unit.ROWS))
                .contains("count_if(`c` IS NULL OR CAST(`c` AS STRING) IN ('', 'N/A'))");
        assertThat(aggregate("missingValues", "c", Map.of("missingValues", withoutNull), QualityRule.Unit.ROWS))
                .contains("count_if(CAST(`c` AS STRING) IN ('N/A'))");
        assertThat(aggregate("missingValues", "c", Map.of(), QualityRule.Unit.ROWS))
                .contains("count_if(`c` IS NULL OR CAST(`c` AS STRING) IN (''))");
    }

    @Test
    void comparesNumbersAsNumbersAndLeavesOutWhatIsNone() {
        // given
        QualityRule.Values values = new QualityRule.Values(List.of("1", "2.50", "1e2", "N/A", "1e999999999"), false);

        // when, then
        assertThat(aggregate("invalidValues", "price", Map.of("validValues", values), QualityRule.Unit.ROWS))
                .contains("count_if(`price` IS NOT NULL AND NOT (`price` IN (1, 2.50, 100)))");
        assertThat(aggregate(
                        "missingValues",
                        "price",
                        Map.of("missingValues", new QualityRule.Values(List.of("N/A"), false)),
                        QualityRule.Unit.ROWS))
                .contains("count_if(false)");
    }

    @Test
    void countsInvalidValuesByListAndPatternButNeverNulls() {
        // given
        Map<String, QualityRule.Values> arguments = Map.of(
                "validValues", new QualityRule.Values(List.of("a", "it's"), true),
                "pattern", new QualityRule.Values(List.of("^\\d+'$"), false));

        // when, then
        assertThat(aggregate("invalidValues", "c", arguments, QualityRule.Unit.ROWS))
                .contains("count_if(`c` IS NOT NULL AND NOT (CAST(`c` AS STRING) IN ('a', 'it\\'s')"
                        + " AND CAST(`c` AS STRING) RLIKE '^\\\\d+\\'$'))");
    }

    @Test
    void runsNoRuleForInvalidValuesThatDoesNotSayWhatIsValid() {
        assertThat(aggregate("invalidValues", "c", Map.of(), QualityRule.Unit.ROWS))
                .isEmpty();
    }

    @Test
    void countsDuplicatesOfOneColumnAndOfSeveral() {
        assertThat(aggregate("duplicateValues", "c", Map.of(), QualityRule.Unit.ROWS))
                .contains("count_if(`c` IS NOT NULL) - count(DISTINCT `c`)");
        assertThat(aggregate(
                        "duplicateValues",
                        null,
                        Map.of("properties", new QualityRule.Values(List.of("a", "b"), false)),
                        QualityRule.Unit.ROWS))
                .contains("count_if(`a` IS NOT NULL AND `b` IS NOT NULL) - count(DISTINCT `a`, `b`)");
    }

    @Test
    void givesSharesInPercentOfAllRows() {
        assertThat(aggregate("nullValues", "c", Map.of(), QualityRule.Unit.PERCENT))
                .contains("coalesce(100.0D * (count_if(`c` IS NULL)) / nullif(count(*), 0), 0.0D)");
    }

    @Test
    void quotesNamesAndMembers() {
        assertThat(aggregate("nullValues", "address.ci`ty", Map.of(), QualityRule.Unit.ROWS))
                .contains("count_if(`address`.`ci``ty` IS NULL)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT count(*) FROM ${object} WHERE ${property} < 0 | SELECT count(*) FROM `object` WHERE `c` < 0",
                "SELECT count(*) FROM {object} WHERE {property} < 0; | SELECT count(*) FROM `object` WHERE `c` < 0",
                "SELECT count(*) FROM ${table} WHERE ${column} < 0 | SELECT count(*) FROM `object` WHERE `c` < 0",
                "SELECT count(*) FROM ${model} WHERE `${field}` < 0 | SELECT count(*) FROM `object` WHERE `c` < 0",
                "SELECT count(*) FROM object | SELECT count(*) FROM object",
            })
    void fillsInTheTableAndTheColumn(String query, String expected) {
        assertThat(query(query, Optional.of("c")).rule().orElseThrow().query()).contains(expected);
    }

    @Test
    void letsARuleCallTheTableByTheObjectsName() {
        assertThat(query("SELECT count(*) FROM Orders o WHERE o.x < 0 -- all", Optional.empty())
                        .rule()
                        .orElseThrow()
                        .query())
                .contains("WITH `orders` AS (SELECT * FROM `object`) SELECT * FROM (\n"
                        + "SELECT count(*) FROM Orders o WHERE o.x < 0 -- all\n)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT count(*) FROM payments | The rule reads \"payments\"",
                "SELECT count(*) FROM sales.orders.orders | The rule reads \"sales.orders.orders\"",
                "SELECT count(*) FROM ${object} WHERE ${property} IS NULL | stands for nothing",
                "DELETE FROM ${object} | The rule's query cannot be run",
                "SELECT (1 | The rule's query cannot be run",
            })
    void saysWhyAQueryCannotBeRun(String query, String message) {
        // when
        QualitySql.Translation translation = query(query, Optional.empty());

        // then
        assertThat(translation.rule()).isEmpty();
        assertThat(translation.problem().orElseThrow().message()).contains(message);
        assertThat(translation.problem().orElseThrow().isError()).isTrue();
    }

    @Test
    void keepsWhatARuleMustBeAndWhetherItBlocks() {
        // given
        QualityRule rule = new QualityRule(
                "r",
                Optional.of("c"),
                new QualityRule.Library("nullValues", Map.of()),
                Optional.of(new QualityRule.Comparison(
                        QualityRule.Operator.MUST_BE_BETWEEN, List.of(BigDecimal.ONE, BigDecimal.TEN))),
                QualityRule.Unit.PERCENT,
                Optional.of("Warning"),
                Optional.empty(),
                Optional.empty(),
                Position.start("f"));

        // when
        ExecutableRule executable = QualitySql.translate(rule, TARGET).rule().orElseThrow();

        // then
        assertThat(executable.operator()).isEqualTo(QualityRule.Operator.MUST_BE_BETWEEN);
        assertThat(executable.bounds()).containsExactly(BigDecimal.ONE, BigDecimal.TEN);
        assertThat(executable.blocks()).isFalse();
        assertThat(executable.unit()).isEqualTo(QualityRule.Unit.PERCENT);
        assertThat(executable.query()).isEmpty();
    }

    @Test
    void runsNothingForTextAndOtherEngines() {
        assertThat(QualitySql.translate(rule(new QualityRule.NotExecutable("text", "be nice"), null), TARGET))
                .isEqualTo(new QualitySql.Translation(Optional.empty(), Optional.empty()));
    }

    private static Optional<String> aggregate(
            String metric, String column, Map<String, QualityRule.Values> arguments, QualityRule.Unit unit) {
        QualityRule rule = rule(new QualityRule.Library(metric, arguments), column);
        QualityRule inUnit = new QualityRule(
                rule.name(),
                rule.column(),
                rule.check(),
                rule.comparison(),
                unit,
                rule.severity(),
                rule.dimension(),
                rule.description(),
                rule.position());
        return QualitySql.translate(inUnit, TARGET).rule().flatMap(ExecutableRule::aggregate);
    }

    private static QualitySql.Translation query(String query, Optional<String> column) {
        return QualitySql.translate(rule(new QualityRule.Sql(query), column.orElse(null)), TARGET);
    }

    private static QualityRule rule(QualityRule.Check check, String column) {
        return new QualityRule(
                "r",
                Optional.ofNullable(column),
                check,
                Optional.of(new QualityRule.Comparison(QualityRule.Operator.MUST_BE, List.of(BigDecimal.ZERO))),
                QualityRule.Unit.ROWS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Position.start("f"));
    }
}
