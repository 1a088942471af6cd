package dev.polder.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.123Z");
    private final AuditKey key = AuditKey.generate();
    private final Checkpoint signed =
            Checkpoint.signed(Checkpoint.Kind.CHECKPOINT, new ChainHead(120_000, "0f".repeat(32)), AT, key);

    @Test
    void aLineIsReadAsItWasWritten() {
        Checkpoint read = Checkpoint.parse(signed.line()).orElseThrow();

        assertThat(read).isEqualTo(signed);
        assertThat(read.isBy(VerifyingKey.ofPem(key.verifying().pem()))).isTrue();
    }

    @Test
    void anotherNumberHashTimeOrKeyIsNotSigned() {
        for (String changed : new String[] {
            signed.line().replace(" 120000 ", " 120001 "),
            signed.line().replace("0f0f ", "0f0e "),
            signed.line().replace(".123Z", ".124Z"),
            signed.line().replace("checkpoint", "pruned"),
            Checkpoint.signed(Checkpoint.Kind.CHECKPOINT, signed.head(), AT, AuditKey.generate())
                    .line()
        }) {
            assertThat(Checkpoint.parse(changed).orElseThrow().isBy(key.verifying()))
                    .as(changed)
                    .isFalse();
        }
    }

    @Test
    void otherTextsAreNoCheckpoints() {
        for (String text : new String[] {
            "",
            "checkpoint",
            signed.line().substring(0, 60),
            signed.line() + " more",
            signed.line() + "?",
            "x y z u v w"
        }) {
            assertThat(Checkpoint.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void aKeyIsKeptAsText() {
        AuditKey read = AuditKey.ofPem(key.pem());

        assertThat(read.verifying().id()).isEqualTo(key.verifying().id());
        assertThat(Checkpoint.signed(Checkpoint.Kind.PRUNED, signed.head(), AT, read)
                        .isBy(key.verifying()))
                .isTrue();
    }

    @Test
    void halvesOfTwoKeysAreNoKey() {
        String mixed = key.pem()
                .replace(key.verifying().pem(), AuditKey.generate().verifying().pem());

        assertThatThrownBy(() -> AuditKey.ofPem(mixed))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("both halves");
        assertThatThrownBy(() -> VerifyingKey.ofPem("nothing"))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("no Ed25519 public key");
    }
}
