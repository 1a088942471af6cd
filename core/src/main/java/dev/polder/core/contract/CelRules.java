package dev.polder.core.contract;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.cel.CelRule;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.PatternCheck;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks rules in CEL against the type of the object they stand on. */
final class CelRules {
    private final String source;
    private final Consumer<Finding> findings;

    /**
     * @param source the document, in which problems are placed
     */
    CelRules(String source, Consumer<Finding> findings) {
        this.source = source;
        this.findings = findings;
    }

    /**
     * The rules, those in CEL with what they mean.
     *
     * @param owner the mapping whose {@code quality} the rules are
     * @param type of what the rules stand on
     */
    List<QualityRule> checked(Node.Mapping owner, List<QualityRule> rules, Optional<DataType> type) {
        List<Node.Mapping> nodes = Nodes.mappings(owner, "quality");
        List<QualityRule> checked = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            QualityRule rule = rules.get(i);
            if (rule.check() instanceof QualityRule.Cel cel && type.isPresent()) {
                Node text = Nodes.value(nodes.get(i), "implementation").orElseThrow();
                checked.add(rule.with(
                        new QualityRule.Cel(cel.expression(), term(rule, cel.expression(), text, type.get()))));
            } else {
                checked.add(rule);
            }
        }
        return checked;
    }

    private Optional<CelTerm> term(QualityRule rule, String expression, Node text, DataType type) {
        if (!(type instanceof DataType.Struct struct)) {
            report(
                    rule,
                    rule.position(),
                    "A rule in CEL is about the fields of an object, but the property is " + TypeWords.of(type) + ".",
                    "Move it to the quality of the schema object.");
            return Optional.empty();
        }
        CelRule read = CelRule.read(expression, struct(struct));
        for (CelProblem problem : read.problems()) {
            report(
                    rule,
                    new TextPlace(source, text.position()).of(expression, problem.offset()),
                    problem.message(),
                    problem.remedy());
        }
        boolean bad = read.term()
                .filter(term -> hasBadPattern(term, rule, text.position()))
                .isPresent();
        return bad ? Optional.empty() : read.term();
    }

    private boolean hasBadPattern(CelTerm term, QualityRule rule, Position position) {
        if (term instanceof CelTerm.Field field) {
            return field.of().filter(of -> hasBadPattern(of, rule, position)).isPresent();
        }
        if (!(term instanceof CelTerm.Apply apply)) {
            return false;
        }
        if (apply.function() == CelFunction.MATCHES) {
            String pattern = (String) ((CelTerm.Constant) apply.arguments().get(1)).value();
            Optional<PatternCheck.Problem> problem = PatternCheck.problem(pattern);
            problem.ifPresent(it -> report(rule, position, it.message(), it.remedy()));
            if (problem.isPresent()) {
                return true;
            }
        }
        return apply.arguments().stream().anyMatch(argument -> hasBadPattern(argument, rule, position));
    }

    private void report(QualityRule rule, Position position, String message, String remedy) {
        findings.accept(
                rule.blocks()
                        ? Finding.error(Code.CONTRACT_OPTION_INVALID, position, message, remedy)
                        : Finding.warning(Code.CONTRACT_OPTION_INVALID, position, message, remedy));
    }

    private static CelType.Struct struct(DataType.Struct type) {
        Map<String, CelType> members = new LinkedHashMap<>();
        type.fields().forEach(field -> members.put(field.name(), type(field.type())));
        return new CelType.Struct(members);
    }

    private static CelType type(DataType type) {
        if (type instanceof DataType.Struct struct) {
            return struct(struct);
        }
        if (type instanceof DataType.ListOf list) {
            return new CelType.ListOf(type(list.element()));
        }
        if (type instanceof DataType.MapOf map) {
            return new CelType.MapOf(type(map.value()));
        }
        if (type instanceof DataType.Decimal decimal) {
            return decimal.scale() == 0 ? CelType.Simple.INTEGER : new CelType.Decimal(decimal.scale());
        }
        if (type instanceof DataType.Int32 || type instanceof DataType.Int64) {
            return CelType.Simple.INTEGER;
        }
        if (type instanceof DataType.Float64) {
            return CelType.Simple.DOUBLE;
        }
        if (type instanceof DataType.Bool) {
            return CelType.Simple.BOOL;
        }
        if (type instanceof DataType.Date) {
            return CelType.Simple.DATE;
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? CelType.Simple.INSTANT : CelType.Simple.LOCAL;
        }
        return type instanceof DataType.TimeOfDay ? CelType.Simple.TIME : CelType.Simple.STRING;
    }
}
