package dev.polder.core.sql;

import dev.polder.core.problem.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Walks once over the tokens of a query and notes the tables. */
final class SqlReader {
    private static final int MAX_DEPTH = 100;
    /** Words that end a FROM clause. */
    static final Set<String> CLAUSES = Set.of(
            "SELECT",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "SORT",
            "CLUSTER",
            "DISTRIBUTE",
            "LIMIT",
            "OFFSET",
            "WINDOW",
            "QUALIFY",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS");

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "explode",
            "explode_outer",
            "posexplode",
            "posexplode_outer",
            "inline",
            "inline_outer",
            "stack",
            "range",
            "json_tuple");
    private static final Set<String> FORBIDDEN_FUNCTIONS =
            Set.of("reflect", "try_reflect", "java_method", "identifier");

    private final List<SqlToken> tokens;
    private final List<SqlReferences.Table> tables;
    private int at;
    private int depth;

    SqlReader(List<SqlToken> tokens, List<SqlReferences.Table> tables) {
        this.tokens = tokens;
        this.tables = tables;
    }

    void statement() throws SqlTokenizer.Malformed {
        SqlToken first = peek();
        if (first.kind() == SqlToken.Kind.END) {
            throw malformed(first, "The SQL is empty.", "Write a SELECT over the product's input ports.");
        }
        if (!first.is("SELECT") && !first.is("WITH") && !first.is('(')) {
            throw malformed(
                    first,
                    "A transform is one SELECT, but this begins with " + shown(first) + ".",
                    "Begin with SELECT or WITH; Polder writes the result itself.");
        }
        query(Set.of());
        while (peek().is(';')) {
            at++;
        }
        if (peek().is(')')) {
            throw malformed(peek(), "There is a ')' without a '('.", "Remove it, or add the '(' before.");
        }
        if (peek().kind() != SqlToken.Kind.END) {
            throw malformed(
                    peek(),
                    "There is a second statement after the ';'.",
                    "Keep one SELECT; use WITH for the steps before.");
        }
    }

    /** A query up to its closing parenthesis, its ';' or the end; none of them is consumed. */
    private void query(Set<String> outer) throws SqlTokenizer.Malformed {
        enter();
        Set<String> scope = outer;
        if (peek().is("WITH")) {
            at++;
            scope = commonTables(outer);
        }
        SqlToken first = peek();
        boolean query = first.is("SELECT") || first.is("FROM") || first.is("TABLE") || first.is("VALUES");
        if (!query && !first.is('(')) {
            throw malformed(
                    first,
                    "After WITH comes a SELECT, not " + shown(first) + ".",
                    "Write the SELECT; nothing else is run.");
        }
        body(scope);
        depth--;
    }

    private Set<String> commonTables(Set<String> outer) throws SqlTokenizer.Malformed {
        Set<String> scope = new HashSet<>(outer);
        boolean recursive = peek().is("RECURSIVE") && !peek(1).is("AS") && !peek(1).is('(');
        if (recursive) {
            at++;
        }
        while (true) {
            SqlToken name = peek();
            if (!name.isName()) {
                throw malformed(
                        name,
                        "A name was expected after WITH, not " + shown(name) + ".",
                        "Write WITH name AS (SELECT …).");
            }
            at++;
            if (recursive) {
                scope.add(folded(name.text()));
            }
            if (peek().is('(')) {
                at++;
                parenthesis(scope);
            }
            while (peek().kind() == SqlToken.Kind.WORD && !peek(1).is('(') || peek().is("AS")) {
                at++;
            }
            open(name);
            query(scope);
            close();
            scope.add(folded(name.text()));
            if (!peek().is(',')) {
                return scope;
            }
            at++;
        }
    }

