package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.EntryContent;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GroupCommitTest {
    /** What the next batch, and the next look after one, ends with. */
    private volatile Optional<Supplier<Error>> append = Optional.empty();

    private volatile Optional<Supplier<Error>> tick = Optional.empty();

    private final GroupCommit log = new GroupCommit(
            new GroupCommit.Appender() {
                @Override
                public void append(List<EntryContent> entries) {
                    fail(append);
                }

                @Override
                public void tick() {
                    fail(tick);
                }
            },
            Duration.ofSeconds(5));

    private static void fail(Optional<Supplier<Error>> how) {
        how.ifPresent(made -> {
            throw made.get();
        });
    }

    private void record() {
        log.record(new AuditEvent(Instant.now(), "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of()));
    }

    @Test
    void whoWaitsForABatchWithoutMemoryIsRefusedAndTheNextOneIsWritten() {
        append = Optional.of(() -> new OutOfMemoryError("for this batch"));
        assertThatThrownBy(this::record)
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.AUDIT_UNAVAILABLE));

        append = Optional.empty();

        assertThatCode(this::record).doesNotThrowAnyException();
        log.close();
    }

    @Test
    void whatFailsBetweenBatchesEndsNothing() {
        tick = Optional.of(StackOverflowError::new);

        for (int i = 0; i < 3; i++) {
            assertThatCode(this::record).doesNotThrowAnyException();
        }
        log.close();
    }

    @Test
    void afterTheEndEverybodyIsRefused() {
        log.close();

        assertThatThrownBy(this::record).hasMessageContaining("the server stops");
    }
}
