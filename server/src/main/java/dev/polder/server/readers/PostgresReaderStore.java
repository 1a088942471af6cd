package dev.polder.server.readers;

import dev.polder.core.name.PortId;
import dev.polder.query.PortRead;
import dev.polder.server.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.PreparedBatch;

/** One row per principal, port and column, and one each for all of them, for none and for nobody knows which. */
final class PostgresReaderStore {
    /** Who has read nothing for so long reads no more. */
    static final Duration KEPT = Duration.ofDays(90);

    /** Longer names do not fit into an index. */
    private static final int LONGEST_NAME = 500;

    private enum Scope {
        COLUMN,
        NONE,
        ALL,
        UNCLEAR
    }

    private record Row(String principal, PortUser.Via via, Scope scope, String column, PortUser.Use use) {}

    private final Database database;

    PostgresReaderStore(Database database) {
        this.database = database;
    }

    void add(String principal, PortUser.Via via, List<PortRead> reads, Times times) {
        database.useTransaction(handle -> {
            PreparedBatch rows = handle.prepareBatch("""
                    insert into port_reader as old (principal, port, via, scope, column_name, reads, first_read, last_read)
                    values (:principal, :port, :via, :scope, :column, :reads, :first, :last)
                    on conflict (principal, port, via, scope, column_name) do update set
                        reads = old.reads + excluded.reads,
                        last_read = greatest(old.last_read, excluded.last_read)
                    """);
            for (PortRead read : reads) {
                for (Map.Entry<String, Scope> row : rows(read).entrySet()) {
                    rows.bind("principal", principal)
                            .bind("port", read.port().toString())
                            .bind("via", via)
                            .bind("scope", row.getValue())
                            .bind("column", row.getKey())
                            .bind("reads", times.count())
                            .bind("first", utc(times.first()))
                            .bind("last", utc(times.last()))
                            .add();
                }
            }
            rows.execute();
        });
    }

    /** Names, in an order that all servers share so that they do not lock each other out, with what they stand for. */
    private static Map<String, Scope> rows(PortRead read) {
        boolean fits = read.columns().stream().allMatch(name -> name.length() <= LONGEST_NAME);
        if (read.extent() == PortRead.Extent.UNCLEAR || !fits) {
            return Map.of("", Scope.UNCLEAR);
        }
        if (read.extent() == PortRead.Extent.ALL) {
            return Map.of("", Scope.ALL);
        }
        if (read.columns().isEmpty()) {
            return Map.of("", Scope.NONE);
        }
        Map<String, Scope> rows = new LinkedHashMap<>();
        new TreeSet<>(read.columns()).forEach(name -> rows.put(name, Scope.COLUMN));
        return rows;
    }

    Map<PortId, List<PortUser>> users(Collection<PortId> ports, Instant now) {
        Map<PortId, List<PortUser>> users = new LinkedHashMap<>();
        for (PortId port : ports) {
            users.put(port, users(port, now));
        }
        return users;
    }

    private List<PortUser> users(PortId port, Instant now) {
        Map<String, List<Row>> byUser = new LinkedHashMap<>();
        database.useHandle(handle -> handle.createQuery("""
                        select principal, via, scope, column_name, reads, last_read from port_reader
                        where port = :port and last_read > :oldest order by principal, via desc, scope, column_name
                        """)
                .bind("port", port.toString())
                .bind("oldest", utc(now.minus(KEPT)))
                .map((row, context) -> new Row(
                        row.getString("principal"),
                        PortUser.Via.valueOf(row.getString("via")),
                        Scope.valueOf(row.getString("scope")),
                        row.getString("column_name"),
                        new PortUser.Use(
                                row.getLong("reads"),
                                row.getObject("last_read", OffsetDateTime.class).toInstant())))
                .forEach(row -> byUser.computeIfAbsent(row.via() + " " + row.principal(), key -> new ArrayList<>())
                        .add(row)));
        return byUser.values().stream().map(PostgresReaderStore::user).toList();
    }

    private static PortUser user(List<Row> rows) {
        return new PortUser(
                rows.get(0).principal(),
                rows.get(0).via(),
                rows.stream()
                        .filter(row -> row.scope() == Scope.COLUMN)
                        .map(row -> new PortUser.Column(row.column(), row.use()))
                        .toList(),
                use(rows, Scope.ALL),
                use(rows, Scope.UNCLEAR),
                use(rows, Scope.NONE));
    }

    private static Optional<PortUser.Use> use(List<Row> rows, Scope scope) {
        return rows.stream().filter(row -> row.scope() == scope).map(Row::use).findFirst();
    }

    void forget(Instant now) {
        database.useHandle(
                handle -> handle.execute("delete from port_reader where last_read <= ?", utc(now.minus(KEPT))));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
