package dev.polder.server.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.Decisions;
import dev.polder.server.access.DecisionsByHand;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.TestKafkaCluster;
import dev.polder.server.http.Tokens;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignClusterTest {
    @TempDir
    private Path directory;

    @Test
    void aClusterThatChecksNoRightsIsSaidToBeOneAndGetsNoUsers() throws Exception {
        Principal admin = Tokens.ADMIN;
        try (TestKafkaCluster cluster = TestKafkaCluster.start(directory);
                Database database = TestDatabase.create();
                Decisions decisions = DecisionsByHand.on(database, Clock.systemUTC());
                KafkaConsumers consumers = new KafkaConsumers(
                        database,
                        new KafkaAccess("unused", cluster.clientProperties(), Optional.empty(), 1, "polder-"),
                        event -> {},
                        decisions,
                        new GrantedReaders(decisions.grants(), name -> Optional.of(admin)),
                        Map::of,
                        Clock.systemUTC())) {
            consumers.start();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(consumers.condition())
                            .satisfies(
                                    condition -> assertThat(condition.status()).isFalse())
                            .satisfies(
                                    condition -> assertThat(condition.reason()).isEqualTo("NoAuthorizer")));
            assertThatThrownBy(() -> consumers.credentials().make(admin, CredentialService.Mode.KEEP))
                    .isInstanceOfSatisfying(
                            PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_READY))
                    .hasMessageContaining("whoever can connect reads every topic");
        }
    }
}
