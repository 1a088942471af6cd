package dev.polder.policy;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import java.util.Set;

/** The names in an expression. */
final class Names extends CelExprVisitor {
    private final Set<String> names;

    private Names(Set<String> names) {
        this.names = names;
    }

    static void in(CelExpr expr, Set<String> names) {
        new Names(names).visit(expr);
    }

    @Override
    protected void visit(CelExpr expr, CelExpr.CelIdent ident) {
        names.add(ident.name());
    }
}
