package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.How;
import dev.polder.server.access.AccessRequest.Issued;
import dev.polder.server.access.AccessRequest.State;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.access.AccessRequest.Verdict;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;

/** Requests with their grants in PostgreSQL. What changes them happens one at a time over all servers. */
final class PostgresAccessStore {
    /** A row of the history. */
    record Event(Instant at, String principal, String action, Map<String, String> details) {}

    /**
     * Which requests are meant.
     *
     * @param sees whoever may see them
     * @param mine only those for the principal or its teams
     * @param until only what ends at that moment or before
     */
    record Question(
            Principal sees,
            boolean mine,
            Optional<PortAddress> port,
            Optional<DomainName> domain,
            Optional<State> state,
            Optional<Instant> until) {}

    /** Where a page begins: after this one, the newest first. */
    record Position(Instant createdAt, UUID id) {}

    private static final String SELECT = """
            select r.*, g.id as grant_id, g.columns as grant_columns, g.row_filters, g.masks, g.valid_from,
                g.valid_until as grant_until, g.ended_at, g.ended_by, g.ended_how, g.ended_reason
            from access_request r left join access_grant g using (id)
            """;

    private final Database database;

    PostgresAccessStore(Database database) {
        this.database = database;
    }

    <R> R change(HandleCallback<R, RuntimeException> callback) {
        return database.inTransaction(handle -> {
            Lock.ACCESS.acquire(handle);
            return callback.withHandle(handle);
        });
    }

    Optional<AccessRequest> find(UUID id) {
        return database.withHandle(handle -> find(handle, id));
    }

    static Optional<AccessRequest> find(Handle handle, UUID id) {
        return handle.createQuery(SELECT + "where r.id = :id")
                .bind("id", id)
                .map((row, context) -> request(row))
                .findOne();
    }

    /** What a requester has asked for under a name of their own. */
    static Optional<AccessRequest> keyed(Handle handle, String requester, String key) {
        return handle.createQuery(SELECT + "where r.requester = :requester and r.idempotency_key = :key")
                .bind("requester", requester)
                .bind("key", key)
                .map((row, context) -> request(row))
                .findOne();
    }

    /** The open request for the same, whoever asked. */
    static Optional<AccessRequest> open(Handle handle, PortAddress port, Grantee grantee, String purpose) {
        return handle.createQuery(SELECT + """
                        where r.state = 'REQUESTED' and r.port = :port and r.grantee_kind = :kind and r.grantee = :grantee
                            and r.purpose = :purpose
                        """)
                .bind("port", port.toString())
                .bind("kind", PostgresGrantStore.kind(grantee))
                .bind("grantee", grantee.name())
                .bind("purpose", purpose)
                .map((row, context) -> request(row))
                .findOne();
    }

    static List<AccessRequest> openRenewals(Handle handle, UUID grant) {
        return handle.createQuery(SELECT + "where r.state = 'REQUESTED' and r.renews = :grant order by r.id")
                .bind("grant", grant)
                .map((row, context) -> request(row))
                .list();
    }

    /** How many open requests there are on the ports of each domain that has any. */
    Map<DomainName, Long> openByDomain() {
        return database.withHandle(handle -> handle.createQuery(
                        "select domain, count(*) as open from access_request where state = 'REQUESTED' group by domain")
                .reduceRows(new HashMap<>(), (open, row) -> {
                    open.put(new DomainName(row.getColumn("domain", String.class)), row.getColumn("open", Long.class));
                    return open;
                }));
    }

    /** Open requests, and grants that are not over. */
    static List<AccessRequest> alive(Handle handle, Instant now) {
        return handle.createQuery(SELECT + """
                        where r.state = 'REQUESTED' or (g.ended_at is null and g.valid_until > :now) order by r.id
                        """)
                .bind("now", PostgresGrantStore.utc(now))
                .map((row, context) -> request(row))
                .list();
    }

    List<AccessRequest> list(Question question, Optional<Position> after, int most, Instant now) {
        Principal principal = question.sees();
        return database.withHandle(handle -> handle.createQuery(SELECT + """
                        where (:all or r.domain = any(:domains)
                                or (r.grantee_kind = 'PRINCIPAL' and r.grantee = :me)
                                or (r.grantee_kind = 'TEAM' and r.grantee = any(:teams))
                                or (r.grantee_kind = 'PRINCIPAL' and r.grantee like 'product:%'
                                    and split_part(substr(r.grantee, 9), '.', 1) = any(:own)))
                            and (cast(:port as text) is null or r.port = :port)
                            and (cast(:domain as text) is null or r.domain = :domain)
                            and (cast(:until as timestamptz) is null or g.valid_until <= cast(:until as timestamptz))
                            and (cast(:created as timestamptz) is null or (r.created_at, r.id) < (cast(:created as timestamptz), cast(:after as uuid)))
                            and (cast(:state as text) is null or :state = case
                                when g.id is null then r.state
                                when g.ended_how is not null then g.ended_how
                                when g.valid_until > :now then 'ACTIVE'
                                else 'EXPIRED' end)
                        order by r.created_at desc, r.id desc limit :most
                        """)
                .bind("all", !question.mine() && AccessRights.seesAll(principal))
                .bind("me", principal.name())
                .bind("teams", principal.teams().toArray(String[]::new))
                .bind("own", domains(principal))
                .bind("domains", question.mine() ? new String[0] : domains(principal))
                .bind("port", question.port().map(PortAddress::toString).orElse(null))
                .bind("domain", question.domain().map(DomainName::value).orElse(null))
                .bind("state", question.state().map(State::name).orElse(null))
                .bind("until", question.until().map(PostgresGrantStore::utc).orElse(null))
                .bind(
                        "created",
                        after.map(it -> PostgresGrantStore.utc(it.createdAt())).orElse(null))
                .bind("after", after.map(Position::id).orElse(null))
                .bind("now", PostgresGrantStore.utc(now))
                .bind("most", most)
                .map((row, context) -> request(row))
                .list());
    }

