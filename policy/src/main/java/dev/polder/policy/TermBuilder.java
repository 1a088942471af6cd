package dev.polder.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.parser.CelUnparserVisitor;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a {@link Term} of a checked expression. Comparisons of texts, {@code in}, {@code startsWith} and the like are run here, which
 * takes a twentieth of the time that dev.cel takes; they cannot fail. Everything else is a program of dev.cel.
 */
final class TermBuilder {
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder().setOptions(Limits.OPTIONS).build();
    private static final Set<String> TEXT_TESTS = Set.of("startsWith", "endsWith", "contains");

    /** A value of a part that cannot fail. */
    private interface Operand {
        Object of(Values values);
    }

    private final CelAbstractSyntaxTree tree;
    private final Optional<String> item;

    TermBuilder(CelAbstractSyntaxTree tree) {
        this(tree, Optional.empty());
    }

    /** @param item the variable of the macro that the condition is the body of */
    private TermBuilder(CelAbstractSyntaxTree tree, Optional<String> item) {
        this.tree = tree;
        this.item = item;
    }

    Term condition() {
        return term(tree.getExpr());
    }

    /** A program for the whole expression. */
    static Program program(CelAbstractSyntaxTree tree) {
        try {
            return RUNTIME.createProgram(tree);
        } catch (CelEvaluationException e) {
            throw new Problem.Found(
                    tree.getExpr().id(), "The expression cannot be run: " + e.getMessage(), "Write it otherwise.");
        }
    }

