package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Random;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Keysets under a key of AWS KMS. The same is tried with the service itself, or one that {@code AWS_ENDPOINT_URL_KMS} names, where
 * {@code POLDER_TEST_KMS} is the address of a key there; there is none that a build could start by itself.
 */
class AwsKmsTest {
    private static final String KEY = "aws-kms://arn:aws:kms:eu-west-1:123456789012:key/9a1c";
    private static final byte[] PLACE = "polder keyset sales value".getBytes(StandardCharsets.UTF_8);
    /** More than KMS encrypts at once. */
    private static final byte[] KEYSET = Random.randBytes(20_000);

    /** Keeps one key, as the service does: what is closed under it opens with the same context only. */
    private static final class OneKey implements KmsClient {
        private final Aead key = aead();
        private String refusal = "";
        private int most;

        private static Aead aead() {
            try {
                return new AesGcmJce(Random.randBytes(32));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private static byte[] context(String key, Map<String, String> context) {
            return (key + context).getBytes(StandardCharsets.UTF_8);
        }

        private void checkEnabled() {
            if (!refusal.isEmpty()) {
                throw KmsException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(refusal).build())
                        .build();
            }
        }

        @Override
        public EncryptResponse encrypt(EncryptRequest request) {
            checkEnabled();
            byte[] plain = request.plaintext().asByteArray();
            most = Math.max(most, plain.length);
            try {
                return EncryptResponse.builder()
                        .ciphertextBlob(SdkBytes.fromByteArray(
                                key.encrypt(plain, context(request.keyId(), request.encryptionContext()))))
                        .build();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public DecryptResponse decrypt(DecryptRequest request) {
            checkEnabled();
            try {
                return DecryptResponse.builder()
                        .plaintext(SdkBytes.fromByteArray(key.decrypt(
                                request.ciphertextBlob().asByteArray(),
                                context(request.keyId(), request.encryptionContext()))))
                        .build();
            } catch (GeneralSecurityException e) {
                throw InvalidCiphertextException.builder().statusCode(400).build();
            }
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static void assertWraps(AwsKms kms) throws GeneralSecurityException {
        byte[] wrapped = kms.wrapping().encrypt(KEYSET, PLACE);

        assertThat(kms.wrapping().decrypt(wrapped, PLACE)).isEqualTo(KEYSET);
        assertThatThrownBy(() -> kms.wrapping().decrypt(wrapped, new byte[] {1}))
                .isInstanceOf(GeneralSecurityException.class);
        wrapped[20] ^= 1;
        assertThatThrownBy(() -> kms.wrapping().decrypt(wrapped, PLACE)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aKeysetOfAnySizeIsWrappedAndOnlyADataKeyGoesToTheService() throws GeneralSecurityException {
        OneKey service = new OneKey();

        assertWraps(new AwsKms(KEY, service));

        assertThat(service.most).isLessThan(100);
    }

    @Test
    void anotherKeyOfTheServiceDoesNotOpenIt() throws GeneralSecurityException {
        byte[] wrapped = new AwsKms(KEY, new OneKey()).wrapping().encrypt(KEYSET, PLACE);

        assertThatThrownBy(() -> new AwsKms(KEY, new OneKey()).wrapping().decrypt(wrapped, PLACE))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aKeyThatMayNotBeUsedIsSaidSo() {
        OneKey service = new OneKey();
        service.refusal = "DisabledException";

        assertThatThrownBy(() -> new AwsKms(KEY, service).wrapping().encrypt(KEYSET, PLACE))
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.KEYS_MISSING);
                    assertThat(e.getMessage()).contains(KEY, "DisabledException");
                    assertThat(e.remedy()).contains("kms:Decrypt");
                });
    }

    @Test
    void aServiceThatIsAskedTooOftenIsUnavailableAndTheKeyIsNotMissing() {
        OneKey service = new OneKey();
        service.refusal = "ThrottlingException";

        assertThatThrownBy(() -> new AwsKms(KEY, service).wrapping().encrypt(KEYSET, PLACE))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    }

    @Test
    void aServiceThatCannotBeReachedLeavesNoFile(@TempDir Path data) throws IOException {
        PrivacyConfig config = new PrivacyConfig(data.resolve("keys"), new PrivacyConfig.Kms(KEY));
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Map<String, String> settings = Map.of(
                "aws.endpointUrlKms", "http://127.0.0.1:" + nobody,
                "aws.accessKeyId", "nobody",
                "aws.secretAccessKey", "nothing");
        settings.forEach(System::setProperty);
        try (Database database = TestDatabase.create()) {
            KeyRing ring = new KeyRing(config, database, Clock.systemUTC());

            assertThatThrownBy(() -> ring.of(new DomainName("sales")))
                    .isInstanceOfSatisfying(PolderException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
                        assertThat(e.getMessage()).contains(KEY);
                        assertThat(e.remedy()).contains("credentials");
                    });
            assertThat(data.resolve("keys/sales.json")).doesNotExist();
            assertThat(ring.domains()).isEmpty();
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "POLDER_TEST_KMS", matches = "aws-kms://.+")
    void theServiceItselfWraps() throws GeneralSecurityException {
        assertWraps(AwsKms.of(System.getenv("POLDER_TEST_KMS")));
    }
}
