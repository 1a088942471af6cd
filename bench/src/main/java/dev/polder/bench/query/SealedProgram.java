package dev.polder.bench.query;

import dev.polder.bench.ServerRounds;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.PortId;
import dev.polder.gate.FieldCipher;
import dev.polder.gate.SealedText;
import dev.polder.query.MaskKey;
import dev.polder.query.PortCatalog;
import dev.polder.query.QueryEngine;
import dev.polder.query.QueryLimits;
import dev.polder.query.QueryResult;
import dev.polder.query.ResolvedPort;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.privacy.Privacy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Reads a column of a million values, as text and as ciphertext of a domain's key, of a key for joins and of subjects' keys. */
final class SealedProgram {
    private static final int SUBJECTS = 20_000;
    private static final int TIMES = 5;
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "customer", Types.StringType.get()),
            Types.NestedField.required(2, "mail", Types.StringType.get()));
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: bench
            version: 1.0.0
            status: active
            schema:
              - name: customers
                logicalType: object
                customProperties: [{ property: PROPERTY, value: customer }]
                properties:
                  - { name: customer, logicalType: string, required: true }
                  - { name: mail, logicalType: string, required: true, customProperties: [{ property: encrypt, value: HOW }] }
            """;

    private final Path directory;
    private final int rows;
    private final Privacy privacy;
    private final InMemoryCatalog catalog = new InMemoryCatalog();

    private SealedProgram(Path directory, int rows, Privacy privacy) {
        this.directory = directory;
        this.rows = rows;
        this.privacy = privacy;
    }

    /** @param arguments a directory, and whether it must be quick */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path password = Files.writeString(directory.resolve("password"), "postgres\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(directory.resolve("postgres"))
                        .start();
                Database database = Database.open(
                        new DatabaseConfig(postgres.getJdbcUrl("postgres", "postgres"), "postgres", password));
                Privacy privacy = new Privacy(PrivacyConfig.in(directory), database, Clock.systemUTC())) {
            new SealedProgram(directory, Boolean.parseBoolean(arguments[1]) ? 20_000 : 1_000_000, privacy).run();
        }
    }

    private void run() throws Exception {
        catalog.initialize("bench", Map.of());
        catalog.createNamespace(Namespace.of("sales", "crm"));
        try (QueryEngine engine = new QueryEngine(QueryLimits.standard(), MaskKey.of("a secret of the benchmark"))) {
            measure(engine, "plain", contract("tags", "none"));
            measure(engine, "domain", contract("tags", "random"));
            measure(engine, "join", contract("tags", "deterministic"));
            measure(engine, "subject", contract("subject", "random"));
        }
    }

    private static SchemaObject contract(String property, String how) {
        String source = CONTRACT.replace("PROPERTY", property).replace("HOW", how);
        return ContractParser.parse(
                        YamlReader.read("bench.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    private void measure(QueryEngine engine, String name, SchemaObject schema) throws Exception {
        PortId port = PortId.parse("sales.crm." + name + ".v1");
        ResolvedPort resolved = new ResolvedPort(
                port, table(name, port, schema), schema.isEncrypted() ? privacy.sealed(port, schema) : List.of());
        PortCatalog ports = new PortCatalog() {
            @Override
            public Optional<ResolvedPort> resolve(String unused) {
                return Optional.of(resolved);
            }

            @Override
            public List<String> names() {
                return List.of(port.address().toString());
            }
        };
        double[] times = new double[TIMES];
        for (int i = -1; i < TIMES; i++) {
            long start = System.nanoTime();
            try (QueryResult result = engine.run(ports, "SELECT count(*), max(mail) FROM " + port.address())) {
                if (!result.next()
                        || ((Number) result.value(0)).intValue() != rows
                        || !result.value(1).equals("customer9@mail.example.org")) {
                    throw new IllegalStateException(name + " answers otherwise");
                }
            }
            // The first time is for warming up.
            if (i >= 0) {
                times[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(times);
        ServerRounds.say(name, times[TIMES / 2]);
    }

    private Table table(String name, PortId port, SchemaObject schema) throws Exception {
        Path file = directory.resolve(name + ".parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE rows (customer VARCHAR, mail VARCHAR)");
            fill(connection.unwrap(DuckDBConnection.class), port, schema);
            statement.execute("COPY rows TO '" + file + "' (FORMAT parquet, FIELD_IDS {customer: 1, mail: 2})");
        }
        Table table = catalog.createTable(TableIdentifier.of("sales", "crm", name + "_v1"), SCHEMA);
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("file://" + file)
                        .withFormat(FileFormat.PARQUET)
                        .withRecordCount(rows)
                        .withFileSizeInBytes(Files.size(file))
                        .build())
                .commit();
        return table;
    }

    private void fill(DuckDBConnection connection, PortId port, SchemaObject schema) throws Exception {
        byte[] out = new byte[200];
        FieldCipher cipher = privacy.cipher(port, schema);
        if (schema.subject().isPresent()) {
            cipher.prepare(IntStream.range(0, SUBJECTS)
                    .mapToObj(SealedProgram::customer)
                    .toList());
        }
        FieldCipher.Sealer sealer = cipher.sealer();
        try (DuckDBAppender appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "rows")) {
            for (int i = 0; i < rows; i++) {
                byte[] customer = customer(i % SUBJECTS);
                String mail = new String(customer, StandardCharsets.UTF_8) + "@mail.example.org";
                if (schema.isEncrypted()) {
                    byte[] plain = mail.getBytes(StandardCharsets.UTF_8);
                    sealer.begin(customer, 0, customer.length);
                    mail = SealedText.of(Arrays.copyOf(out, sealer.seal(1, plain, 0, plain.length, out, 0)));
                }
                appender.beginRow();
                appender.append(new String(customer, StandardCharsets.UTF_8));
                appender.append(mail);
                appender.endRow();
            }
        }
    }

    private static byte[] customer(int number) {
        return ("customer" + number).getBytes(StandardCharsets.UTF_8);
    }
}
