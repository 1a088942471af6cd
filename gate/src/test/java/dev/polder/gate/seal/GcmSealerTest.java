package dev.polder.gate.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever seals, the JDK's own AES-GCM opens it, and the specification's examples come out. */
class GcmSealerTest {
    private static final byte[] PREFIX = {1, 2, 3, 4, 5};
    private static final HexFormat HEX = HexFormat.of();

    private final Random random = new Random(42);

    /** All there are. */
    enum Kind {
        BATCHED {
            @Override
            GcmSealer sealer(GcmKey key, byte[] prefix, Nonces nonces) {
                assumeTrue(JdkHash.isOpen(), "the JVM was started with com.sun.crypto.provider closed");
                return new BatchedSealer(key, prefix, nonces);
            }
        },
        ONE_BY_ONE {
            @Override
            GcmSealer sealer(GcmKey key, byte[] prefix, Nonces nonces) {
                return new CipherSealer(key, prefix, nonces);
            }
        };

        abstract GcmSealer sealer(GcmKey key, byte[] prefix, Nonces nonces);

        GcmSealer sealer(byte[] key) {
            return sealer(new GcmKey(key), PREFIX, Nonces.random());
        }
    }

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

    private static byte[] sealed(GcmSealer sealer, byte[] associated, byte[] value) {
        byte[] out = new byte[value.length + 100];
        int end = sealer.seal(sealer.place(associated), value, 0, value.length, out, 11);
        return Arrays.copyOfRange(out, 11, end);
    }

    @Test
    void manyAreEncryptedTogetherWhereTheJvmLetsUs() {
        Module jdk = Object.class.getModule();

        assertThat(GcmKey.isBatched()).isEqualTo(jdk.isOpen("com.sun.crypto.provider", GcmSealer.class.getModule()));
        assertThat(new GcmKey(bytes(32)).sealer(PREFIX))
                .isInstanceOf(GcmKey.isBatched() ? BatchedSealer.class : CipherSealer.class);
    }

    /** Each length of value with each of associated data, both beyond every number of blocks that is treated in a way of its own. */
    @ParameterizedTest
    @EnumSource
    void valuesOfEveryLengthAtPlacesOfEveryLengthOpen(Kind kind) throws GeneralSecurityException {
        for (int keyLength : new int[] {16, 32}) {
            byte[] key = bytes(keyLength);
            GcmSealer sealer = kind.sealer(key);
            for (int length = 0; length <= 70; length++) {
                for (int associatedLength = 0; associatedLength <= 34; associatedLength++) {
                    byte[] associated = bytes(associatedLength);
                    byte[] value = bytes(length);

                    byte[] sealed = sealed(sealer, associated, value);

                    assertThat(open(key, associated, sealed)).isEqualTo(value);
                }
            }
        }
    }

    /** In the middle and at the very end of their array, in batches of every size, and long ones. */
    @ParameterizedTest
    @EnumSource
    void whereverAValueStandsItOpens(Kind kind) throws GeneralSecurityException {
        byte[] key = bytes(32);
        GcmSealer sealer = kind.sealer(key);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1200; i++) {
            int length = i < 600 ? i : random.nextInt(3000);
            byte[] associated = bytes(i % 50);
            byte[] in = bytes(3 + length + i % 9);
            byte[] out = new byte[11 + PREFIX.length + length + GcmSealer.OVERHEAD];

            int end = sealer.seal(sealer.place(associated), in, 3, 3 + length, out, 11);

            assertThat(end).isEqualTo(out.length);
            byte[] sealed = Arrays.copyOfRange(out, 11, end);
            assertThat(sealed).startsWith(PREFIX);
            assertThat(open(key, associated, sealed)).isEqualTo(Arrays.copyOfRange(in, 3, 3 + length));
            assertThat(nonces.add(HEX.formatHex(sealed, 5, 17))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherPlaceDoesNotOpenIt(Kind kind) {
        byte[] key = bytes(32);
        byte[] sealed = sealed(kind.sealer(key), new byte[] {1}, bytes(20));

        assertThatThrownBy(() -> open(key, new byte[] {2}, sealed)).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> open(key, new byte[] {1, 0}, sealed)).isInstanceOf(AEADBadTagException.class);
    }

    /** McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: test cases 1 to 4 and 13 to 16. */
    @ParameterizedTest
    @CsvSource(
            emptyValue = "",
            value = {
                "00000000000000000000000000000000, 000000000000000000000000, '', '', '', 58e2fccefa7e3061367f1d57a4e7455a",
                "00000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000,"
                        + " 0388dace60b6a392f328c2b971b2fe78, ab6e47d42cec13bdf53a67b21257bddf",
                "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '',"
                        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
                        + " 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985,"
                        + " 4d5c2af327cd64a62cf35abd2ba6fab4",
                "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                        + " 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091,"
                        + " 5bc94fbc3221a5db94fae95ae7121a47",
                "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', '',"
                        + " 530f8afbc74536b9a963b4f1c4cb738b",
                "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '',"
                        + " 00000000000000000000000000000000, cea7403d4d606b6e074ec5d3baf39d18, d0d1c8a799996bf0265b98b5d48ab919",
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '',"
                        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
                        + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad,"
                        + " b094dac5d93471bdec1a502270e3cc6c",
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
                        + " feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                        + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662,"
                        + " 76fc6ece0f4e1768cddf8853bb2d551b"
            })
    void theSpecificationsExamplesComeOut(
            String key, String nonce, String associated, String value, String ciphertext, String tag) {
        for (Kind kind : JdkHash.isOpen() ? Kind.values() : new Kind[] {Kind.ONE_BY_ONE}) {
            GcmSealer sealer = kind.sealer(new GcmKey(HEX.parseHex(key)), PREFIX, new Nonces(HEX.parseHex(nonce)));

            byte[] sealed = sealed(sealer, HEX.parseHex(associated), HEX.parseHex(value));

            assertThat(HEX.formatHex(sealed))
                    .as(kind.name())
                    .isEqualTo(HEX.formatHex(PREFIX) + nonce + ciphertext + tag);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sealersOfOneKeyBeginElsewhere(Kind kind) {
        byte[] key = bytes(32);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            GcmSealer sealer = kind.sealer(key);
            sealed(sealer, PREFIX, new byte[4]);
            assertThat(nonces.add(HEX.formatHex(sealed(sealer, PREFIX, new byte[4]), 5, 17)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000000000000000000000000, 000000000000000000000001",
        "0000000000000000ffffffff, 000000000000000100000000",
        "00000000ffffffffffffffff, 000000010000000000000000",
        "ffffffffffffffffffffffff, 000000000000000000000000"
    })
    void noncesCountOnThroughAllTheirBits(String start, String second) {
        for (Kind kind : JdkHash.isOpen() ? Kind.values() : new Kind[] {Kind.ONE_BY_ONE}) {
            GcmSealer sealer = kind.sealer(new GcmKey(bytes(32)), PREFIX, new Nonces(HEX.parseHex(start)));

            assertThat(HEX.formatHex(sealed(sealer, PREFIX, PREFIX), 5, 17)).isEqualTo(start);
            assertThat(HEX.formatHex(sealed(sealer, PREFIX, PREFIX), 5, 17)).isEqualTo(second);
        }
    }
}
