package dev.polder.core.contract;

import dev.polder.core.cel.CelProblem;
import dev.polder.core.cel.CelRule;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.TextPlace;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.PatternCheck;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.List;
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
        CelRule read = CelRule.read(expression, RecordRules.type(struct));
        for (CelProblem problem : read.problems()) {
            report(
                    rule,
                    new TextPlace(source, text.position()).of(expression, problem.offset()),
                    problem.message(),
                    problem.remedy());
        }
        Optional<PatternCheck.Problem> bad = read.term().flatMap(RecordRules::badPattern);
        bad.ifPresent(it -> report(rule, text.position(), it.message(), it.remedy()));
        return bad.isPresent() ? Optional.empty() : read.term();
    }

    private void report(QualityRule rule, Position position, String message, String remedy) {
        findings.accept(
                rule.blocks()
                        ? Finding.error(Code.CONTRACT_OPTION_INVALID, position, message, remedy)
                        : Finding.warning(Code.CONTRACT_OPTION_INVALID, position, message, remedy));
    }
}
