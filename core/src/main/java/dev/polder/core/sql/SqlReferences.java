package dev.polder.core.sql;

import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a transform's SQL reads. This is no parser of SQL: it follows just as much of the grammar (queries, subqueries, common
 * table expressions and their scopes, FROM, JOIN, comma lists) as it takes to know which tables are named and where. The engine
 * that runs the SQL checks it again, in full.
 *
 * <p>Only one SELECT, which may begin with WITH, is accepted. What lets a query leave the engine — TRANSFORM … USING a command,
 * calls of Java methods — is refused.
 *
 * @param tables the tables named, in order, names of common table expressions left out; each mention counts
 * @param findings what is wrong; {@code tables} is incomplete when there is any
 */
public record SqlReferences(List<Table> tables, List<Finding> findings) {
    /**
     * A table that the SQL names.
     *
     * @param parts as written, without quotes: {@code [order_lines]}, {@code [sales, orders, order_lines]}
     */
    public record Table(List<String> parts, Position position) {
        public Table {
            parts = List.copyOf(parts);
            Objects.requireNonNull(position);
        }

        /** The parts joined by dots. */
        public String name() {
            return String.join(".", parts);
        }
    }

    public SqlReferences {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }

    /**
     * @param file the name that positions carry
     */
    public static SqlReferences read(String file, String sql) {
        List<Table> tables = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try {
            new SqlReader(SqlTokenizer.tokens(file, sql), tables).statement();
        } catch (SqlTokenizer.Malformed e) {
            findings.add(e.finding());
        }
        return new SqlReferences(tables, findings);
    }
}
