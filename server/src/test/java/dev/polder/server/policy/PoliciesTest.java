package dev.polder.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");
    private static final Principal SALLY = new Principal(
            "sally", Principal.Kind.PERSON, Set.of(), Set.of(), Map.of(new DomainName("sales"), DomainRole.OWNER));
    private static final String DENY = """
            apiVersion: polder.dev/v1
            kind: AccessPolicy
            name: not-sally
            when: principal.name == 'sally'
            effect: deny
            """;

    private static final String TAGGED = "\"'hidden' in port.tags\"";
    private static final String UNTAGGED = "\"!('hidden' in port.tags)\"";

    private final MeshFiles retail = MeshFiles.retail();
    private Database database;
    private MeshService mesh;
    private Policies policies;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, Clock.systemUTC());
        retail.applyTo(mesh);
        policies = new Policies(mesh);
    }

    @AfterEach
    void close() {
        policies.close();
        database.close();
    }

    private PolicyDecider decider() {
        return new PolicyDecider(policies::basis, port -> List.of());
    }

    private boolean mayRead() {
        return mayRead(decider());
    }

    private static boolean mayRead(PolicyDecider decider) {
        return decider.decide(new ReadQuestion(SALLY, PORT, Optional.empty(), Instant.now()))
                .permitted();
    }

    @Test
    void whatThisServerAppliesCountsAtOnce() {
        assertThat(mayRead()).isTrue();

        retail.with("policies/not-sally.yaml", DENY).applyTo(mesh);
        assertThat(mayRead()).isFalse();

        retail.applyTo(mesh);
        assertThat(mayRead()).isTrue();
    }

    @Test
    void whatAnotherServerAppliesCountsWithinASecond() {
        assertThat(mayRead()).isTrue();
        MeshService other = new MeshService(database, Clock.systemUTC());

        retail.with("policies/not-sally.yaml", DENY).applyTo(other);

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !mayRead());
    }

    @Test
    void whoListensIsToldOfAnotherServersChange() {
        AtomicInteger told = new AtomicInteger();
        policies.start();
        await().atMost(Duration.ofSeconds(10)).until(this::mayRead);
        policies.onChange(told::incrementAndGet);

        retail.with("policies/not-sally.yaml", DENY).applyTo(new MeshService(database, Clock.systemUTC()));

        await().atMost(Duration.ofSeconds(10)).until(() -> told.get() == 1);
        assertThat(mayRead()).isFalse();
    }

    @Test
    void aChangeOfWhatPoliciesSeeAndOfPoliciesCountsWholeOrNotAtAll() throws InterruptedException {
        MeshFiles untagged =
                retail.with("policies/not-sally.yaml", DENY.replace("principal.name == 'sally'", UNTAGGED));
        MeshFiles tagged = retail.with("policies/not-sally.yaml", DENY.replace("principal.name == 'sally'", TAGGED))
                .edited("domains/sales/orders/product.odps.yaml", text -> text + "tags: [hidden]\n");
        untagged.applyTo(mesh);
        assertThat(mayRead()).isFalse();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger permitted = new AtomicInteger();
        Thread asking = new Thread(() -> {
            PolicyDecider decider = decider();
            while (!over.get()) {
                permitted.addAndGet(mayRead(decider) ? 1 : 0);
            }
        });
        asking.start();

        for (int i = 0; i < 8; i++) {
            tagged.applyTo(mesh);
            untagged.applyTo(mesh);
        }
        over.set(true);
        asking.join();

        assertThat(permitted).hasValue(0);
    }

    @Test
    void whatHasNotChangedStaysTheSameObject() {
        PolicySet set = policies.set();
        PortFacts facts = policies.find(PORT).orElseThrow();

        retail.edited("domains/support/domain.yaml", text -> text.replace("Support", "Help"))
                .applyTo(mesh);

        assertThat(policies.set()).isSameAs(set);
        assertThat(policies.find(PORT).orElseThrow()).isSameAs(facts);
        assertThat(policies.find(PortId.parse("sales.orders.nothing.v1"))).isEmpty();
    }
}
