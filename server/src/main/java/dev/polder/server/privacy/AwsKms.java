package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyUnavailableException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A symmetric key that AWS KMS keeps for itself. Keysets are wrapped with a data key that is made for each of them; only that goes to the
 * service, so that keysets may be larger than what KMS takes.
 */
final class AwsKms {
    /** In front of the key's ARN, as in Tink. */
    static final String PREFIX = "aws-kms://";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Behind {@code aws-kms}, {@code //arn}, {@code aws} and {@code kms}. */
    private static final int REGION = 4;

    /** Stands in the log of whoever runs the service. */
    private static final Map<String, String> CONTEXT = Map.of("polder", "keyset");

    private final String arn;
    private final KmsClient client;

    AwsKms(String uri, KmsClient client) {
        this.arn = uri.substring(PREFIX.length());
        this.client = client;
    }

    /**
     * With the service and the credentials where the AWS SDK finds them. Asks nobody yet.
     *
     * @param uri such as {@code aws-kms://arn:aws:kms:eu-west-1:123456789012:key/ID}
     */
    static AwsKms of(String uri) {
        return new AwsKms(
                uri,
                KmsClient.builder()
                        .region(Region.of(uri.split(":", -1)[REGION]))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(configuration -> configuration.apiCallTimeout(PATIENCE))
                        .build());
    }

    /** What wraps keysets. */
    Aead wrapping() throws GeneralSecurityException {
        return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, new DataKeys());
    }

    /** Closes and opens data keys. */
    private final class DataKeys implements Aead {
        @Override
        public byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
            return asked(() -> client.encrypt(request -> request.keyId(arn)
                            .plaintext(SdkBytes.fromByteArray(plain))
                            .encryptionContext(CONTEXT))
                    .ciphertextBlob());
        }

        @Override
        public byte[] decrypt(byte[] wrapped, byte[] associated) throws GeneralSecurityException {
            return asked(() -> client.decrypt(request -> request.keyId(arn)
                            .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                            .encryptionContext(CONTEXT))
                    .plaintext());
        }
    }

    private byte[] asked(Supplier<SdkBytes> question) throws GeneralSecurityException {
        try {
            return question.get().asByteArray();
        } catch (InvalidCiphertextException | IncorrectKeyException e) {
            throw new GeneralSecurityException("KMS does not open it", e);
        } catch (KmsException e) {
            // Who asks too often is told so with a 400 as well.
            if (e.statusCode() >= 500 || e.isThrottlingException() || e instanceof KeyUnavailableException) {
                throw unavailable(e);
            }
            throw new PolderException(
                    Code.KEYS_MISSING,
                    "AWS KMS does not let this server use " + PREFIX + arn + ": "
                            + e.awsErrorDetails().errorCode(),
                    "Is the key there and enabled, and may the server's credentials do kms:Encrypt and kms:Decrypt with it?",
                    e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private PolderException unavailable(SdkException cause) {
        return new PolderException(
                Code.UNAVAILABLE,
                "AWS KMS cannot be asked for " + PREFIX + arn,
                "Can this server reach the service, and does it find credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a"
                        + " profile, or the machine's or container's role)?",
                cause);
    }
}