    private Term term(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.CALL) {
            CelExpr.CelCall call = expr.call();
            switch (call.function()) {
                case "_&&_":
                    return Term.Joined.and(joined(expr, "_&&_"));
                case "_||_":
                    return Term.Joined.or(joined(expr, "_||_"));
                case "!_":
                    return new Term.Not(term(call.args().get(0)));
                default:
                    break;
            }
        }
        Term.Leaf.Test test = fast(expr).orElseGet(() -> slow(expr));
        return new Term.Leaf(new CelUnparserVisitor(tree).unparse(expr), reads(expr), key(expr), test);
    }

    /** {@code a && (b && c)} as one list. */
    private List<Term> joined(CelExpr expr, String operator) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && expr.call().function().equals(operator)) {
            return expr.call().args().stream()
                    .flatMap(part -> joined(part, operator).stream())
                    .toList();
        }
        return List.of(term(expr));
    }

    private Term.Leaf.Test slow(CelExpr expr) {
        if (item.isPresent()) {
            throw new Slow();
        }
        Program program = program(
                CelAbstractSyntaxTree.newCheckedAst(expr, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap()));
        return values -> {
            try {
                return outcome(Boolean.TRUE.equals(program.eval(values)));
            } catch (CelEvaluationException | RuntimeException e) {
                return Term.Outcome.FAILED;
            }
        };
    }

    /** Of {@code variable == 'x'}, {@code variable in ['x', 'y']} and {@code 'x' in variable}. */
    private Optional<Key> key(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> operands = Cost.operands(expr.call());
        return switch (expr.call().function()) {
            case "_==_" -> key(operands.get(0), operands.get(1)).or(() -> key(operands.get(1), operands.get(0)));
            case "@in" -> key(operands.get(0), operands.get(1)).or(() -> key(operands.get(1), operands.get(0)));
            default -> Optional.empty();
        };
    }

    /** A key of a variable that is compared with texts that are written out. */
    private Optional<Key> key(CelExpr variable, CelExpr written) {
        if (variable.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return Optional.empty();
        }
        Optional<Set<String>> values = Optional.empty();
        if (written.getKind() == CelExpr.ExprKind.Kind.CONSTANT && is(written, CelKind.STRING)) {
            values = Optional.of(Set.of(written.constant().stringValue()));
        } else if (written.getKind() == CelExpr.ExprKind.Kind.LIST && is(variable, CelKind.STRING)) {
            values = texts(written);
        }
        return values.flatMap(texts -> Variable.named(variable.ident().name()).map(it -> new Key(it, texts)));
    }

    private static Term.Outcome outcome(boolean isTrue) {
        return isTrue ? Term.Outcome.TRUE : Term.Outcome.FALSE;
    }

    private Optional<Term.Leaf.Test> fast(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION) {
            return macro(expr.comprehension());
        }
        if (is(expr, CelKind.BOOL) && expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return operand(expr).map(value -> values -> outcome((Boolean) value.of(values)));
        }
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        String function = expr.call().function();
        List<CelExpr> operands = Cost.operands(expr.call());
        if (operands.size() != 2) {
            return Optional.empty();
        }
        return switch (function) {
            case "_==_" -> equality(operands, true);
            case "_!=_" -> equality(operands, false);
            case "@in" -> membership(operands);
            case "_<_", "_<=_", "_>_", "_>=_" -> order(function, operands);
            default -> TEXT_TESTS.contains(function) ? textTest(function, operands) : Optional.empty();
        };
    }

    private Optional<Term.Leaf.Test> equality(List<CelExpr> operands, boolean wanted) {
        CelKind kind = kind(operands.get(0));
        boolean simple = (kind == CelKind.STRING || kind == CelKind.INT || kind == CelKind.BOOL)
                && kind(operands.get(1)) == kind;
        if (!simple) {
            return Optional.empty();
        }
        Optional<Variable> variable = variable(operands.get(0));
        Optional<Object> constant = written(operands.get(1));
        if (variable.isPresent() && constant.isPresent()) {
            Variable compared = variable.get();
            Object with = constant.get();
            return Optional.of(values -> outcome(with.equals(values.of(compared)) == wanted));
        }
        return both(operands, (one, other) -> values -> outcome(one.of(values).equals(other.of(values)) == wanted));
    }

    private Optional<Term.Leaf.Test> order(String function, List<CelExpr> operands) {
        CelKind kind = kind(operands.get(0));
        boolean simple = (kind == CelKind.TIMESTAMP || kind == CelKind.INT) && kind(operands.get(1)) == kind;
        if (!simple) {
            return Optional.empty();
        }
        return both(operands, (one, other) -> switch (function) {
            case "_<_" -> values -> outcome(compare(one, other, values) < 0);
            case "_<=_" -> values -> outcome(compare(one, other, values) <= 0);
            case "_>_" -> values -> outcome(compare(one, other, values) > 0);
            default -> values -> outcome(compare(one, other, values) >= 0);
        });
    }

    private static int compare(Operand one, Operand other, Values values) {
        Object left = one.of(values);
        return left instanceof Instant moment
                ? moment.compareTo((Instant) other.of(values))
                : ((Long) left).compareTo((Long) other.of(values));
    }

    /** {@code exists} and {@code all} over a list of texts, whose body cannot fail either and has no macro in it. */
    private Optional<Term.Leaf.Test> macro(CelExpr.CelComprehension macro) {
        CelExpr step = macro.loopStep();
        boolean logic = step.getKind() == CelExpr.ExprKind.Kind.CALL
                && (step.call().function().equals("_||_")
                        || step.call().function().equals("_&&_"))
                && isName(step.call().args().get(0), macro.accuVar())
                && isName(macro.result(), macro.accuVar())
                && macro.accuInit().getKind() == CelExpr.ExprKind.Kind.CONSTANT;
        if (!logic || item.isPresent() || !isTexts(macro.iterRange())) {
            return Optional.empty();
        }
        boolean exists = step.call().function().equals("_||_");
        Optional<Operand> list = operand(macro.iterRange());
        Optional<Term> body = new TermBuilder(tree, Optional.of(macro.iterVar()))
                .fastTerm(step.call().args().get(1));
        if (list.isEmpty() || body.isEmpty()) {
            return Optional.empty();
        }
        Operand items = list.get();
        Term condition = body.get();
        return Optional.of(values -> {
            Values within = values.forItems();
            for (Object one : (Collection<?>) items.of(values)) {
                if ((condition.test(within.item(one)) == Term.Outcome.TRUE) == exists) {
                    return outcome(exists);
                }
            }
            return outcome(!exists);
        });
    }

    private static boolean isName(CelExpr expr, String name) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                && expr.ident().name().equals(name);
    }

    /** A condition all of whose parts are run here; empty when one is not. */
    private Optional<Term> fastTerm(CelExpr expr) {
        try {
            return Optional.of(term(expr));
        } catch (Slow slow) {
            return Optional.empty();
        }
    }

    /** A part that is not run here. */
    private static final class Slow extends RuntimeException {
        Slow() {
            super("dev.cel runs it", null, false, false);
        }
    }

    private Optional<Term.Leaf.Test> membership(List<CelExpr> operands) {
        if (!is(operands.get(0), CelKind.STRING) || !isTexts(operands.get(1))) {
            return Optional.empty();
        }
        Optional<Object> constant = written(operands.get(0));
        Optional<Variable> list = variable(operands.get(1));
        if (constant.isPresent() && list.isPresent()) {
            Object wanted = constant.get();
            Variable searched = list.get();
            return Optional.of(values -> outcome(((Collection<?>) values.of(searched)).contains(wanted)));
        }
        return both(
                operands,
                (item, items) -> values -> outcome(((Collection<?>) items.of(values)).contains(item.of(values))));
    }

    private Optional<Term.Leaf.Test> textTest(String function, List<CelExpr> operands) {
        if (!is(operands.get(0), CelKind.STRING) || !is(operands.get(1), CelKind.STRING)) {
            return Optional.empty();
        }
        Optional<Variable> variable = variable(operands.get(0));
        Optional<Object> constant = written(operands.get(1));
        if (variable.isPresent() && constant.isPresent() && function.equals("startsWith")) {
            Variable tested = variable.get();
            String start = (String) constant.get();
            return Optional.of(values -> outcome(((String) values.of(tested)).startsWith(start)));
        }
        return both(operands, (one, other) -> switch (function) {
            case "startsWith" -> values -> outcome(text(one, values).startsWith(text(other, values)));
            case "endsWith" -> values -> outcome(text(one, values).endsWith(text(other, values)));
            default -> values -> outcome(text(one, values).contains(text(other, values)));
        });
    }

    /** The most frequent operands, for which there is a shorter way. */
    private Optional<Variable> variable(CelExpr expr) {
        boolean name = expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                && item.filter(expr.ident().name()::equals).isEmpty();
        return name ? Variable.named(expr.ident().name()) : Optional.empty();
    }

    private static Optional<Object> written(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT ? constant(expr.constant()) : Optional.empty();
    }

    private static String text(Operand operand, Values values) {
        return (String) operand.of(values);
    }

    private interface Joint {
        Term.Leaf.Test of(Operand one, Operand other);
    }

    private Optional<Term.Leaf.Test> both(List<CelExpr> operands, Joint joint) {
        Optional<Operand> one = operand(operands.get(0));
        Optional<Operand> other = operand(operands.get(1));
        return one.isPresent() && other.isPresent() ? Optional.of(joint.of(one.get(), other.get())) : Optional.empty();
    }

    private Optional<Operand> operand(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> constant(expr.constant()).map(value -> values -> value);
            case IDENT -> name(expr.ident().name());
            case LIST -> texts(expr).map(list -> values -> list);
            case CALL -> computed(expr.call());
            default -> Optional.empty();
        };
    }

    private Optional<Operand> name(String name) {
        return item.filter(name::equals).isPresent()
                ? Optional.of(Values::item)
                : Variable.named(name).map(variable -> values -> values.of(variable));
    }

    /** {@code size(list)} and {@code timestamp('…')}, which was found to be one when constants were checked. */
    private Optional<Operand> computed(CelExpr.CelCall call) {
        List<CelExpr> operands = Cost.operands(call);
        if (call.function().equals("size") && isTexts(operands.get(0))) {
            return operand(operands.get(0)).map(list -> values -> (long) ((Collection<?>) list.of(values)).size());
        }
        boolean moment = call.function().equals("timestamp")
                && operands.get(0).getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && is(operands.get(0), CelKind.STRING);
        if (!moment) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(operands.get(0).constant().stringValue())
                    .toInstant();
            return Optional.of(values -> instant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE -> Optional.of(constant.stringValue());
            case INT64_VALUE -> Optional.of(constant.int64Value());
            case BOOLEAN_VALUE -> Optional.of(constant.booleanValue());
            default -> Optional.empty();
        };
    }

    private Optional<Set<String>> texts(CelExpr expr) {
        List<CelExpr> elements = expr.list().elements();
        boolean constant = elements.stream()
                .allMatch(it -> it.getKind() == CelExpr.ExprKind.Kind.CONSTANT && is(it, CelKind.STRING));
        return constant
                ? Optional.of(
                        elements.stream().map(it -> it.constant().stringValue()).collect(Collectors.toSet()))
                : Optional.empty();
    }

    private boolean is(CelExpr expr, CelKind kind) {
        return kind(expr) == kind;
    }

    private CelKind kind(CelExpr expr) {
        return tree.getType(expr.id()).map(CelType::kind).orElse(CelKind.UNSPECIFIED);
    }

    private boolean isTexts(CelExpr expr) {
        Optional<CelType> type = tree.getType(expr.id());
        return type.filter(it ->
                        it.kind() == CelKind.LIST && it.parameters().get(0).kind() == CelKind.STRING)
                .isPresent();
    }

    /** The variables in an expression; those of macros are none of ours. */
    private static Set<Variable> reads(CelExpr expr) {
        Set<String> names = new HashSet<>();
        Names.in(expr, names);
        Set<Variable> reads = EnumSet.noneOf(Variable.class);
        names.forEach(name -> Variable.named(name).ifPresent(reads::add));
        return reads;
    }
}
