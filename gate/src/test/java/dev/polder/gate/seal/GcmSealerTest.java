package dev.polder.gate.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What it writes the JDK's own AES-GCM opens. */
class GcmSealerTest {
    private static final byte[] PREFIX = {1, 2, 3, 4, 5};
    private final Random random = new Random(42);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] open(byte[] key, byte[] associated, byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, sealed, PREFIX.length, 12));
        cipher.updateAAD(associated);
        int start = PREFIX.length + 12;
        return cipher.doFinal(sealed, start, sealed.length - start);
    }

    @Test
    void valuesOfEveryLengthOpen() throws GeneralSecurityException {
        for (int keyLength : new int[] {16, 32}) {
            byte[] key = bytes(keyLength);
            GcmSealer sealer = new GcmSealer(new GcmKey(key), PREFIX);
            Set<String> nonces = new HashSet<>();
            for (int i = 0; i < 600; i++) {
                int length = i < 300 ? i : random.nextInt(3000);
                byte[] associated = bytes(i % 50);
                byte[] in = bytes(length + 7);
                byte[] out = new byte[length + 100];

                int end = sealer.seal(sealer.place(associated), in, 3, 3 + length, out, 11);

                byte[] sealed = Arrays.copyOfRange(out, 11, end);
                assertThat(sealed)
                        .hasSize(PREFIX.length + length + GcmSealer.OVERHEAD)
                        .startsWith(PREFIX);
                assertThat(open(key, associated, sealed)).isEqualTo(Arrays.copyOfRange(in, 3, 3 + length));
                assertThat(nonces.add(Arrays.toString(Arrays.copyOfRange(sealed, 5, 17))))
                        .isTrue();
            }
        }
    }

    @Test
    void anotherPlaceDoesNotOpenIt() {
        byte[] key = bytes(32);
        GcmSealer sealer = new GcmSealer(new GcmKey(key), PREFIX);
        byte[] out = new byte[200];
        int end = sealer.seal(sealer.place(new byte[] {1}), bytes(20), 0, 20, out, 0);

        byte[] sealed = Arrays.copyOf(out, end);
        assertThatThrownBy(() -> open(key, new byte[] {2}, sealed)).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> open(key, new byte[] {1, 0}, sealed)).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void sealersOfOneKeyBeginElsewhere() {
        GcmKey key = new GcmKey(bytes(32));
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            GcmSealer sealer = new GcmSealer(key, PREFIX);
            byte[] out = new byte[100];
            sealer.seal(sealer.place(PREFIX), out, 0, 4, new byte[100], 0);
            int end = sealer.seal(sealer.place(PREFIX), new byte[4], 0, 4, out, 0);
            assertThat(nonces.add(Arrays.toString(Arrays.copyOfRange(out, 5, end))))
                    .isTrue();
        }
    }
}
