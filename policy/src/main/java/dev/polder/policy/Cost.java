package dev.polder.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.polder.core.quality.PatternCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an expression may cost at most, from its tree alone, where texts and lists are as large as {@link Variable.Shape} says: one for
 * each operation, one for ten characters that it looks at, and for a macro its body's cost for each item. dev.cel has no estimate of its
 * own. What has no bound — a function that is not known here, a pattern that is no constant — is refused as well.
 */
final class Cost {
    /** The remedy for a function that is not known. */
    static final String FUNCTIONS =
            "Use operators, in, size, startsWith, endsWith, contains, matches, int, double, string, timestamp,"
                    + " duration, getHours and the like, and the macros all, exists, exists_one, map and filter.";

    private static final long ANY = 1_000_000_000L;
    private static final Set<String> OPERATORS = Set.of(
            "_&&_",
            "_||_",
            "!_",
            "_?_:_",
            "_==_",
            "_!=_",
            "_<_",
            "_<=_",
            "_>_",
            "_>=_",
            "_-_",
            "_*_",
            "_/_",
            "_%_",
            "-_",
            "@not_strictly_false");
    private static final Set<String> CONVERSIONS = Set.of("int", "double", "string", "bool", "timestamp", "duration");
    private static final Set<String> PARTS_OF_TIME = Set.of(
            "getFullYear",
            "getMonth",
            "getDate",
            "getDayOfMonth",
            "getDayOfWeek",
            "getDayOfYear",
            "getHours",
            "getMinutes",
            "getSeconds",
            "getMilliseconds");

    /**
     * @param cost of computing it
     * @param size characters or items of what comes out
     * @param elementSize characters of an item
     */
    private record Estimate(long cost, long size, long elementSize) {
        Estimate {
            cost = Math.min(cost, ANY);
            size = Math.min(size, ANY);
            elementSize = Math.min(elementSize, ANY);
        }

        static Estimate value(long cost) {
            return new Estimate(cost, 1, 0);
        }
    }

    private final CelAbstractSyntaxTree tree;
    private final Map<String, Estimate> variables = new HashMap<>();

    private Cost(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /**
     * The cost of a checked expression.
     *
     * @throws Problem.Found when it has none
     */
    static long of(CelAbstractSyntaxTree tree) {
        long cost = new Cost(tree).estimate(tree.getExpr()).cost();
        if (cost > Limits.COST) {
            throw new Problem.Found(
                    tree.getExpr().id(),
                    "The expression may take too long: it may cost " + (cost >= ANY ? "more than a billion" : cost)
                            + ", but at most " + Limits.COST + " is allowed.",
                    "Write x in list instead of a macro in a macro, join no texts in macros, or make several policies of it.");
        }
        return cost;
    }

    private Estimate estimate(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> constant(expr.constant());
            case IDENT -> name(expr);
            case CALL -> call(expr);
            case LIST -> list(expr);
            case COMPREHENSION -> comprehension(expr.comprehension());
            default ->
                throw new Problem.Found(
                        expr.id(),
                        "Policies do not know this part of CEL.",
                        "Use the variables, constants, lists, operators, functions and macros of the reference page.");
        };
    }

    private static Estimate constant(CelConstant constant) {
        return constant.getKind() == CelConstant.Kind.STRING_VALUE
                ? new Estimate(0, constant.stringValue().length(), 0)
                : Estimate.value(0);
    }

    private Estimate name(CelExpr expr) {
        String name = expr.ident().name();
        Estimate known = variables.get(name);
        if (known != null) {
            return known;
        }
        Variable.Shape shape = Variable.named(name)
                .orElseThrow(() -> new Problem.Found(
                        expr.id(),
                        "Policies do not compute with types such as " + name + ".",
                        "Every variable has one type."))
                .shape();
        return new Estimate(1, shape.size(), shape.elementSize());
    }

    private Estimate list(CelExpr expr) {
        long cost = 1;
        long elementSize = 0;
        for (CelExpr element : expr.list().elements()) {
            Estimate estimate = estimate(element);
            cost += estimate.cost() + 1;
            elementSize = Math.max(elementSize, estimate.size());
        }
        return new Estimate(cost, expr.list().elements().size(), elementSize);
    }

    /** A macro: its body for each item. What it gathers grows by one item in each round at most. */
    private Estimate comprehension(CelExpr.CelComprehension macro) {
        Estimate range = estimate(macro.iterRange());
        Estimate start = estimate(macro.accuInit());
        Estimate outerItem = variables.put(macro.iterVar(), new Estimate(1, range.elementSize(), 0));
        Estimate outerGathered =
                variables.put(macro.accuVar(), new Estimate(1, start.size() + range.size(), start.elementSize()));
        long round = 2 + estimate(macro.loopCondition()).cost();
        Estimate step = estimate(macro.loopStep());
        Estimate gathered = new Estimate(1, start.size() + range.size(), step.elementSize());
        variables.put(macro.accuVar(), gathered);
        Estimate result = estimate(macro.result());
        restore(macro.iterVar(), outerItem);
        restore(macro.accuVar(), outerGathered);
        long rounds = range.size() * Math.min(ANY, round + step.cost());
        return new Estimate(
                range.cost() + start.cost() + Math.min(ANY, rounds) + result.cost(),
                result.size(),
                result.elementSize());
    }

