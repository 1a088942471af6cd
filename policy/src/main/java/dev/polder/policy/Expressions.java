package dev.polder.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.Program;
import dev.polder.core.document.TextPlace;
import dev.polder.core.policy.PolicyText;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compiles the expressions of one document: parses, checks types, judges the cost, runs what is constant. */
final class Expressions {
    private final String source;
    private final List<Finding> findings;

    /**
     * @param source the document, in which problems are placed
     * @param findings where they are added
     */
    Expressions(String source, List<Finding> findings) {
        this.source = source;
        this.findings = findings;
    }

    /** A condition; empty, with findings, when it is none. */
    Optional<Expression> condition(PolicyText text, Scope scope) {
        return compile(text, scope, scope.conditions(), true);
    }

    /** An expression that gives a text; empty, with findings, when it does not. */
    Optional<Expression> text(PolicyText text, Scope scope) {
        return compile(text, scope, scope.texts(), false);
    }

    /** Reports a problem of an expression. */
    void report(PolicyText text, Problem problem) {
        findings.add(Finding.error(
                Code.POLICY_INVALID,
                new TextPlace(source, text.position()).of(text.text(), problem.offset()),
                problem.message(),
                problem.remedy()));
    }

    private Optional<Expression> compile(PolicyText text, Scope scope, CelCompiler compiler, boolean condition) {
        CelValidationResult result = compiler.compile(text.text());
        if (result.hasError()) {
            List<Problem> problems = new ArrayList<>();
            for (CelIssue issue : result.getErrors()) {
                problems.add(CelWords.problem(text.text(), issue, scope));
            }
            problems.stream().distinct().forEach(problem -> report(text, problem));
            return Optional.empty();
        }
        try {
            return Optional.of(checked(text, result.getAst(), condition));
        } catch (CelValidationException e) {
            report(text, new Problem(0, "The expression cannot be used: " + e.getMessage(), "Write it otherwise."));
        } catch (Problem.Found e) {
            report(text, new Problem(offset(text.text(), result, e.expression()), e.getMessage(), e.remedy()));
        }
        return Optional.empty();
    }

    private static Expression checked(PolicyText text, CelAbstractSyntaxTree tree, boolean condition) {
        long cost = Cost.of(tree);
        Program program = TermBuilder.program(tree);
        Constants.check(tree);
        Optional<Term> term = condition ? Optional.of(new TermBuilder(tree).condition()) : Optional.empty();
        return new Expression(text, term, program, cost);
    }

    private static int offset(String text, CelValidationResult result, long expression) {
        try {
            int codePoints = result.getAst().getSource().getPositionsMap().getOrDefault(expression, 0);
            return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        } catch (CelValidationException e) {
            return 0;
        }
    }
}
