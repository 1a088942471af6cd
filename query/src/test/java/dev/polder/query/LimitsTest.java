package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LimitsTest {
    @TempDir
    static Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7",
                "SELECT i FROM range(1000000000000) t(i)",
                "SELECT i FROM range(1000000000000) t(i) WHERE i = -1",
                "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
            })
    void aQueryThatTakesTooLongEnds(String sql) {
        try (QueryEngine engine = engine(new QueryLimits(Duration.ofSeconds(1), 512 << 20, 2, Long.MAX_VALUE, 1_000))) {
            assertRefused(engine, sql, Code.SQL_LIMIT, "longer than the 1 seconds");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT i, hash(i) h FROM range(100000000) t(i) ORDER BY h",
                "SELECT i % 50000000 g, count(*), max(i) FROM range(100000000) t(i) GROUP BY g",
                "SELECT list(i) FROM range(100000000) t(i)",
            })
    void aQueryThatNeedsTooMuchMemoryEnds(String sql) {
        try (QueryEngine engine = engine(QueryLimits.standard().withMemoryBytes(64 << 20))) {
            assertRefused(engine, sql, Code.SQL_LIMIT, "more memory");
        }
    }

    @Test
    void aQueryIsCancelledFromOutside() throws Exception {
        try (QueryEngine engine = engine(QueryLimits.standard())) {
            Cancellation cancellation = new Cancellation();
            CountDownLatch started = new CountDownLatch(1);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<?> query = thread.submit(() -> {
                try (QueryResult result =
                        engine.run(mesh(), "SELECT i FROM range(1000000000000) t(i)", Long.MAX_VALUE, cancellation)) {
                    while (result.next()) {
                        started.countDown();
                    }
                }
            });
            started.await();
            cancellation.cancel();

            assertThatThrownBy(query::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            PolderException.class, e -> assertThat(e).hasMessage("The query was cancelled"));
            thread.shutdown();
        }
    }

    @Test
    void aQueryCancelledBeforeItStartsDoesNotRun() {
        try (QueryEngine engine = engine(QueryLimits.standard())) {
            Cancellation cancellation = new Cancellation();
            cancellation.cancel();

            assertThatThrownBy(() -> engine.run(mesh(), "SELECT 1", 1, cancellation))
                    .hasMessage("The query was cancelled");
        }
    }

    @Test
    void aResultIsClosedWhileRowsAreLeft() {
        try (QueryEngine engine = engine(QueryLimits.standard())) {
            for (int i = 0; i < 20; i++) {
                QueryResult result = engine.run(mesh(), "SELECT i FROM range(1000000000) t(i)");
                assertThat(result.next()).isTrue();
                result.close();
                result.close();
            }
        }
    }

    @Test
    void manyQueriesRunAtOnce() throws Exception {
        try (QueryEngine engine = engine(QueryLimits.standard())) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<Long>> sums = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        try (QueryResult result =
                                engine.run(mesh(), "SELECT sum(i)::BIGINT FROM range(" + i + ") t(i)")) {
                            result.next();
                            return result.value(0) == null ? 0L : (Long) result.value(0);
                        }
                    }))
                    .toList();
            for (int i = 0; i < 64; i++) {
                assertThat(sums.get(i).get()).isEqualTo((long) i * (i - 1) / 2);
            }
            threads.shutdown();
        }
    }

    @Test
    void sqlThatIsTooLongOrTooDeepIsRefusedAndHarmsNothing() {
        try (QueryEngine engine = engine(QueryLimits.standard())) {
            assertRefused(engine, "SELECT " + "1, ".repeat(50_000) + "1", Code.SQL_LIMIT, "characters");
            for (String sql : List.of(
                    "SELECT " + "(".repeat(40_000) + "1" + ")".repeat(40_000),
                    "SELECT " + "-".repeat(3) + "1" + " + 1".repeat(20_000),
                    "SELECT 1" + " + 1".repeat(20_000),
                    "SELECT " + "abs(".repeat(15_000) + "1" + ")".repeat(15_000),
                    "SELECT " + "[".repeat(40_000) + "1" + "]".repeat(40_000),
                    "SELECT " + "NOT ".repeat(20_000) + "true",
                    "SELECT * FROM " + "(SELECT * FROM ".repeat(5_000) + "range(1)" + ")".repeat(5_000),
                    "SELECT 1" + " UNION ALL SELECT 1".repeat(5_000),
                    "SELECT CAST(NULL AS " + "STRUCT(a ".repeat(8_000) + "INTEGER" + ")".repeat(8_000) + ")",
                    "SELECT CASE WHEN true THEN ".repeat(3_000) + "1" + " END".repeat(3_000),
                    "WITH " + "a AS (WITH ".repeat(4_000) + "b AS (SELECT 1) SELECT 1" + ") SELECT 1".repeat(4_000))) {
                try (QueryResult result = engine.run(mesh(), sql)) {
                    while (result.next()) {}
                } catch (PolderException e) {
                    assertThat(e.code()).isIn(Code.SQL_LIMIT, Code.SQL_INVALID, Code.SQL_FAILED);
                }
            }
            try (QueryResult result = engine.run(mesh(), "SELECT 1")) {
                assertThat(result.next()).isTrue();
            }
        }
    }

    private static QueryEngine engine(QueryLimits limits) {
        return new QueryEngine(limits, TestMesh.KEY);
    }

    private static TestMesh mesh() {
        return new TestMesh(directory);
    }

    private static void assertRefused(QueryEngine engine, String sql, Code code, String message) {
        assertThatThrownBy(() -> {
                    try (QueryResult result = engine.run(mesh(), sql, Long.MAX_VALUE, new Cancellation())) {
                        while (result.next()) {}
                    }
                })
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(message);
                });
    }
}
