package dev.polder.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.audit.AuditEvent;
import dev.polder.server.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginAuditTest {
    private final SettableClock clock = new SettableClock();
    private final List<AuditEvent> kept = new ArrayList<>();
    private final LoginAudit audit = new LoginAudit(kept::add, clock);

    @Test
    void attemptsFromOneAddressAreCounted() {
        for (int i = 0; i < 30; i++) {
            audit.failed("-", "nobody has it", "192.0.2.1");
        }
        clock.pass(Duration.ofSeconds(10));
        audit.failed("-", "nobody has it", "192.0.2.1");

        assertThat(kept).extracting(event -> event.details().get("attempts")).containsExactly("1", "30");
    }

    @Test
    void aFloodFromManyAddressesFillsNoAudit() {
        for (int i = 0; i < 5_000; i++) {
            audit.failed("-", "nobody has it", "address " + i);
        }
        assertThat(kept).hasSize(LoginAudit.MOST_KEPT);

        clock.pass(Duration.ofSeconds(10));
        audit.failed("-", "nobody has it", "one more");

        assertThat(kept.get(LoginAudit.MOST_KEPT).details())
                .containsEntry("others", Integer.toString(5_000 - LoginAudit.MOST_KEPT));
    }
}
