package dev.polder.bench.query;

import dev.polder.bench.ServerRounds;
import dev.polder.core.access.Obligations;
import dev.polder.core.name.PortId;
import dev.polder.query.MaskKey;
import dev.polder.query.PortCatalog;
import dev.polder.query.QueryEngine;
import dev.polder.query.QueryLimits;
import dev.polder.query.QueryResult;
import dev.polder.query.ResolvedPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

/** One round: every query in turn on DuckDB alone and through the engine, over the same files, again and again. */
final class QueryProgram {
    private static final String NAME = "sales.orders.lines";
    private static final int FILES = 4;
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "region", Types.StringType.get()),
            Types.NestedField.optional(3, "mail", Types.StringType.get()),
            Types.NestedField.optional(4, "code", Types.StringType.get()),
            Types.NestedField.optional(5, "quantity", Types.IntegerType.get()),
            Types.NestedField.optional(6, "price", Types.DecimalType.of(12, 2)),
            Types.NestedField.optional(7, "day", Types.DateType.get()));

    private final Path directory;
    private final long rows;
    private final int times;
    private final List<String> files = new ArrayList<>();

    private QueryProgram(Path directory, long rows, int times) {
        this.directory = directory;
        this.rows = rows;
        this.times = times;
    }

    /** @param arguments a directory, and whether it must be quick */
    public static void main(String[] arguments) throws Exception {
        boolean quick = Boolean.parseBoolean(arguments[1]);
        new QueryProgram(Path.of(arguments[0]), quick ? 200_000 : 8_000_000, quick ? 2 : 9).run();
    }

    private void run() throws Exception {
        Table table = table();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                QueryEngine engine = new QueryEngine(
                        QueryLimits.standard().withMemoryBytes(2L << 30), MaskKey.of("a secret of the benchmark"));
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads=" + QueryLimits.standard().threads());
            statement.execute("SET TimeZone='UTC'");
            for (QueryCase each : QueryCase.ALL) {
                measure(each, statement, engine, table);
            }
        }
    }

    private void measure(QueryCase each, Statement statement, QueryEngine engine, Table table) throws Exception {
        String byHand =
                each.sql().replace("$PORT", "(" + each.byHand().replace("$FILES", "read_parquet(" + files + ")") + ")");
        String governed = each.sql().replace("$PORT", NAME);
        PortCatalog ports = ports(table, each.owed());
        double[] alone = new double[times];
        double[] through = new double[times];
        String expected = "";
        String seen = "";
        for (int i = -1; i < times; i++) {
            long start = System.nanoTime();
            expected = rows(statement, byHand);
            long middle = System.nanoTime();
            seen = rows(engine, ports, governed);
            long end = System.nanoTime();
            // The first time is for warming up.
            if (i >= 0) {
                alone[i] = (middle - start) / 1e6;
                through[i] = (end - middle) / 1e6;
            }
        }
        if (!seen.equals(expected)) {
            throw new IllegalStateException(each.name() + " answers " + seen + " instead of " + expected);
        }
        figure(each.name() + ".alone", alone);
        figure(each.name() + ".governed", through);
    }

    private static String rows(Statement statement, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(String.valueOf(result.getObject(i)));
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows.toString();
    }

    private static String rows(QueryEngine engine, PortCatalog ports, String sql) {
        List<String> rows = new ArrayList<>();
        try (QueryResult result = engine.run(ports, sql)) {
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < result.columns().size(); i++) {
                    row.add(String.valueOf(result.value(i)));
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows.toString();
    }

    private static PortCatalog ports(Table table, Obligations owed) {
        ResolvedPort port = new ResolvedPort(PortId.parse("sales.orders.lines.v1"), table).under(owed);
        return new PortCatalog() {
            @Override
            public Optional<ResolvedPort> resolve(String name) {
                return Optional.of(name).filter(NAME::equals).map(known -> port);
            }

            @Override
            public List<String> names() {
                return List.of(NAME);
            }
        };
    }

    private Table table() throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("bench", Map.of());
        catalog.createNamespace(Namespace.of("sales", "orders"), new HashMap<>());
        Table table = catalog.createTable(TableIdentifier.of("sales", "orders", "lines_v1"), SCHEMA);
        AppendFiles append = table.newAppend();
        for (int i = 0; i < FILES; i++) {
            Path file = write(i);
            files.add("'" + file + "'");
            append.appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                    .withPath("file://" + file)
                    .withFormat(FileFormat.PARQUET)
                    .withRecordCount(rows / FILES)
                    .withFileSizeInBytes(Files.size(file))
                    .build());
        }
        append.commit();
        return table;
    }

    private Path write(int number) throws Exception {
        Path file = directory.resolve(number + ".parquet");
        long first = rows / FILES * number;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT i AS id, ['EU', 'US', 'APAC'][1 + (hash(i) % 3)::INTEGER] AS region,"
                            + " 'customer' || (hash(i) % 200000) || '@example.org' AS mail, ((hash(i) >> 7) % 10000)::VARCHAR AS code,"
                            + " (1 + (hash(i) >> 9) % 9)::INTEGER AS quantity, ((hash(i) >> 11) % 100000 / 100)::DECIMAL(12,2) AS price,"
                            + " DATE '2020-01-01' + ((hash(i) >> 13) % 2000)::INTEGER AS day FROM range(" + first + ", "
                            + (first + rows / FILES) + ") t(i)) TO '" + file
                            + "' (FORMAT parquet, FIELD_IDS {id: 1, region: 2, mail: 3, code: 4, quantity: 5, price: 6, day: 7})");
        }
        return file;
    }

    private static void figure(String name, double[] milliseconds) {
        Arrays.sort(milliseconds);
        ServerRounds.say(name, milliseconds[milliseconds.length / 2]);
    }
}
