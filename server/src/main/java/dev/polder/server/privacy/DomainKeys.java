package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import dev.polder.core.name.DomainName;
import dev.polder.gate.seal.GcmKey;
import dev.polder.gate.seal.GcmSealer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The keys of a domain: one Tink keyset for each purpose. Immutable. */
final class DomainKeys {
    /** What a keyset is for. */
    enum Purpose {
        /** Values of columns, and dead letters: AES-256-GCM. */
        VALUE("value", PredefinedAeadParameters.AES256_GCM),
        /** Values that stay comparable: AES-256-SIV. */
        JOIN("join", PredefinedDeterministicAeadParameters.AES256_SIV),
        /** The keys of subjects where they lie. */
        SUBJECT("subject", PredefinedAeadParameters.AES256_GCM),
        /** Finds a subject's keys without saying who it is. Its key never changes. */
        TOKEN("token", PredefinedPrfParameters.HMAC_SHA256_PRF);

        private final String word;
        private final Parameters parameters;

        Purpose(String word, Parameters parameters) {
            this.word = word;
            this.parameters = parameters;
        }

        String word() {
            return word;
        }
    }

    static final int TOKEN_BYTES = 16;

    static {
        try {
            AeadConfig.register();
            DeterministicAeadConfig.register();
            PrfConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DomainName domain;
    private final Map<Purpose, KeysetHandle> keysets;
    private final Aead value;
    private final DeterministicAead join;
    private final Aead subject;
    private final PrfSet token;
    private final GcmKey newest;
    private final byte[] newestPrefix;

    private DomainKeys(DomainName domain, Map<Purpose, KeysetHandle> keysets) throws GeneralSecurityException {
        this.domain = domain;
        this.keysets = Map.copyOf(keysets);
        this.value = keysets.get(Purpose.VALUE).getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.join = keysets.get(Purpose.JOIN).getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
        this.subject = keysets.get(Purpose.SUBJECT).getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.token = keysets.get(Purpose.TOKEN).getPrimitive(RegistryConfiguration.get(), PrfSet.class);
        AesGcmKey primary = (AesGcmKey) keysets.get(Purpose.VALUE).getPrimary().getKey();
        this.newest = new GcmKey(primary.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()));
        this.newestPrefix = primary.getOutputPrefix().toByteArray();
    }

    static DomainKeys create(DomainName domain) throws GeneralSecurityException {
        Map<Purpose, KeysetHandle> keysets = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            keysets.put(purpose, KeysetHandle.generateNew(purpose.parameters));
        }
        return new DomainKeys(domain, keysets);
    }

    /** @param wrapped by purpose, as {@link #wrapped} made them */
    static DomainKeys unwrap(DomainName domain, Map<String, String> wrapped, Aead wrapping)
            throws GeneralSecurityException {
        Map<Purpose, KeysetHandle> keysets = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            String keyset = wrapped.get(purpose.word);
            if (keyset == null) {
                throw new GeneralSecurityException("there is no keyset " + purpose.word);
            }
            keysets.put(
                    purpose, TinkJsonProtoKeysetFormat.parseEncryptedKeyset(keyset, wrapping, place(domain, purpose)));
        }
        return new DomainKeys(domain, keysets);
    }

    Map<String, String> wrapped(Aead wrapping) throws GeneralSecurityException {
        Map<String, String> wrapped = new TreeMap<>();
        for (Map.Entry<Purpose, KeysetHandle> keyset : keysets.entrySet()) {
            wrapped.put(
                    keyset.getKey().word,
                    TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                            keyset.getValue(), wrapping, place(domain, keyset.getKey())));
        }
        return wrapped;
    }

    /** So that a keyset cannot be taken for another's. */
    private static byte[] place(DomainName domain, Purpose purpose) {
        return ("polder keyset " + domain + " " + purpose.word).getBytes(StandardCharsets.UTF_8);
    }

    /** The same keys, and a new one for each purpose that is used from now on; what is encrypted stays readable. */
    DomainKeys rotated() throws GeneralSecurityException {
        Map<Purpose, KeysetHandle> rotated = new EnumMap<>(keysets);
        for (Purpose purpose : List.of(Purpose.VALUE, Purpose.SUBJECT)) {
            rotated.put(
                    purpose,
                    KeysetHandle.newBuilder(keysets.get(purpose))
                            .addEntry(KeysetHandle.generateEntryFromParameters(purpose.parameters)
                                    .withRandomId()
                                    .makePrimary())
                            .build());
        }
        return new DomainKeys(domain, rotated);
    }

    /** Without some keys of a purpose; not the one that is used. */
    DomainKeys without(Purpose purpose, Set<Integer> gone) throws GeneralSecurityException {
        KeysetHandle.Builder kept = KeysetHandle.newBuilder(keysets.get(purpose));
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (gone.contains(keysets.get(purpose).getAt(i).getId())) {
                kept.deleteAt(i);
            }
        }
        Map<Purpose, KeysetHandle> left = new EnumMap<>(keysets);
        left.put(purpose, kept.build());
        return new DomainKeys(domain, left);
    }

    DomainName domain() {
        return domain;
    }

    KeysetHandle keyset(Purpose purpose) {
        return keysets.get(purpose);
    }

    /** The ids of a purpose's keys, the one that is used first. */
    List<Integer> ids(Purpose purpose) {
        KeysetHandle keyset = keysets.get(purpose);
        List<Integer> ids = new ArrayList<>(List.of(keyset.getPrimary().getId()));
        IntStream.range(0, keyset.size())
                .map(index -> keyset.getAt(index).getId())
                .filter(id -> id != ids.get(0))
                .forEach(ids::add);
        return ids;
    }

    Aead value() {
        return value;
    }

    /** Encrypts as {@link #value} does, many values in less time. For one thread. */
    GcmSealer values() {
        return newest.sealer(newestPrefix);
    }

    DeterministicAead join() {
        return join;
    }

    Aead subject() {
        return subject;
    }

    /** Stands for a subject in tables of keys. */
    byte[] token(String name, byte[] subject) {
        byte[] kind = name.getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[kind.length + 1 + subject.length];
        System.arraycopy(kind, 0, both, 0, kind.length);
        System.arraycopy(subject, 0, both, kind.length + 1, subject.length);
        try {
            return token.computePrimary(both, TOKEN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token cannot fail", e);
        }
    }
}
