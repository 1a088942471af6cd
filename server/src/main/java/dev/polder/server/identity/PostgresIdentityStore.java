package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal.Kind;
import dev.polder.server.database.Database;
import dev.polder.server.identity.User.Provided;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Users, teams and tokens in PostgreSQL. Whoever changes them in a transaction says so with {@link #changed}. */
final class PostgresIdentityStore {
    /**
     * All that is known, and which change of it was the last.
     *
     * @param removedTeams what teams were called that are there no more
     * @param retiredAdmins tokens of administrators that are worth nothing any more
     * @param tokens also those that are revoked or over, until they are forgotten
     */
    record Known(
            long generation,
            List<User> users,
            List<Team> teams,
            Set<String> removedTeams,
            Set<TokenDigest> retiredAdmins,
            List<ApiToken> tokens) {}

    private final Database database;

    PostgresIdentityStore(Database database) {
        this.database = database;
    }

    Database database() {
        return database;
    }

    long generation() {
        return database.withHandle(handle -> handle.createQuery("select generation from identity_state")
                .mapTo(Long.class)
                .one());
    }

    Known load() {
        return database.inTransaction(handle -> {
            // One snapshot for all reads, so that they belong together.
            handle.execute("set transaction isolation level repeatable read");
            long generation = handle.createQuery("select generation from identity_state")
                    .mapTo(Long.class)
                    .one();
            List<User> users = handle.createQuery("select * from mesh_user where not removed order by name")
                    .map((row, context) -> user(row))
                    .list();
            List<ApiToken> tokens = handle.createQuery("select * from api_token order by created_at, id")
                    .map((row, context) -> token(row))
                    .list();
            Set<String> removed = handle.createQuery("select name from team where removed")
                    .mapTo(String.class)
                    .set();
            Set<TokenDigest> retired = handle.createQuery("select digest from admin_token where retired_at is not null")
                    .map((row, context) -> TokenDigest.of(row.getBytes(1)))
                    .set();
            return new Known(generation, users, teams(handle), removed, retired, tokens);
        });
    }

    private static List<Team> teams(Handle handle) {
        Map<String, Set<String>> members = new HashMap<>();
        handle.createQuery("select team, member from team_member")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(member -> members.computeIfAbsent(member.getKey(), team -> new TreeSet<>())
                        .add(member.getValue()));
        return handle.createQuery("select name, title from team where not removed order by name")
                .map((row, context) -> new Team(
                        row.getString(1),
                        Optional.ofNullable(row.getString(2)),
                        members.getOrDefault(row.getString(1), Set.of())))
                .list();
    }

    void changed(Handle handle) {
        handle.execute("update identity_state set generation = generation + 1");
    }

    /** Whether there is, or was, a user of that name. */
    boolean isTaken(Handle handle, String name) {
        return handle.createQuery("select exists (select 1 from mesh_user where name = :name)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether the person is, or was, a user. */
    boolean isKnown(Handle handle, User.Subject subject) {
        return handle.createQuery(
                        "select exists (select 1 from mesh_user where issuer = :issuer and subject = :subject)")
                .bind("issuer", subject.issuer())
                .bind("subject", subject.id())
                .mapTo(Boolean.class)
                .one();
    }

    void add(Handle handle, User user, String by) {
        handle.createUpdate("""
                        insert into mesh_user (name, kind, title, roles, issuer, subject, group_teams, group_roles,
                            said_at, created_at, created_by)
                        values (:name, :kind, :title, string_to_array(:roles, ','), :issuer, :subject,
                            string_to_array(:groupTeams, ','), string_to_array(:groupRoles, ','), :saidAt, :now, :by)
                        """)
                .bind("name", user.name())
                .bind("kind", user.kind().name())
                .bind("title", user.title().orElse(null))
                .bind("roles", roles(user.roles()))
                .bind(
                        "issuer",
                        user.provided().map(said -> said.subject().issuer()).orElse(null))
                .bind(
                        "subject",
                        user.provided().map(said -> said.subject().id()).orElse(null))
                .bind(
                        "groupTeams",
                        user.provided().map(said -> words(said.teams())).orElse(""))
                .bind(
                        "groupRoles",
                        user.provided().map(said -> roles(said.roles())).orElse(""))
                .bind("saidAt", user.provided().map(said -> utc(said.at())).orElse(null))
                .bind("now", utc(user.createdAt()))
                .bind("by", by)
                .execute();
    }

    /**
     * Notes what a provider says of a user, unless that is older than what is known.
     *
     * @return whether it means something else than before
     */
    boolean note(Handle handle, String user, Provided said) {
        Optional<Provided> before = handle.createQuery(
                        "select * from mesh_user where name = :name and not removed for update")
                .bind("name", user)
                .map((row, context) -> provided(row).orElseThrow())
                .findOne();
        if (before.isEmpty()) {
            return false;
        }
        Provided after = before.get().and(said);
        if (!after.equals(before.get())) {
            handle.createUpdate("""
                            update mesh_user set group_teams = string_to_array(:teams, ','),
                                group_roles = string_to_array(:roles, ','), said_at = :at
                            where name = :name
                            """)
                    .bind("name", user)
                    .bind("teams", words(after.teams()))
                    .bind("roles", roles(after.roles()))
                    .bind("at", utc(after.at()))
                    .execute();
        }
        return !after.meansTheSameAs(before.get());
    }

    void setRoles(Handle handle, String user, Set<MeshRole> roles) {
        handle.createUpdate("update mesh_user set roles = string_to_array(:roles, ',') where name = :name")
                .bind("name", user)
                .bind("roles", roles(roles))
                .execute();
    }

    void setDisabled(Handle handle, String user, boolean disabled) {
        handle.execute("update mesh_user set disabled = ? where name = ?", disabled, user);
    }

    /** Forgets a user but for the name, with tokens and memberships. */
    void remove(Handle handle, String user) {
        handle.execute("delete from api_token where owner = ?", user);
        handle.execute("delete from team_member where member = ?", user);
        handle.execute("""
                update mesh_user set removed = true, disabled = true, title = null, roles = '{}', group_teams = '{}',
                    group_roles = '{}'
                where name = ?
                """, user);
    }

    void add(Handle handle, Team team, String by, Instant now) {
        handle.createUpdate("insert into team (name, title, created_at, created_by) values (:name, :title, :now, :by)")
                .bind("name", team.name())
                .bind("title", team.title().orElse(null))
                .bind("now", utc(now))
                .bind("by", by)
                .execute();
        team.members().forEach(member -> addMember(handle, team.name(), member));
    }

    /** Whether there is, or was, a team of that name. */
    boolean isTeamTaken(Handle handle, String name) {
        return handle.createQuery("select exists (select 1 from team where name = :name)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /** Forgets a team but for the name, with its members. */
    void removeTeam(Handle handle, String team) {
        handle.execute("delete from team_member where team = ?", team);
        handle.execute("update team set removed = true, title = null where name = ?", team);
    }

    void addMember(Handle handle, String team, String member) {
        handle.execute("insert into team_member (team, member) values (?, ?) on conflict do nothing", team, member);
    }

    void removeMember(Handle handle, String team, String member) {
        handle.execute("delete from team_member where team = ? and member = ?", team, member);
    }

    void add(Handle handle, ApiToken token) {
        handle.createUpdate("""
                        insert into api_token (id, digest, owner, name, created_at, created_by, expires_at)
                        values (:id, :digest, :owner, :name, :now, :by, :expires)
                        """)
                .bind("id", token.id())
                .bind("digest", token.digest().bytes())
                .bind("owner", token.owner())
                .bind("name", token.name())
                .bind("now", utc(token.createdAt()))
                .bind("by", token.createdBy())
                .bind("expires", utc(token.expiresAt()))
                .execute();
    }

    void revoke(Handle handle, String id, Instant now) {
        handle.execute("update api_token set revoked_at = ? where id = ?", utc(now), id);
    }

    /** Notes a token of an administrator, if it is new. */
    void addAdmin(Handle handle, byte[] digest, Instant now) {
        handle.execute(
                "insert into admin_token (digest, seen_at) values (?, ?) on conflict do nothing", digest, utc(now));
    }

    boolean isRetiredAdmin(Handle handle, byte[] digest) {
        return handle.createQuery(
                        "select exists (select 1 from admin_token where digest = :digest and retired_at is not null)")
                .bind("digest", digest)
                .mapTo(Boolean.class)
                .one();
    }

    /** All that are known. */
    void retireAdmins(Handle handle, Instant now) {
        handle.execute("update admin_token set retired_at = ? where retired_at is null", utc(now));
    }

    /** Changes nothing that others would have to read again. */
    void used(String id, Instant at) {
        database.useHandle(handle -> handle.execute(
                "update api_token set last_used_at = greatest(last_used_at, ?) where id = ?", utc(at), id));
    }

    Map<String, Instant> lastUsed() {
        return database.withHandle(handle -> handle
                .createQuery("select id, last_used_at from api_token where last_used_at is not null")
                .map((row, context) ->
                        Map.entry(row.getString(1), instant(row, "last_used_at").orElseThrow()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Tokens that have been of no use since. */
    void forget(Instant before) {
        database.useHandle(
                handle -> handle.execute("delete from api_token where least(expires_at, revoked_at) < ?", utc(before)));
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("name"),
                Kind.valueOf(row.getString("kind")),
                Optional.ofNullable(row.getString("title")),
                row.getBoolean("disabled"),
                roles(row.getArray("roles")),
                provided(row),
                instant(row, "created_at").orElseThrow());
    }

    private static Optional<Provided> provided(ResultSet row) throws SQLException {
        if (row.getString("issuer") == null) {
            return Optional.empty();
        }
        return Optional.of(new Provided(
                new User.Subject(row.getString("issuer"), row.getString("subject")),
                texts(row.getArray("group_teams")),
                roles(row.getArray("group_roles")),
                instant(row, "said_at").orElseThrow()));
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getString("id"),
                TokenDigest.of(row.getBytes("digest")),
                row.getString("owner"),
                row.getString("name"),
                instant(row, "created_at").orElseThrow(),
                row.getString("created_by"),
                instant(row, "expires_at").orElseThrow(),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Set<String> texts(Array array) throws SQLException {
        return Set.copyOf(Arrays.asList((String[]) array.getArray()));
    }

    private static Set<MeshRole> roles(Array array) throws SQLException {
        return texts(array).stream().map(MeshRole::valueOf).collect(Collectors.toSet());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String words(Set<String> words) {
        return String.join(",", new TreeSet<>(words));
    }

    private static String roles(Set<MeshRole> roles) {
        return roles.stream().map(MeshRole::name).sorted().collect(Collectors.joining(","));
    }
}
