package dev.polder.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationException;
import java.util.HashSet;
import java.util.Set;

/** Runs what is the same every time, so that {@code timestamp('tomorrow')} or {@code 1 / 0} is found when it is written. */
final class Constants {
    private final CelAbstractSyntaxTree tree;

    private Constants(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /** @throws Problem.Found for a constant part that always fails */
    static void check(CelAbstractSyntaxTree tree) {
        new Constants(tree).check(tree.getExpr());
    }

    private void check(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION) {
            CelExpr.CelComprehension macro = expr.comprehension();
            check(macro.iterRange());
            check(macro.loopStep());
            return;
        }
        if (expr.getKind() == CelExpr.ExprKind.Kind.LIST) {
            expr.list().elements().forEach(this::check);
            return;
        }
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return;
        }
        Set<String> names = new HashSet<>();
        Names.in(expr, names);
        if (!names.isEmpty()) {
            Cost.operands(expr.call()).forEach(this::check);
            return;
        }
        try {
            TermBuilder.program(CelAbstractSyntaxTree.newCheckedAst(
                            expr, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap()))
                    .eval();
        } catch (CelEvaluationException | RuntimeException e) {
            throw new Problem.Found(
                    expr.id(), "This always fails: " + CelWords.reason(e), "Write a constant that can be read.");
        }
    }
}
