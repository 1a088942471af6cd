package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every query is run before it is asked what it reads. */
class ReadColumnsTest {
    private static final PortId LINES = PortId.parse("sales.orders.order-lines.v1");

    @TempDir
    static Path directory;

    private static TestMesh mesh;
    private static QueryEngine engine;
    private static final ReadColumns READ = new ReadColumns(QueryLimits.standard());

    @BeforeAll
    static void start() {
        mesh = new TestMesh(directory);
        mesh.create(
                "sales.orders.order-lines.v1",
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "email", Types.StringType.get()),
                Types.NestedField.optional(3, "amount", Types.DecimalType.of(9, 2)),
                Types.NestedField.optional(
                        4,
                        "place",
                        Types.StructType.of(
                                Types.NestedField.optional(5, "city", Types.StringType.get()),
                                Types.NestedField.optional(6, "email", Types.StringType.get()))));
        mesh.append(
                "sales.orders.order-lines.v1",
                "SELECT 1::BIGINT AS id, 'a@b' AS email, 1.50::DECIMAL(9,2) AS amount, {'city': 'Sneek', 'email': 'c@d'} AS place");
        mesh.create(
                "customers.people.people.v1",
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "email", Types.StringType.get()),
                Types.NestedField.optional(3, "Name", Types.StringType.get()));
        engine = new QueryEngine(QueryLimits.standard(), TestMesh.KEY);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static List<PortRead> reads(String sql) {
        try (QueryResult result = engine.run(mesh, sql)) {
            while (result.next()) {
                assertThat(result.count()).isPositive();
            }
            return READ.of(result.reading());
        }
    }

    private static String words(PortRead read) {
        return switch (read.extent()) {
            case ALL -> "all";
            case UNCLEAR -> "unclear";
            case SOME -> String.join(" ", new TreeSet<>(read.columns()));
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT id FROM sales.orders.order_lines WHERE email = 'x' | email id",
                "SELECT ID, \"Amount\" FROM Sales.Orders.order_lines_v1 | amount id",
                "SELECT count(*) FROM sales.orders.order_lines | ``",
                "SELECT * FROM sales.orders.order_lines | all",
                "SELECT * EXCLUDE (email) FROM sales.orders.order_lines | amount id place",
                "SELECT COLUMNS('^a') FROM sales.orders.order_lines | amount",
                "SELECT l FROM sales.orders.order_lines l | all",
                "SELECT place.email FROM sales.orders.order_lines | place",
                "SELECT #2 FROM sales.orders.order_lines | email",
                "SELECT 1 FROM sales.orders.order_lines ORDER BY amount LIMIT 0 | amount",
                "SELECT id FROM sales.orders.order_lines WHERE false AND email = 'x' | email id",
                "WITH x AS (SELECT id, email FROM sales.orders.order_lines) SELECT id FROM x | email id",
                "SELECT (SELECT max(amount) FROM sales.orders.order_lines) | amount",
                "SELECT sum(amount) OVER (PARTITION BY id) FROM sales.orders.order_lines | amount id",
                "SELECT email AS id FROM sales.orders.order_lines, range(3) | email",
                "SELECT id FROM sales.orders.order_lines UNION ALL SELECT amount FROM sales.orders.order_lines | amount id",
                "PIVOT (SELECT id, amount FROM sales.orders.order_lines) ON id IN (1, 2) USING sum(amount) | amount id",
            })
    void aQueryReadsTheColumnsThatItWouldFailWithout(String sql, String columns) {
        assertThat(reads(sql)).singleElement().satisfies(read -> {
            assertThat(read.port()).isEqualTo(LINES);
            assertThat(words(read)).isEqualTo(columns);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT o.id, c.name FROM sales.orders.order_lines o JOIN customers.people.people c USING (id) | id | Name id",
                "SELECT o.amount FROM sales.orders.order_lines o NATURAL JOIN customers.people.people | amount email id | email id",
                "SELECT id FROM sales.orders.order_lines o WHERE EXISTS (SELECT 1 FROM customers.people.people c WHERE c.email = o.email) | email id | email",
                "SELECT o.email FROM sales.orders.order_lines o JOIN customers.people.people c ON o.id = c.id | email id | id",
            })
    void columnsOfOneNameAreToldApartByTheirPorts(String sql, String lines, String people) {
        assertThat(reads(sql)).extracting(ReadColumnsTest::words).containsExactly(lines, people);
    }

    @Test
    void whatCannotBeBoundAnewIsUnclear() {
        Reading reading = new Reading(
                "SELECT nothing FROM sales.orders.order_lines",
                List.of(new Reading.Source("sales.orders.order_lines", LINES, List.of(new Column("id", "BIGINT")))));
        assertThat(READ.of(reading)).containsExactly(new PortRead(LINES, PortRead.Extent.UNCLEAR, Set.of()));
    }

    @Test
    void equalQueriesAreEqualReadings() {
        Set<Reading> readings =
                List.of("SELECT id FROM sales.orders.order_lines", "SELECT id FROM sales.orders.order_lines").stream()
                        .map(sql -> {
                            try (QueryResult result = engine.run(mesh, sql)) {
                                return result.reading();
                            }
                        })
                        .collect(Collectors.toSet());
        assertThat(readings).hasSize(1);
    }
}
