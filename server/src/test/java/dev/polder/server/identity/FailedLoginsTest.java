package dev.polder.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FailedLogins logins = new FailedLogins(nanos::get);

    private void spend(String address, String user) {
        for (int i = 0; i < FailedLogins.MOST; i++) {
            logins.count(address, user);
        }
    }

    private void refused(String address, String user) {
        assertThatThrownBy(() -> logins.count(address, user))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.OVERLOADED));
    }

    @Test
    void whoGuessesIsSlowedDownAndNeighboursAreNot() {
        spend("192.0.2.7", "-");

        refused("192.0.2.7", "-");
        assertThatCode(() -> logins.count("192.0.2.8", "-")).doesNotThrowAnyException();
        assertThatCode(() -> logins.count("192.0.2.7", "ana")).doesNotThrowAnyException();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThatCode(() -> logins.count("192.0.2.7", "-")).doesNotThrowAnyException();
    }

    @Test
    void addressesOfOneNetworkAreOneMachine() {
        spend("2001:db8:1:2:3:4:5:6", "-");

        refused("2001:db8:1:2:ffff::1", "-");
        assertThatCode(() -> logins.count("2001:db8:1:3::1", "-")).doesNotThrowAnyException();
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int i = 0; i < FailedLogins.MOST_KNOWN + 500; i++) {
            logins.count("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), "-");
        }

        assertThat(logins.size()).isEqualTo(FailedLogins.MOST_KNOWN);
    }
}