    /** SELECT, set operations and everything between, until the parenthesis or the statement ends. */
    private void body(Set<String> scope) throws SqlTokenizer.Malformed {
        boolean inFrom = false;
        boolean lateralView = false;
        while (true) {
            SqlToken token = peek();
            if (token.kind() == SqlToken.Kind.END || token.is(')') || token.is(';')) {
                return;
            }
            at++;
            if (token.is('.')) {
                // what follows a dot is a name, whatever the word
                at += peek().isName() ? 1 : 0;
            } else if (token.is('(')) {
                parenthesis(scope);
            } else if (token.is("FROM") && !isDistinctFrom()) {
                table(scope);
                inFrom = true;
                lateralView = false;
            } else if (token.is("TABLE") && peek().isName() && !inFrom && startsQuery()) {
                table(scope);
            } else if (inFrom && token.is("JOIN")) {
                table(scope);
                lateralView = false;
            } else if (inFrom && !lateralView && token.is(',')) {
                table(scope);
            } else if (token.is("LATERAL") && peek().is("VIEW")) {
                lateralView = true;
            } else if (CLAUSES.contains(token.keyword())) {
                inFrom = false;
            } else {
                check(token);
            }
        }
    }

    /** The inside of a parenthesis that was opened, with its end: a query or any expression. */
    private void parenthesis(Set<String> scope) throws SqlTokenizer.Malformed {
        SqlToken open = tokens.get(at - 1);
        if (startsNestedQuery(peek())) {
            query(scope);
        } else {
            enter();
            expression(scope);
            depth--;
        }
        closed(open);
    }

    private void expression(Set<String> scope) throws SqlTokenizer.Malformed {
        while (true) {
            SqlToken token = peek();
            if (token.kind() == SqlToken.Kind.END || token.is(')') || token.is(';')) {
                return;
            }
            if (token.is("SELECT")) {
                // ((SELECT …) UNION SELECT …
                body(scope);
                return;
            }
            at++;
            if (token.is('.')) {
                at += peek().isName() ? 1 : 0;
            } else if (token.is('(')) {
                parenthesis(scope);
            } else {
                check(token);
            }
        }
    }

    /** One item of a FROM clause. */
    private void table(Set<String> scope) throws SqlTokenizer.Malformed {
        while (peek().is("LATERAL")) {
            at++;
        }
        SqlToken first = peek();
        if (first.is('(')) {
            at++;
            if (startsNestedQuery(peek())) {
                query(scope);
            } else {
                enter();
                table(scope);
                joined(scope);
                depth--;
            }
            closed(first);
        } else if (first.is("VALUES") && !peek(1).is('.')) {
            at++;
            values(scope);
        } else if (first.isName()) {
            named(first, scope);
        } else {
            throw malformed(
                    first,
                    "A table was expected, not " + shown(first) + ".",
                    first.kind() == SqlToken.Kind.STRING
                            ? "Name an input port; names are quoted with `."
                            : "Name an input port after FROM, JOIN and ','.");
        }
    }

    private void joined(Set<String> scope) throws SqlTokenizer.Malformed {
        while (true) {
            SqlToken token = peek();
            if (token.kind() == SqlToken.Kind.END || token.is(')') || token.is(';')) {
                return;
            }
            at++;
            if (token.is("JOIN") || token.is(',')) {
                table(scope);
            } else if (token.is('(')) {
                parenthesis(scope);
            } else if (token.is("SELECT")) {
                at--;
                body(scope);
                return;
            } else {
                check(token);
            }
        }
    }

    private void values(Set<String> scope) throws SqlTokenizer.Malformed {
        while (true) {
            if (peek().is('(')) {
                at++;
                parenthesis(scope);
            } else {
                at++;
            }
            boolean another = peek().is(',')
                    && (peek(1).is('(')
                            || peek(1).kind() == SqlToken.Kind.NUMBER
                            || peek(1).kind() == SqlToken.Kind.STRING);
            if (!another) {
                return;
            }
            at++;
        }
    }

