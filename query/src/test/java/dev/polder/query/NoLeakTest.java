package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.PolderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a query answers under the decisions that policies and grants lead to is what it answers over rows that were filtered and masked
 * before, by {@link LeakPolicies} and {@link MaskedRows}: the same rows, or the same refusal in the same words. {@code -Dpolder.leaks=N} tries N queries, {@code -Dpolder.leaks.seed=S} others.
 */
class NoLeakTest {
    private static final int PER_MESH = 50;
    private static final int CASES = Integer.getInteger("polder.leaks", 10_000);
    private static final long SEED = Long.getLong("polder.leaks.seed", 20261123L);

    private static final Pattern FAILURE = Pattern.compile("refused (SQL_FAILED|SQL_LIMIT|SQL_INVALID) "
            + "(A value cannot be converted to the type that is asked for|A number is too large for its type"
            + "|The query failed while it ran|The query needs more memory than it may use"
            + "|The query asks for something that DuckDB does not do)( \\(line \\d+, column \\d+\\))? → .*");
    /** What only values have: no query says it. */
    private static final Pattern VALUE = Pattern.compile("secret\\d|@example");

    private static final List<String> DEFECT = List.of("refused because of a defect of DuckDB's");

    @TempDir
    Path directory;

    private final Map<String, String> leaks = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger mixed = new AtomicInteger();
    private final AtomicInteger replanned = new AtomicInteger();

    @Test
    void nobodySeesMoreThanTheirObligationsLeave() {
        IntStream.range(0, Math.max(1, CASES / PER_MESH)).parallel().forEach(this::mesh);

        assertThat(new TreeMap<>(leaks)).isEmpty();
        assertThat(answered.get() + refused.get()).isGreaterThanOrEqualTo(CASES);
        // A test of refusals only, or of answers only, would see half.
        assertThat(answered.get()).isGreaterThan(CASES / 4);
        assertThat(refused.get()).isGreaterThan(CASES / 20);
        assertThat(mixed.get()).isGreaterThan(CASES / 50);
        assertThat(replanned.get()).isLessThan(CASES / 50);
        System.out.printf(
                "%d answered, %d refused, %d without barrier, %d as under another plan%n",
                answered.get(), refused.get(), mixed.get(), replanned.get());
    }

    private void mesh(int number) {
        Random random = new Random(SEED + number);
        Path files = directory.resolve(Integer.toString(number));
        try (LeakMesh mesh = LeakMesh.make(Files.createDirectories(files), random)) {
            LeakSql sql = new LeakSql(random);
            for (int i = 0; i < PER_MESH; ) {
                // One that cannot be used again is closed with the others.
                mesh.close();
                Session expected = mesh.oracle("", "");
                try (Session mixedUp = mesh.governed(true);
                        Session behindBarrier = mesh.governed(false)) {
                    boolean usable = true;
                    for (; usable && i < PER_MESH; i++) {
                        usable = compare(mesh, sql.next(), expected, mixedUp, behindBarrier, number + "/" + i);
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("mesh " + number, e);
        }
    }

    /** Answers whether the sessions can be used again: a defect of DuckDB's closes a database. */
    private boolean compare(
            LeakMesh mesh, String sql, Session expected, Session mixedUp, Session behindBarrier, String name)
            throws SQLException {
        SqlText text = new SqlText(sql);
        var tree = QueryEngine.tree(expected.parse(text));
        SqlCheck.tables(text, tree, mesh.ports());
        boolean harmless = Harmless.is(tree, mesh.columns());
        List<String> oracle = answer(expected, text);
        List<String> seen = answer(harmless ? mixedUp : behindBarrier, text);
        (isRefusal(oracle) ? refused : answered).incrementAndGet();
        if (harmless) {
            mixed.incrementAndGet();
        }
        boolean echoes = isRefusal(seen) && VALUE.matcher(seen.get(0)).find();
        if (echoes || !seen.equals(oracle) && !isAnotherPlans(seen, oracle, mesh, text)) {
            leaks.put(
                    name,
                    (harmless ? "mixed: " : "barrier: ") + sql + "\n  seen     " + seen + "\n  expected " + oracle
                            + "\n  owed     " + mesh.owed());
        }
        return !seen.equals(DEFECT) && !oracle.equals(DEFECT);
    }

    private static boolean isRefusal(List<String> answer) {
        return !answer.isEmpty() && answer.get(0).startsWith("refused");
    }

    /**
     * Whether an expression that fails is computed at all may hang on the plan: where one side of a join is empty, the other is not looked
     * at. So a refusal counts, and an answer in its place, when the visible rows alone bring it about under another plan.
     */
    private boolean isAnotherPlans(List<String> seen, List<String> oracle, LeakMesh mesh, SqlText sql)
            throws SQLException {
        if (!isRefusal(seen) && !isRefusal(oracle)) {
            return false;
        }
        boolean possible = isRefusal(oracle) && isRefusal(seen)
                ? failsWithoutAWord(seen) && failsWithoutAWord(oracle)
                : isRefusal(oracle) && seen.equals(withoutFailures(mesh, sql)) || isOfSomePlan(seen, mesh, sql);
        if (possible) {
            replanned.incrementAndGet();
        }
        return possible;
    }

    /** Whether the visible rows alone bring an answer about, in some plan. */
    private static boolean isOfSomePlan(List<String> seen, LeakMesh mesh, SqlText sql) throws SQLException {
        for (String sample : LeakMesh.SAMPLES) {
            for (String disabled : LeakMesh.OPTIMIZERS) {
                if (answer(mesh.oracle(sample, disabled), sql).equals(seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a refusal is one of those that are the same whatever the values are; which of a query's failures comes first hangs on the plan. */
    private static boolean failsWithoutAWord(List<String> refusal) {
        return FAILURE.matcher(refusal.get(0)).matches();
    }

    private static List<String> withoutFailures(LeakMesh mesh, SqlText sql) throws SQLException {
        String tried = sql.text()
                .replaceAll("(?<!TRY_)CAST\\(", "TRY_CAST(")
                .replaceAll("([a-z]\\.mail)::INTEGER", "TRY_CAST($1 AS INTEGER)");
        return answer(mesh.oracle("", ""), new SqlText(tried));
    }

    /** Rows in some order that is always the same, or the refusal. */
    private static List<String> answer(Session session, SqlText sql) {
        List<String> rows = new ArrayList<>();
        try (var statement = session.prepare(sql)) {
            try (ResultSet result = statement.executeQuery()) {
                int width = result.getMetaData().getColumnCount();
                List<Object> head = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    head.add(result.getMetaData().getColumnName(i) + " "
                            + result.getMetaData().getColumnTypeName(i));
                }
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        row.add(Values.read(result, i, result.getMetaData().getColumnTypeName(i)));
                    }
                    rows.add(row.toString());
                }
                rows.sort(null);
                rows.add(head.toString());
                return rows;
            } catch (SQLException e) {
                return failed(session.reason(e, sql), sql);
            }
        } catch (SQLException e) {
            List<String> failed = failed(e, sql);
            return failed.equals(DEFECT) ? failed : refusal(DuckErrors.whileBinding(e, sql));
        }
    }

    private static List<String> failed(SQLException failure, SqlText sql) {
        String text = String.valueOf(failure.getMessage());
        return text.contains("\"INTERNAL\"") || text.contains("\"FATAL\"")
                ? DEFECT
                : refusal(DuckErrors.whileRunning(failure, sql));
    }

    private static List<String> refusal(PolderException refusal) {
        return List.of("refused " + refusal.code() + " " + refusal.getMessage() + " → " + refusal.remedy());
    }
}
