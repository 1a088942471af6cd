package dev.polder.policy;

import dev.cel.common.CelIssue;
import dev.polder.core.document.Closest;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What dev.cel has against an expression, in the words of people who write policies. */
final class CelWords {
    private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(?:\\s*\\.\\s*[A-Za-z_]\\w*)*");
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern RESULT = Pattern.compile("expected type '(\\w+)' but found '(.*)'");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("_==_", "=="),
            Map.entry("_!=_", "!="),
            Map.entry("_<_", "<"),
            Map.entry("_<=_", "<="),
            Map.entry("_>_", ">"),
            Map.entry("_>=_", ">="),
            Map.entry("_+_", "+"),
            Map.entry("_-_", "-"),
            Map.entry("_*_", "*"),
            Map.entry("_/_", "/"),
            Map.entry("_%_", "%"),
            Map.entry("_&&_", "&&"),
            Map.entry("_||_", "||"),
            Map.entry("!_", "!"),
            Map.entry("-_", "-"),
            Map.entry("@in", "in"),
            Map.entry("_?_:_", "?:"),
            Map.entry("_[_]", "[]"));

    private CelWords() {}

    static Problem problem(String text, CelIssue issue, Scope scope) {
        int offset = offset(text, issue);
        String message = issue.getMessage();
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return undeclared(text, offset, undeclared.group(1), scope);
        }
        Matcher result = RESULT.matcher(message);
        if (result.matches()) {
            return result.group(1).equals("bool")
                    ? new Problem(
                            0,
                            "A condition must be true or false, but this is of type " + result.group(2) + ".",
                            "Compare it with something.")
                    : new Problem(
                            0,
                            "A message must be a text, but this is of type " + result.group(2) + ".",
                            "Join texts with +; string(x) makes a text of a number.");
        }
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            String function = OPERATORS.getOrDefault(overload.group(1), overload.group(1));
            return new Problem(
                    offset,
                    function + " cannot be applied to " + overload.group(2) + ".",
                    "Give it values of types that fit; " + listed(scope) + ".");
        }
        String cut = message.replaceFirst(" expecting .*", "").replaceFirst(" \\(candidates: .*", "");
        return new Problem(
                offset, "This is not CEL: " + cut + ".", "Write it as CEL has it, such as purpose == 'marketing'.");
    }

    private static Problem undeclared(String text, int offset, String name, Scope scope) {
        Matcher path = PATH.matcher(text).region(offset, text.length());
        String whole =
                path.lookingAt() && !path.group().isEmpty() ? path.group().replaceAll("\\s", "") : name;
        boolean called = offset < text.length() && text.charAt(offset) == '(';
        if (called || !whole.equals(name) && !whole.startsWith(name + ".")) {
            return new Problem(offset, "Policies have no function \"" + name + "\".", Cost.FUNCTIONS);
        }
        List<String> words = scope.variables().stream().map(Variable::word).toList();
        return new Problem(offset, "There is no " + whole + " here.", Closest.remedy(whole, words));
    }

    private static String listed(Scope scope) {
        StringBuilder types = new StringBuilder();
        for (Variable variable : scope.variables()) {
            if (variable.shape() != Variable.Shape.TEXT) {
                types.append(types.isEmpty() ? "" : ", ")
                        .append(variable.word())
                        .append(" is ")
                        .append(
                                switch (variable.shape()) {
                                    case TEXTS -> "a list of strings";
                                    case NUMBER -> "an int";
                                    case FLAG -> "a bool";
                                    case MOMENT -> "a timestamp";
                                    default -> "a string";
                                });
            }
        }
        return types + ", the others are strings";
    }

    private static int offset(String text, CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        int most = text.codePointCount(start, text.length());
        return text.offsetByCodePoints(start, Math.min(column, most));
    }

    /** Why running failed, without where. */
    static String reason(Exception e) {
        String message = String.valueOf(e.getMessage()).replaceFirst("^evaluation error at <input>:\\d+: ", "");
        return message.endsWith(".") ? message : message + ".";
    }
}
