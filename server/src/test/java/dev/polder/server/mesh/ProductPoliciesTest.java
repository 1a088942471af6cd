package dev.polder.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.Violation;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductPoliciesTest {
    private static final String RETURNS = "domains/support/returns/product.odps.yaml";
    private static final String CHANNEL = "policies/products-have-a-support-channel.yaml";
    private static final String EXCEPTION = """
            apiVersion: polder.dev/v1
            kind: PolicyException
            policy: mesh/products-have-a-support-channel
            product: support.returns
            reason: The channel moves
            approver: cleo
            expires: '2027-01-01'
            """;

    private final MeshFiles retail = MeshFiles.retailWithPolicies();
    private final MeshFiles silent =
            retail.edited(RETURNS, text -> text.replaceAll("(?s)support:\n  - .*?\noutputPorts", "outputPorts"));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    private Database database;
    private MeshService mesh;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, audit::add, List::of, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theExampleKeepsToItsPolicies() {
        assertThat(mesh.apply(retail.request(), MeshFiles.ADMIN).findings()).isEmpty();
        assertThat(mesh.violations()).isEmpty();
    }

    @Test
    void aProductThatDoesNotKeepToThemIsRefusedWithEveryViolation() {
        MeshFiles two = silent.edited(
                "domains/support/returns/contracts/returns.odcs.yaml",
                text -> text.replaceAll("(?m)^.*property: retention.*\n", ""));

        assertThatThrownBy(() -> mesh.apply(two.request(), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.POLICY_VIOLATED);
                    assertThat(e.findings())
                            .filteredOn(Finding::isError)
                            .extracting(finding -> finding.position().file() + " " + finding.message())
                            .hasSize(2)
                            .allSatisfy(text -> assertThat(text).startsWith(RETURNS))
                            .anySatisfy(text -> assertThat(text).contains("mesh/products-have-a-support-channel"))
                            .anySatisfy(text -> assertThat(text).contains("mesh/retention-is-set"));
                });
        assertThat(mesh.current().products()).isEmpty();
        assertThat(mesh.plan(two.request(), MeshFiles.ADMIN).hasErrors()).isTrue();
    }

    @Test
    void aNewPolicyBreaksNothingThatRunsAndRefusesTheNextChange() {
        mesh.apply(silent.without(CHANNEL).request(), MeshFiles.ADMIN);

        Plan plan = mesh.apply(silent.request(), MeshFiles.ADMIN);

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.message()).startsWith("support.returns goes on, and its next change will be refused: ");
        });
        assertThat(mesh.violations()).extracting(Violation::at).containsExactly("support.returns");
        assertThat(mesh.apply(silent.request(), MeshFiles.ADMIN).findings()).isEmpty();
        MeshFiles changed = silent.edited(RETURNS, text -> text.replace("What customers sent back", "Sent back"));
        assertThatThrownBy(() -> mesh.apply(changed.request(), MeshFiles.ADMIN))
                .hasMessageContaining("does not say where its readers can ask");
    }

    @Test
    void anExceptionLetsAProductPassUntilTheVeryMomentItEnds() {
        MeshFiles excepted = silent.with("policies/exception.yaml", EXCEPTION);

        Plan plan = mesh.apply(excepted.request(), MeshFiles.ADMIN);

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.message()).contains("excepted until 2027-01-01T00:00:00Z");
        });
        assertThat(audit)
                .extracting(AuditEvent::action, event -> event.details().get("approver"))
                .contains(org.assertj.core.api.Assertions.tuple("policy.violation", "cleo"));
        now.set(Instant.parse("2026-12-31T23:59:59.999Z"));
        assertThat(mesh.violations()).noneMatch(Violation::blocks);
        now.set(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(mesh.violations()).singleElement().matches(Violation::blocks);
        MeshFiles changed = excepted.edited(RETURNS, text -> text.replace("What customers sent back", "Sent back"));
        assertThat(mesh.plan(changed.request(), MeshFiles.ADMIN).hasErrors()).isTrue();
    }

    @Test
    void aPolicyThatWarnsIsSaidAndOneThatAuditsIsOnlyKept() {
        MeshFiles warned =
                silent.edited(CHANNEL, text -> text.replace("for: product", "enforcement: warn\nfor: product"));
        MeshFiles audited =
                silent.edited(CHANNEL, text -> text.replace("for: product", "enforcement: audit\nfor: product"));

        assertThat(mesh.plan(warned.request(), MeshFiles.ADMIN).findings())
                .singleElement()
                .matches(finding -> finding.code() == Code.POLICY_VIOLATED && !finding.isError());
        assertThat(mesh.apply(audited.request(), MeshFiles.ADMIN).findings()).isEmpty();
        assertThat(audit)
                .filteredOn(event -> event.action().equals("policy.violation"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.target()).contains("support.returns");
                    assertThat(event.details())
                            .containsEntry("policy", "mesh/products-have-a-support-channel")
                            .containsEntry("enforcement", "audit");
                });
    }

    @Test
    void aPolicyThatCannotBeUsedIsRefusedWhenItIsWritten() {
        MeshFiles wrong =
                retail.edited(CHANNEL, text -> text.replace("size(product.support) > 0", "size(product.suport)"));

        assertThatThrownBy(() -> mesh.apply(wrong.request(), MeshFiles.ADMIN))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.POLICY_INVALID));
    }
}
