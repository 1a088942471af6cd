package dev.polder.core.cel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The grammar of CEL. */
final class CelParser {
    static final int LONGEST = 2_000;
    static final int MOST_TERMS = 200;

    private static final int DEEPEST = 30;
    private static final String SHORTER = "Make several rules of it.";
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("||"),
            Set.of("&&"),
            Set.of("<", "<=", ">", ">=", "==", "!=", "in"),
            Set.of("+", "-"),
            Set.of("*", "/", "%"));

    private final List<CelLexer.Token> tokens;
    private int at;
    private int terms;
    private int depth;

    CelParser(String text) {
        if (text.length() > LONGEST) {
            throw new CelProblem.Found(0, "The rule is longer than " + LONGEST + " characters.", SHORTER);
        }
        tokens = CelLexer.tokens(text);
    }

    CelSyntax parse() {
        CelSyntax rule = expression();
        if (peek().kind() != CelLexer.Kind.END) {
            throw unexpected("the end");
        }
        return rule;
    }

    private CelSyntax expression() {
        if (++depth > DEEPEST) {
            throw new CelProblem.Found(peek().offset(), "The rule nests deeper than " + DEEPEST + " levels.", SHORTER);
        }
        CelSyntax condition = binary(0);
        if (isSign("?")) {
            int offset = next().offset();
            CelSyntax then = binary(0);
            expect(":");
            condition = new CelSyntax.Call(offset, "?:", Optional.empty(), List.of(condition, then, expression()));
        }
        depth--;
        return condition;
    }

    private CelSyntax binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        CelSyntax left = binary(level + 1);
        while (isOperator(LEVELS.get(level))) {
            CelLexer.Token operator = next();
            count(operator.offset());
            left = new CelSyntax.Call(
                    operator.offset(), operator.text(), Optional.empty(), List.of(left, binary(level + 1)));
        }
        return left;
    }

    private boolean isOperator(Set<String> operators) {
        CelLexer.Token token = peek();
        boolean word = token.kind() == CelLexer.Kind.NAME && token.text().equals("in") && !token.quoted();
        return (token.kind() == CelLexer.Kind.SIGN || word) && operators.contains(token.text());
    }

    private CelSyntax unary() {
        if (!isSign("!") && !isSign("-")) {
            return member();
        }
        CelLexer.Token sign = next();
        if (++depth > DEEPEST) {
            throw new CelProblem.Found(sign.offset(), "The rule nests deeper than " + DEEPEST + " levels.", SHORTER);
        }
        count(sign.offset());
        CelSyntax operand = unary();
        depth--;
        return new CelSyntax.Call(sign.offset(), "_" + sign.text(), Optional.empty(), List.of(operand));
    }

    private CelSyntax member() {
        CelSyntax term = primary();
        while (isSign(".") || isSign("[")) {
            CelLexer.Token sign = next();
            count(sign.offset());
            if (sign.text().equals("[")) {
                CelSyntax index = expression();
                expect("]");
                term = new CelSyntax.Call(sign.offset(), "[]", Optional.empty(), List.of(term, index));
                continue;
            }
            if (peek().kind() != CelLexer.Kind.NAME) {
                throw unexpected("a field's name");
            }
            CelLexer.Token name = next();
            term = isSign("(")
                    ? new CelSyntax.Call(name.offset(), name.text(), Optional.of(term), arguments())
                    : new CelSyntax.Select(name.offset(), term, name.text());
        }
        return term;
    }

    private CelSyntax primary() {
        CelLexer.Token token = next();
        count(token.offset());
        switch (token.kind()) {
            case NUMBER:
                return number(token);
            case TEXT:
                return new CelSyntax.Literal(token.offset(), Optional.of(token.text()), false);
            case NAME:
                return named(token);
            default:
                break;
        }
        if (token.text().equals("(") && token.kind() == CelLexer.Kind.SIGN) {
            CelSyntax inner = expression();
            expect(")");
            return inner;
        }
        if (token.text().equals("[") && token.kind() == CelLexer.Kind.SIGN) {
            return new CelSyntax.ListOf(token.offset(), list("]"));
        }
        at--;
        throw unexpected("a value");
    }

    private CelSyntax named(CelLexer.Token token) {
        if (!token.quoted()) {
            switch (token.text()) {
                case "true", "false":
                    return new CelSyntax.Literal(
                            token.offset(), Optional.of(token.text().equals("true")), false);
                case "null":
                    return new CelSyntax.Literal(token.offset(), Optional.empty(), false);
                case "in":
                    at--;
                    throw unexpected("a value");
                default:
                    break;
            }
        }
        return isSign("(") && !token.quoted()
                ? new CelSyntax.Call(token.offset(), token.text(), Optional.empty(), arguments())
                : new CelSyntax.Name(token.offset(), token.text());
    }

    private List<CelSyntax> arguments() {
        expect("(");
        return list(")");
    }

    private List<CelSyntax> list(String end) {
        List<CelSyntax> items = new ArrayList<>();
        while (!isSign(end)) {
            if (!items.isEmpty()) {
                expect(",");
                if (isSign(end) && end.equals("]")) {
                    break;
                }
            }
            items.add(expression());
        }
        expect(end);
        return items;
    }

    private CelSyntax number(CelLexer.Token token) {
        String text = token.text();
        try {
            boolean hex = text.startsWith("0x") || text.startsWith("0X");
            String digits = !hex && (text.endsWith("u") || text.endsWith("U"))
                            || hex && text.toLowerCase(java.util.Locale.ROOT).endsWith("u")
                    ? text.substring(0, text.length() - 1)
                    : text;
            boolean isDouble = !hex && (text.contains(".") || text.contains("e") || text.contains("E"));
            BigDecimal value = hex ? new BigDecimal(new BigInteger(digits.substring(2), 16)) : new BigDecimal(digits);
            boolean far = Math.abs((long) value.scale()) > 400 || value.precision() > 400;
            if (!far && !text.endsWith(".") && !(isDouble && digits.length() < text.length())) {
                return new CelSyntax.Literal(token.offset(), Optional.of(value), isDouble);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new CelProblem.Found(
                token.offset(), "\"" + text + "\" is no number.", "Write a number such as 10 or 0.5.");
    }

    private void count(int offset) {
        if (++terms > MOST_TERMS) {
            throw new CelProblem.Found(offset, "The rule has more than " + MOST_TERMS + " terms.", SHORTER);
        }
    }

    private CelLexer.Token peek() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }

    private CelLexer.Token next() {
        CelLexer.Token token = peek();
        at++;
        return token;
    }

    private boolean isSign(String sign) {
        return peek().kind() == CelLexer.Kind.SIGN && peek().text().equals(sign);
    }

    private void expect(String sign) {
        if (!isSign(sign)) {
            throw unexpected(sign);
        }
        next();
    }

    private CelProblem.Found unexpected(String expected) {
        CelLexer.Token found = peek();
        String what = found.kind() == CelLexer.Kind.END
                ? "ends"
                : "has " + (found.kind() == CelLexer.Kind.TEXT ? "a string" : found.text());
        return new CelProblem.Found(
                found.offset(),
                "The rule " + what + " where " + expected + " should be.",
                "Write it as CEL has it, such as ship_date >= order_date.");
    }
}
