package dev.polder.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.database.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed with SIGKILL in the middle of approving requests. */
class KilledApprovalTest {
    private static final int ANSWERED = 60;

    @TempDir
    Path directory;

    @Test
    void requestGrantHistoryAndAuditAgreeAfterTheServerWasKilled() throws Exception {
        DatabaseConfig config = TestDatabase.config();
        List<UUID> answered = killedAfter(ANSWERED, config);

        try (Database database = Database.open(config)) {
            assertThat(ids(database, "select id from access_grant"))
                    .as("what was answered is granted")
                    .containsAll(answered);
            assertThat(ids(database, """
                            select coalesce(asked.id, given.id) from (select id from access_request where state = 'APPROVED') asked
                            full join access_grant given on given.id = asked.id
                            where asked.id is null or given.id is null
                            """))
                    .as("a request is approved if and only if there is a grant")
                    .isEmpty();
            assertThat(ids(database, """
                            select id from access_grant where (select count(*) from access_history
                                where request = access_grant.id and action = 'approve') <> 1
                            """)).as("each grant was made once").isEmpty();
            assertThat(ids(database, """
                            select id from access_grant where not exists (select 1 from audit_entry
                                where action = 'grant.approve' and outcome = 'ALLOWED'
                                and details::json ->> 'request' = access_grant.id::text)
                            """))
                    .as("no grant without its entry in the audit")
                    .isEmpty();
            assertThat(ids(database, """
                            select id from access_request where not exists (select 1 from access_history
                                where request = access_request.id and action = 'request')
                            """))
                    .as("no request without its beginning")
                    .isEmpty();
        }
    }

    private List<UUID> killedAfter(int count, DatabaseConfig config) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dpolder.root=" + System.getProperty("polder.root"),
                        ApprovalProgram.class.getName(),
                        config.url(),
                        config.passwordFile().toString(),
                        directory.toString())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        List<UUID> answered = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be torn.
                if (line.matches("approved [0-9a-f-]{36}")) {
                    answered.add(UUID.fromString(line.substring("approved ".length())));
                }
                if (answered.size() == count) {
                    // The process itself would close what it printed.
                    program.toHandle().destroyForcibly();
                }
            }
        }
        program.waitFor();
        assertThat(answered).as(Files.readString(directory.resolve("errors"))).hasSizeGreaterThanOrEqualTo(count);
        return answered;
    }

    private static List<UUID> ids(Database database, String sql) {
        return database.withHandle(
                handle -> handle.createQuery(sql).mapTo(UUID.class).list());
    }
}
