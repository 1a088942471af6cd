package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundedRefusalsTest {
    private final SettableClock clock = new SettableClock();
    private final List<AuditEvent> kept = new ArrayList<>();
    private boolean away;
    private boolean broken;
    private final BoundedRefusals refusals = new BoundedRefusals(this::keep, clock);

    private void keep(AuditEvent event) {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        if (away) {
            throw new PolderException(Code.AUDIT_UNAVAILABLE, "away", "wait");
        }
        kept.add(event);
    }

    private void refuse(String principal, String action, String target, int times) {
        for (int i = 0; i < times; i++) {
            refusals.record(new AuditEvent(
                    clock.instant(), principal, action, Optional.of(target), Outcome.DENIED, Map.of("from", "here")));
        }
    }

    private void refuseStranger(String address) {
        refusals.record(new AuditEvent(
                clock.instant(), "-", "login", Optional.empty(), Outcome.DENIED, Map.of("from", address)));
    }

    private List<AuditEvent> sums() {
        return kept.stream()
                .filter(event -> event.action().equals("refusals.more"))
                .toList();
    }

    @Test
    void aFloodIsKeptUpToTheBudgetAndCountedBeyondIt() {
        refuse("ana", "query", "sales.orders.order_lines.v1", BoundedRefusals.MOST + 1_200);
        refuse("ana", "access", "POST /v1/users", 34);
        assertThat(kept).hasSize(BoundedRefusals.MOST);

        clock.pass(BoundedRefusals.SUMMED);
        refusals.sumUp(BoundedRefusals.SUMMED);

        assertThat(sums()).singleElement().satisfies(sum -> {
            assertThat(sum.principal()).isEqualTo("ana");
            assertThat(sum.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(sum.details())
                    .containsEntry("more", "1234")
                    .containsEntry("query sales.orders.order_lines.v1", "1200")
                    .containsEntry("access POST /v1/users", "34");
        });
    }

    @Test
    void nobodysFloodTakesOfTheBudgetOfAnotherPrincipal() {
        refuse("ana", "query", "sales.orders.order_lines.v1", 10 * BoundedRefusals.MOST);
        for (int i = 0; i < 3 * BoundedRefusals.MOST; i++) {
            refuseStranger("address " + i);
        }
        kept.clear();

        refuse("bob", "query", "sales.orders.order_lines.v1", 1);

        assertThat(kept).extracting(AuditEvent::principal).containsExactly("bob");
    }

    @Test
    void tokensOfAPrincipalThatAreRefusedTakeNothingOfWhatThePrincipalIsRefused() {
        refuse("ana", "login", "k3x", 2 * BoundedRefusals.MOST);
        kept.clear();

        refuse("ana", "query", "sales.orders.order_lines.v1", 1);

        assertThat(kept).hasSize(1);
    }

    @Test
    void budgetsGrowAgain() {
        refuse("ana", "query", "sales.orders.order_lines.v1", 2 * BoundedRefusals.MOST);
        clock.pass(Duration.ofMinutes(1));
        kept.clear();

        refuse("ana", "query", "sales.orders.order_lines.v1", 100);

        assertThat(kept).hasSize(6);
    }

    @Test
    void oneAddressHasLessThanAllOfThemTogether() {
        for (int i = 0; i < 2 * BoundedRefusals.MOST; i++) {
            refuseStranger("192.0.2.1");
        }
        assertThat(kept).hasSize(BoundedRefusals.MOST_OF_ADDRESS);

        for (int i = 0; i < 20_000; i++) {
            refuseStranger("address " + i);
        }
        assertThat(kept).hasSize(BoundedRefusals.MOST);
        kept.clear();
        refusals.close();
        assertThat(sums()).singleElement().satisfies(sum -> {
            assertThat(sum.details()).hasSizeLessThan(60).containsEntry("login from 192.0.2.1", "1900");
            assertThat(sum.details().get("more"))
                    .isEqualTo(Integer.toString(20_000 + 2 * BoundedRefusals.MOST - BoundedRefusals.MOST));
        });
    }

    @Test
    void whatWasCountedIsNotLostWhenTheAuditIsAway() {
        refuse("ana", "query", "sales.orders.order_lines.v1", BoundedRefusals.MOST + 5);
        away = true;
        refusals.sumUp(Duration.ZERO);
        refuse("ana", "query", "sales.orders.order_lines.v1", 2);
        away = false;

        refusals.close();

        assertThat(sums())
                .singleElement()
                .satisfies(sum -> assertThat(sum.details()).containsEntry("more", "7"));
    }

    @Test
    void whatIsPutBackIsNeitherLostNorGrowsBeyondWhatIsCountedByItself() {
        refuse("ana", "query", "some", BoundedRefusals.MOST);
        for (int i = 0; i < 40; i++) {
            refuse("ana", "query", "first" + i, 1);
        }
        broken = true;
        refusals.sumUp(Duration.ZERO);
        for (int i = 0; i < 40; i++) {
            refuse("ana", "query", "second" + i, 2);
        }
        refusals.sumUp(Duration.ZERO);
        broken = false;

        refusals.close();

        assertThat(sums()).singleElement().satisfies(sum -> {
            // Fifty, the others, their sum and since when.
            assertThat(sum.details()).hasSize(53).containsEntry("more", "120");
            assertThat(sum.details()).containsEntry("query first39", "1").containsEntry("others", "60");
        });
    }

    @Test
    void whatIsPermittedIsKeptHoweverMuchItIs() {
        for (int i = 0; i < 3 * BoundedRefusals.MOST; i++) {
            refusals.record(
                    new AuditEvent(clock.instant(), "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of()));
        }

        assertThat(kept).hasSize(3 * BoundedRefusals.MOST);
    }
}