    private void named(SqlToken first, Set<String> scope) throws SqlTokenizer.Malformed {
        List<String> parts = new ArrayList<>();
        parts.add(first.text());
        at++;
        while (peek().is('.') && peek(1).isName()) {
            parts.add(peek(1).text());
            at += 2;
        }
        if (peek().is('(')) {
            String function = folded(String.join(".", parts));
            if (!TABLE_FUNCTIONS.contains(function)) {
                throw forbidden(
                        first, "The table function " + function + " is not allowed.", "Read from an input port.");
            }
            at++;
            parenthesis(scope);
        } else if (parts.size() > 1 || !scope.contains(folded(first.text()))) {
            tables.add(new SqlReferences.Table(parts, first.position()));
        }
    }

    private void check(SqlToken token) throws SqlTokenizer.Malformed {
        if (token.isName() && peek().is('(') && FORBIDDEN_FUNCTIONS.contains(folded(token.text()))) {
            throw forbidden(
                    token, "The function " + folded(token.text()) + " is not allowed.", "Use the functions of SQL.");
        }
        if (token.is("USING") && peek().kind() == SqlToken.Kind.STRING) {
            throw forbidden(
                    token, "SQL may not run a command.", "Use the functions of SQL instead of TRANSFORM … USING.");
        }
    }

    /** {@code a IS DISTINCT FROM b}, seen from behind FROM; {@code SELECT DISTINCT FROM t} would be no SQL. */
    private boolean isDistinctFrom() {
        return at >= 3
                && tokens.get(at - 2).is("DISTINCT")
                && (tokens.get(at - 3).is("IS") || tokens.get(at - 3).is("NOT"));
    }

    /** Whether TABLE, just consumed, stands where a query begins. */
    private boolean startsQuery() {
        if (at < 2) {
            return true;
        }
        SqlToken before = tokens.get(at - 2);
        return before.is('(')
                || before.is("UNION")
                || before.is("ALL")
                || before.is("EXCEPT")
                || before.is("INTERSECT")
                || before.is("MINUS")
                || before.is("DISTINCT")
                || before.is(')');
    }

    private boolean startsNestedQuery(SqlToken token) {
        boolean word = token.is("SELECT") || token.is("WITH") || token.is("FROM");
        return word && !peek(1).is(')') && !peek(1).is('.')
                || token.is("TABLE") && peek(1).isName()
                || token.is("VALUES") && (peek(1).is('(') || peek(1).kind() == SqlToken.Kind.NUMBER);
    }

    private void open(SqlToken name) throws SqlTokenizer.Malformed {
        if (!peek().is('(')) {
            throw malformed(
                    peek(), "WITH " + name.text() + " has no query.", "Write WITH " + name.text() + " AS (SELECT …).");
        }
        at++;
    }

    private void close() throws SqlTokenizer.Malformed {
        if (!peek().is(')')) {
            throw malformed(peek(), "A ')' is missing here.", "Close the query of WITH.");
        }
        at++;
    }

    private void closed(SqlToken open) throws SqlTokenizer.Malformed {
        if (!peek().is(')')) {
            throw malformed(open, "This '(' is not closed.", "Add the ')'.");
        }
        at++;
    }

    private void enter() throws SqlTokenizer.Malformed {
        if (++depth > MAX_DEPTH) {
            throw malformed(
                    peek(), "The SQL is nested more than " + MAX_DEPTH + " deep.", "Use WITH for the inner queries.");
        }
    }

    private SqlToken peek() {
        return peek(0);
    }

    private SqlToken peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String shown(SqlToken token) {
        return switch (token.kind()) {
            case END -> "the end";
            case STRING -> "a string";
            case WORD, QUOTED_NAME, NUMBER, SYMBOL ->
                "'" + (token.text().length() > 30 ? token.text().substring(0, 30) + "…" : token.text()) + "'";
        };
    }

    private static SqlTokenizer.Malformed malformed(SqlToken token, String message, String remedy) {
        return new SqlTokenizer.Malformed(Code.SQL_INVALID, token.position(), message, remedy);
    }

    private static SqlTokenizer.Malformed forbidden(SqlToken token, String message, String remedy) {
        return new SqlTokenizer.Malformed(Code.SQL_FORBIDDEN, token.position(), message, remedy);
    }
}