    private static String[] domains(Principal principal) {
        return principal.domains().keySet().stream().map(DomainName::value).toArray(String[]::new);
    }

    static void insert(Handle transaction, AccessRequest request, Optional<String> key) {
        transaction
                .createUpdate("""
                        insert into access_request (id, port, domain, requester, grantee_kind, grantee, purpose, reason,
                            columns, valid_until, renews, state, idempotency_key, created_at)
                        values (:id, :port, :domain, :requester, :kind, :grantee, :purpose, :reason,
                            :columns, :until, cast(:renews as uuid), 'REQUESTED', :key, :created)
                        """)
                .bind("id", request.id())
                .bind("port", request.port().toString())
                .bind("domain", request.port().domain().value())
                .bind("requester", request.requester())
                .bind("kind", PostgresGrantStore.kind(request.grantee()))
                .bind("grantee", request.grantee().name())
                .bind("purpose", request.purpose())
                .bind("reason", request.reason().orElse(null))
                .bind("columns", PostgresGrantStore.columns(request.columns()))
                .bind("until", PostgresGrantStore.utc(request.until()))
                .bind("renews", request.renews().orElse(null))
                .bind("key", key.orElse(null))
                .bind("created", PostgresGrantStore.utc(request.createdAt()))
                .execute();
    }

    /** @return whether it was open until now */
    static boolean decide(Handle transaction, UUID id, Step step, Verdict verdict) {
        return transaction
                        .createUpdate("""
                        update access_request
                        set state = :state, decided_at = :at, decided_by = :by, decided_reason = :reason
                        where id = :id and state = 'REQUESTED'
                        """)
                        .bind("id", id)
                        .bind("state", step.name())
                        .bind("at", PostgresGrantStore.utc(verdict.at()))
                        .bind("by", verdict.by())
                        .bind("reason", verdict.reason().orElse(null))
                        .execute()
                == 1;
    }

    /** @return whether the grant was not ended until now */
    static boolean end(Handle transaction, UUID id, End end) {
        return transaction
                        .createUpdate("""
                        update access_grant
                        set ended_at = :at, ended_by = :by, ended_how = :how, ended_reason = :reason
                        where id = :id and ended_at is null
                        """)
                        .bind("id", id)
                        .bind("at", PostgresGrantStore.utc(end.at()))
                        .bind("by", end.by())
                        .bind("how", end.how().name())
                        .bind("reason", end.reason().orElse(null))
                        .execute()
                == 1;
    }

    static void note(Handle transaction, UUID request, Event event) {
        transaction
                .createUpdate("""
                        insert into access_history (request, at, principal, action, details)
                        values (:request, :at, :principal, :action, cast(:details as jsonb))
                        """)
                .bind("request", request)
                .bind("at", PostgresGrantStore.utc(event.at()))
                .bind("principal", event.principal())
                .bind("action", event.action())
                .bind("details", Json.text(event.details()))
                .execute();
    }

    /** The oldest first. */
    @SuppressWarnings("unchecked")
    List<Event> history(UUID request) {
        return database.withHandle(handle -> handle.createQuery(
                        "select at, principal, action, details from access_history where request = :request order by no")
                .bind("request", request)
                .map((row, context) -> new Event(
                        PostgresGrantStore.instant(row, "at"),
                        row.getString("principal"),
                        row.getString("action"),
                        Json.parse(row.getString("details"), Map.class)))
                .list());
    }

    private static AccessRequest request(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        PortAddress port = PortAddress.parse(row.getString("port"));
        Step step = Step.valueOf(row.getString("state"));
        return new AccessRequest(
                id,
                port,
                row.getString("requester"),
                PostgresGrantStore.grantee(row),
                row.getString("purpose"),
                Optional.ofNullable(row.getString("reason")),
                PostgresGrantStore.columns(row, "columns"),
                PostgresGrantStore.instant(row, "valid_until"),
                Optional.ofNullable(row.getObject("renews", UUID.class)),
                PostgresGrantStore.instant(row, "created_at"),
                step,
                step == Step.REQUESTED
                        ? Optional.empty()
                        : Optional.of(new Verdict(
                                PostgresGrantStore.instant(row, "decided_at"),
                                row.getString("decided_by"),
                                Optional.ofNullable(row.getString("decided_reason")))),
                step == Step.APPROVED ? Optional.of(issued(row, port)) : Optional.empty());
    }

    private static Issued issued(ResultSet row, PortAddress port) throws SQLException {
        Grant grant = PostgresGrantStore.grant(row, port, "grant_columns", "grant_until");
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Issued(
                grant,
                ended == null
                        ? Optional.empty()
                        : Optional.of(new End(
                                ended.toInstant(),
                                row.getString("ended_by"),
                                How.valueOf(row.getString("ended_how")),
                                Optional.ofNullable(row.getString("ended_reason")))));
    }
}
