package dev.polder.core.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which columns of the tables it names a query (Spark SQL) may read. It errs on the safe side only: a column that is read is always said to
 * be, and one that is not may be said to be as well — when it has the name of another table's column, or where a star or a form
 * that is not followed here makes it unclear.
 */
public final class SqlColumns {
    /** Forms that take columns without naming them. */
    private static final Set<String> TAKES_ALL = Set.of("NATURAL", "PIVOT", "UNPIVOT", "MATCH_RECOGNIZE");
    /** Words between a table and its alias, or in its place, after which nothing here is certain. */
    private static final Set<String> UNFOLLOWED =
            Set.of("TABLESAMPLE", "FOR", "VERSION", "TIMESTAMP", "SYSTEM_VERSION");
    /** Words that may follow a table, beside those that end its clause, and are no alias. */
    private static final Set<String> NO_ALIAS = Set.of(
            "JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER", "SEMI", "ANTI", "ASOF", "ON", "USING",
            "LATERAL", "AS");

    private final List<SqlToken> tokens;
    /** Index of a table's first token → the table. */
    private final Map<Integer, String> tables = new HashMap<>();

    private final Map<String, Set<String>> aliases = new HashMap<>();
    private final Set<Integer> definitions = new HashSet<>();
    private final Set<String> readWhole = new HashSet<>();
    private final Map<String, Set<String>> qualified = new HashMap<>();
    private final Set<String> unqualified = new HashSet<>();
    private boolean unclear;

    private SqlColumns(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    /** Reads a query; of one that cannot be read, every column of every table counts as read. */
    public static SqlColumns read(String sql) {
        SqlReferences references = SqlReferences.read("sql", sql);
        try {
            SqlColumns columns = new SqlColumns(SqlTokenizer.tokens("sql", sql));
            columns.unclear = !references.findings().isEmpty();
            columns.place(references.tables());
            columns.walk();
            return columns;
        } catch (SqlTokenizer.Malformed e) {
            SqlColumns nothing = new SqlColumns(List.of());
            nothing.unclear = true;
            return nothing;
        }
    }

    /**
     * Whether the query may read a column.
     *
     * @param table as the query names it, in any case
     * @param column in any case
     */
    public boolean mayRead(String table, String column) {
        String folded = folded(column);
        return readsWhole(table)
                || unqualified.contains(folded)
                || qualified.getOrDefault(folded(table), Set.of()).contains(folded);
    }

    /** Whether the query may read every column of a table, such as by {@code SELECT *}. */
    public boolean readsWhole(String table) {
        return unclear || readWhole.contains(folded(table));
    }

    private void place(List<SqlReferences.Table> named) {
        for (SqlReferences.Table table : named) {
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i).position().equals(table.position())) {
                    place(i, table);
                }
            }
        }
    }

    private void place(int at, SqlReferences.Table table) {
        String name = folded(table.name());
        tables.put(at, name);
        int next = at + 2 * table.parts().size() - 1;
        for (int i = at; i < next; i++) {
            definitions.add(i);
        }
        aliases.computeIfAbsent(folded(table.parts().get(table.parts().size() - 1)), alias -> new HashSet<>())
                .add(name);
        if (at > 0 && token(at - 1).is("TABLE")
                || UNFOLLOWED.contains(token(next).keyword())) {
            readWhole.add(name);
            unclear |= UNFOLLOWED.contains(token(next).keyword());
        }
        if (token(next).is("AS")) {
            next++;
        }
        SqlToken alias = token(next);
        if (alias.isName() && !SqlReader.CLAUSES.contains(alias.keyword()) && !NO_ALIAS.contains(alias.keyword())) {
            definitions.add(next);
            aliases.computeIfAbsent(folded(alias.text()), word -> new HashSet<>())
                    .add(name);
            if (token(next + 1).is('(')) {
                // a list of new names for all columns
                readWhole.add(name);
            }
        }
    }

    private void walk() {
        boolean selects = false;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = token(i);
            selects |= token.is("SELECT");
            if (token.is('*')) {
                star(i);
            } else if (token.is('|') && token(i + 1).is('>')) {
                unclear = true;
            } else if (TAKES_ALL.contains(token.keyword())) {
                unclear = true;
            } else if (token.isName() && !definitions.contains(i) && !isAfter(i, '.')) {
                name(i);
            }
        }
        unclear |= !selects;
    }

    private void name(int at) {
        if (token(at + 1).is('(') || at > 0 && token(at - 1).is("AS")) {
            return;
        }
        String first = folded(token(at).text());
        Set<String> named = aliases.getOrDefault(first, Set.of());
        if (token(at + 1).is('.') && token(at + 2).isName()) {
            String column = folded(token(at + 2).text());
            named.forEach(table ->
                    qualified.computeIfAbsent(table, name -> new HashSet<>()).add(column));
        }
        unqualified.add(first);
    }

    private void star(int at) {
        SqlToken before = token(at - 1);
        if (before.is('.')) {
            readWhole.addAll(aliases.getOrDefault(folded(token(at - 2).text()), Set.of()));
        } else if (before.is('(')) {
            boolean counts = token(at - 2).is("COUNT") && token(at + 1).is(')');
            unclear |= !counts;
        } else if (before.is("SELECT") || before.is("DISTINCT") || before.is("ALL") || before.is(',')) {
            from(at);
        }
    }

    /** What stands in the FROM clause of the SELECT whose list has a star. */
    private void from(int star) {
        int at = star + 1;
        for (int depth = 0; ; at++) {
            SqlToken token = token(at);
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            if (token.kind() == SqlToken.Kind.END || depth < 0) {
                unclear = true;
                return;
            }
            if (depth == 0 && token.is("FROM")) {
                break;
            }
        }
        int depth = 0;
        for (at++; token(at).kind() != SqlToken.Kind.END; at++) {
            SqlToken token = token(at);
            if (token.is('(') && startsQuery(token(at + 1))) {
                at = closing(at);
            } else if (token.is('(')) {
                depth++;
            } else if (token.is(')') && --depth < 0) {
                return;
            } else if (depth == 0 && endsFrom(token)) {
                return;
            } else if (tables.containsKey(at)) {
                readWhole.add(tables.get(at));
            }
        }
    }

    private static boolean endsFrom(SqlToken token) {
        return switch (token.keyword()) {
            case "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "QUALIFY", "UNION", "EXCEPT", "INTERSECT", "MINUS" ->
                true;
            default -> token.is(';');
        };
    }

    private static boolean startsQuery(SqlToken token) {
        return token.is("SELECT") || token.is("WITH") || token.is("FROM") || token.is("VALUES");
    }

    private int closing(int open) {
        int depth = 0;
        int at = open;
        for (; token(at).kind() != SqlToken.Kind.END; at++) {
            depth += token(at).is('(') ? 1 : token(at).is(')') ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return at;
    }

    private boolean isAfter(int at, char symbol) {
        return at > 0 && token(at - 1).is(symbol);
    }

    private SqlToken token(int at) {
        return tokens.get(Math.max(0, Math.min(at, tokens.size() - 1)));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
