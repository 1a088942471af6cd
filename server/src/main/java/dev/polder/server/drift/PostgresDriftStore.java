package dev.polder.server.drift;

import dev.polder.core.name.PortId;
import dev.polder.gate.DriftCount;
import dev.polder.server.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Drift in PostgreSQL: a row per contract of a port, and up to {@value DriftCount#MOST_PATHS} with a path. */
final class PostgresDriftStore {
    /** Fields that were not seen for so long are forgotten. */
    static final Duration KEPT = Duration.ofDays(30);
    /** Servers on one database learn of a new contract one after the other. */
    private static final Duration OLD_CONTRACT_KEPT = Duration.ofHours(1);

    private static final int LONGEST_PATH = 400;

    private static final String SELECT = """
            select no, port, contract_digest, contract_version, records, others, first_seen, last_seen,
                   (select count(*) from drift_field where drift = no and last_seen > :oldest) as names
            from drift
            """;

    private final Database database;

    PostgresDriftStore(Database database) {
        this.database = database;
    }

    void add(JudgedContract contract, Sightings sightings) {
        Map<String, DriftCount.Field> seen = new TreeMap<>();
        sightings.count().seen().forEach((path, field) -> seen.merge(shortened(path), field, DriftCount.Field::plus));
        database.useTransaction(handle -> {
            // From here on the row is locked: servers that flush at once count names one after the other.
            long no = count(handle, contract, sightings);
            Set<String> known = new HashSet<>(handle.createQuery("select path from drift_field where drift = :no")
                    .bind("no", no)
                    .mapTo(String.class)
                    .list());
            long others = 0;
            PreparedBatch fields = handle.prepareBatch("""
                    insert into drift_field as old (drift, path, type, records, first_seen, last_seen)
                    values (:no, :path, :type, :records, :first, :last)
                    on conflict (drift, path) do update set
                        type = case old.type when 'null' then excluded.type else old.type end,
                        records = old.records + excluded.records,
                        last_seen = greatest(old.last_seen, excluded.last_seen)
                    """);
            for (Map.Entry<String, DriftCount.Field> field : seen.entrySet()) {
                if (!known.contains(field.getKey()) && known.size() >= DriftCount.MOST_PATHS) {
                    others += field.getValue().records();
                    continue;
                }
                known.add(field.getKey());
                fields.bind("no", no)
                        .bind("path", field.getKey())
                        .bind("type", field.getValue().type())
                        .bind("records", field.getValue().records())
                        .bind("first", utc(sightings.first()))
                        .bind("last", utc(sightings.last()))
                        .add();
            }
            fields.execute();
            handle.execute("update drift set others = others + ? where no = ?", others, no);
        });
    }

    private static long count(Handle handle, JudgedContract contract, Sightings sightings) {
        return handle.createQuery("""
                        insert into drift as old (port, contract_digest, contract_version, records, others, first_seen, last_seen)
                        values (:port, :digest, :version, :records, :others, :first, :last)
                        on conflict (port, contract_digest) do update set
                            records = old.records + excluded.records,
                            others = old.others + excluded.others,
                            last_seen = greatest(old.last_seen, excluded.last_seen)
                        returning no
                        """)
                .bind("port", contract.port().toString())
                .bind("digest", contract.digest())
                .bind("version", contract.version())
                .bind("records", sightings.count().records())
                .bind("others", sightings.count().others())
                .bind("first", utc(sightings.first()))
                .bind("last", utc(sightings.last()))
                .mapTo(Long.class)
                .one();
    }

    Map<JudgedContract, PortDrift> ports(Instant now) {
        Map<JudgedContract, PortDrift> ports = new HashMap<>();
        database.useHandle(handle -> handle.createQuery(SELECT + "where last_seen > :oldest")
                .bind("oldest", utc(now.minus(KEPT)))
                .map((row, context) -> Map.entry(contract(row), drift(row, List.of())))
                .forEach(entry -> ports.put(entry.getKey(), entry.getValue())));
        return ports;
    }

    Optional<PortDrift> port(JudgedContract contract, Instant now) {
        OffsetDateTime oldest = utc(now.minus(KEPT));
        return database.withHandle(handle -> handle.createQuery(
                        SELECT + "where port = :port and contract_digest = :digest and last_seen > :oldest")
                .bind("port", contract.port().toString())
                .bind("digest", contract.digest())
                .bind("oldest", oldest)
                .map((row, context) -> drift(row, fields(handle, row.getLong("no"), oldest)))
                .findOne());
    }

    private static List<PortDrift.UnknownField> fields(Handle handle, long no, OffsetDateTime oldest) {
        return handle.createQuery("""
                        select path, type, records, first_seen, last_seen from drift_field
                        where drift = :no and last_seen > :oldest order by records desc, path
                        """)
                .bind("no", no)
                .bind("oldest", oldest)
                .map((row, context) -> new PortDrift.UnknownField(
                        row.getString("path"),
                        row.getString("type"),
                        row.getLong("records"),
                        instant(row, "first_seen"),
                        instant(row, "last_seen")))
                .list();
    }

    /** Removes what was not seen for long, and what was counted for contracts that hold no more. */
    void forget(Instant now) {
        database.useTransaction(handle -> {
            OffsetDateTime oldest = utc(now.minus(KEPT));
            handle.execute("delete from drift_field where last_seen <= ?", oldest);
            handle.execute("delete from drift where last_seen <= ?", oldest);
            handle.execute("""
                    delete from drift where last_seen <= ? and exists (select 1 from drift as newer
                        where newer.port = drift.port and newer.last_seen > drift.last_seen)
                    """, utc(now.minus(OLD_CONTRACT_KEPT)));
        });
    }

    /** The end of a long path says more than its beginning. */
    private static String shortened(String path) {
        if (path.length() <= LONGEST_PATH) {
            return path;
        }
        int from = path.length() - LONGEST_PATH + 1;
        return "…" + path.substring(Character.isLowSurrogate(path.charAt(from)) ? from + 1 : from);
    }

    private static JudgedContract contract(ResultSet row) throws SQLException {
        return new JudgedContract(
                PortId.parse(row.getString("port")),
                row.getString("contract_version"),
                row.getString("contract_digest"));
    }

    private static PortDrift drift(ResultSet row, List<PortDrift.UnknownField> fields) throws SQLException {
        return new PortDrift(
                row.getString("contract_version"),
                row.getInt("names"),
                row.getLong("records"),
                row.getLong("others"),
                instant(row, "first_seen"),
                instant(row, "last_seen"),
                fields);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