    private void restore(String name, Estimate outer) {
        if (outer == null) {
            variables.remove(name);
        } else {
            variables.put(name, outer);
        }
    }

    private Estimate call(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        List<CelExpr> operands = operands(call);
        List<Estimate> estimates = operands.stream().map(this::estimate).toList();
        long cost = 1 + estimates.stream().mapToLong(Estimate::cost).sum();
        String function = call.function();
        if (OPERATORS.contains(function)) {
            return operator(function, estimates, cost);
        }
        if (CONVERSIONS.contains(function)) {
            boolean text = function.equals("string");
            return new Estimate(
                    cost + 5 + estimates.get(0).size() / 10,
                    text ? Math.max(64, estimates.get(0).size()) : 1,
                    0);
        }
        if (PARTS_OF_TIME.contains(function)) {
            return Estimate.value(cost + (estimates.size() > 1 ? 20 : 5));
        }
        return switch (function) {
            case "_+_" -> sum(estimates, cost);
            case "@in" -> Estimate.value(cost + searching(estimates));
            case "_[_]" -> new Estimate(cost, estimates.get(0).elementSize(), 0);
            case "size" -> Estimate.value(cost);
            case "startsWith", "endsWith" ->
                Estimate.value(cost + estimates.get(1).size() / 10);
            case "contains" ->
                Estimate.value(cost
                        + estimates.get(0).size() * Math.max(1, estimates.get(1).size()) / 10);
            case "matches" -> Estimate.value(cost + matching(expr, operands, estimates));
            default -> throw new Problem.Found(expr.id(), "Policies have no function \"" + function + "\".", FUNCTIONS);
        };
    }

    static List<CelExpr> operands(CelExpr.CelCall call) {
        return java.util.stream.Stream.concat(call.target().stream(), call.args().stream())
                .toList();
    }

    private static Estimate operator(String function, List<Estimate> operands, long cost) {
        if (function.equals("_?_:_")) {
            Estimate then = operands.get(1);
            Estimate otherwise = operands.get(2);
            return new Estimate(
                    cost,
                    Math.max(then.size(), otherwise.size()),
                    Math.max(then.elementSize(), otherwise.elementSize()));
        }
        boolean compares = function.contains("=") || function.contains("<") || function.contains(">");
        long looked = operands.stream()
                .mapToLong(it -> it.size() * Math.max(1, it.elementSize()))
                .min()
                .orElse(0);
        return Estimate.value(compares ? cost + looked / 10 : cost);
    }

    private static Estimate sum(List<Estimate> operands, long cost) {
        Estimate one = operands.get(0);
        Estimate other = operands.get(1);
        return new Estimate(
                cost + (one.size() + other.size()) / 10,
                one.size() + other.size(),
                Math.max(one.elementSize(), other.elementSize()));
    }

    private static long searching(List<Estimate> operands) {
        Estimate list = operands.get(1);
        long item = 1 + Math.min(operands.get(0).size(), list.elementSize()) / 10;
        return Math.min(ANY, list.size()) * item;
    }

    private long matching(CelExpr expr, List<CelExpr> operands, List<Estimate> estimates) {
        CelExpr pattern = operands.get(1);
        boolean constant = pattern.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && tree.getType(pattern.id())
                        .filter(type -> type.kind() == CelKind.STRING)
                        .isPresent();
        if (!constant) {
            throw new Problem.Found(
                    expr.id(), "A pattern must be written out: what is computed may be any.", "Write matches('…').");
        }
        String text = pattern.constant().stringValue();
        if (text.length() > Limits.LONGEST_PATTERN) {
            throw new Problem.Found(
                    pattern.id(),
                    "The pattern is longer than " + Limits.LONGEST_PATTERN + " characters.",
                    "Write a shorter one.");
        }
        Optional<PatternCheck.Problem> problem = PatternCheck.problem(text);
        if (problem.isPresent()) {
            throw new Problem.Found(
                    pattern.id(), problem.get().message(), problem.get().remedy());
        }
        return estimates.get(0).size() * Math.max(1, repeated(text)) / 10;
    }

    /** The pattern's length with its counted repetitions written out, which is what matching looks at. */
    private static long repeated(String pattern) {
        long length = pattern.length();
        java.util.regex.Matcher counts = java.util.regex.Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}")
                .matcher(pattern);
        while (counts.find()) {
            String most = counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            length = Math.min(ANY, length * Math.max(1, Long.parseLong(most)));
        }
        return length;
    }
}
