package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final DomainName SALES = new DomainName("sales");
    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLACE = {1, 2, 3};

    @TempDir
    private Path data;

    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private KeyRing ring() {
        return ring(PrivacyConfig.in(data));
    }

    private KeyRing ring(PrivacyConfig config) {
        KeyRing ring = new KeyRing(config, database, Clock.systemUTC());
        ring.check();
        return ring;
    }

    private Path file() {
        return data.resolve("secrets/keys/sales.json");
    }

    private Path master() {
        return data.resolve("secrets/master.key");
    }

    private static void assertMissing(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.KEYS_MISSING);
            assertThat(e.getMessage()).contains(message);
            assertThat(e.remedy()).isNotEmpty();
        });
    }

    @Test
    void keysAreMadeOnceAndReadableByTheirOwnerOnly() throws Exception {
        byte[] sealed = ring().of(SALES).value().encrypt(TEXT, PLACE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(master())))
                .isEqualTo("rw-------");
        assertThat(ring().of(SALES).value().decrypt(sealed, PLACE)).isEqualTo(TEXT);
        assertThat(ring().domains()).containsExactly(SALES);
    }

    @Test
    void keysThatLieOpenAreRefused() throws IOException {
        ring().of(SALES);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertMissing(this::ring, "others than its owner may read it");

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(master(), PosixFilePermissions.fromString("rw----r--"));
        assertMissing(this::ring, "others than its owner may read it");
    }

    @Test
    void keysThatAreLostAreNotReplaced() throws IOException {
        ring().of(SALES);
        byte[] kept = Files.readAllBytes(file());
        Files.delete(file());

        assertMissing(this::ring, "its keys are not there");
        assertMissing(
                () -> new KeyRing(PrivacyConfig.in(data), database, Clock.systemUTC()).of(SALES),
                "its keys are not there");
        assertThat(file()).doesNotExist();

        Files.write(file(), kept);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.delete(master());
        assertMissing(this::ring, "is not there or cannot be read");
        assertMissing(
                () -> new KeyRing(PrivacyConfig.in(data), database, Clock.systemUTC()).of(new DomainName("other")),
                "is not there or cannot be read");
        assertThat(master()).doesNotExist();
        assertThat(file()).hasBinaryContent(kept);
    }

    @Test
    void keysOfAnotherServerOrAnotherWrappingAreNotTakenForTheRightOnes(@TempDir Path other) throws IOException {
        ring().of(SALES);
        assertMissing(
                () -> new KeyRing(PrivacyConfig.in(other), database, Clock.systemUTC()).of(SALES),
                "its keys are not there");

        Files.writeString(master(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        assertMissing(this::ring, "cannot be unwrapped");
        Files.writeString(master(), "short\n");
        assertMissing(this::ring, "does not hold 32 bytes");
    }

    @Test
    void aFileOfAnotherDomainDoesNotOpen() throws IOException {
        KeyRing ring = ring();
        ring.of(SALES);
        ring.of(new DomainName("other"));
        Files.copy(data.resolve("secrets/keys/other.json"), file(), StandardCopyOption.REPLACE_EXISTING);

        assertMissing(this::ring, "cannot be unwrapped");
    }

    @Test
    void serversThatMakeTheirFirstKeysAtOnceAllGoOnWithTheSameOnes() throws Exception {
        ExecutorService servers = Executors.newFixedThreadPool(6);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<byte[]>> sealed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            DomainName domain = new DomainName(i % 2 == 0 ? "sales" : "other");
            KeyRing ring = ring();
            Callable<byte[]> server = () -> {
                go.await();
                return ring.of(domain).value().encrypt(TEXT, PLACE);
            };
            sealed.add(servers.submit(server));
        }
        go.countDown();

        for (int i = 0; i < 6; i++) {
            DomainName domain = new DomainName(i % 2 == 0 ? "sales" : "other");
            assertThat(ring().of(domain).value().decrypt(sealed.get(i).get(), PLACE))
                    .isEqualTo(TEXT);
        }
        servers.shutdown();
    }

    @Test
    void aFileFromBeforeARotationIsRefused() throws IOException {
        KeyRing ring = ring();
        ring.of(SALES);
        byte[] before = Files.readAllBytes(file());
        ring.rotate(SALES);
        byte[] after = Files.readAllBytes(file());

        Files.write(file(), before);
        assertMissing(this::ring, "they were rotated since");

        Files.write(file(), after);
        assertThat(ring().of(SALES).ids(Purpose.VALUE)).hasSize(2);
    }

    @Test
    void afterARotationBothKeysOpenAndTheNewOneCloses() throws Exception {
        KeyRing ring = ring();
        KeyRing elsewhere = ring();
        byte[] before = ring.of(SALES).value().encrypt(TEXT, PLACE);
        byte[] joined = ring.of(SALES).join().encryptDeterministically(TEXT, PLACE);
        elsewhere.of(SALES);

        ring.rotate(SALES);
        byte[] after = ring.of(SALES).value().encrypt(TEXT, PLACE);

        assertThat(Arrays.copyOf(after, 5)).isNotEqualTo(Arrays.copyOf(before, 5));
        assertThat(ring.of(SALES).value().decrypt(before, PLACE)).isEqualTo(TEXT);
        assertThat(ring.of(SALES).join().encryptDeterministically(TEXT, PLACE)).isEqualTo(joined);
        assertThat(ring.of(SALES).ids(Purpose.VALUE)).hasSize(2);
        elsewhere.refresh();
        assertThat(elsewhere.of(SALES).value().decrypt(after, PLACE)).isEqualTo(TEXT);
        assertThat(ring().of(SALES).value().decrypt(before, PLACE)).isEqualTo(TEXT);
    }

    @Test
    void aPassphraseWrapsKeysAsWell() throws Exception {
        Path passphrase = data.resolve("passphrase");
        Files.writeString(passphrase, "correct horse battery staple\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        PrivacyConfig config = new PrivacyConfig(data.resolve("keys"), new PrivacyConfig.Passphrase(passphrase));
        byte[] sealed = ring(config).of(SALES).value().encrypt(TEXT, PLACE);

        assertThat(ring(config).of(SALES).value().decrypt(sealed, PLACE)).isEqualTo(TEXT);
        assertMissing(
                () -> ring(new PrivacyConfig(
                        data.resolve("keys"), PrivacyConfig.in(data).wrapping())),
                "are wrapped by passphrase, not by key-file");
        Files.writeString(passphrase, "wrong horse\n");
        assertMissing(() -> ring(config), "cannot be unwrapped");
    }

    @Test
    void aServerThatCannotReadNewKeysSaysSoInsteadOfCallingValuesChanged() throws IOException {
        KeyRing ring = ring();
        KeyRing elsewhere = ring();
        elsewhere.of(SALES);
        ring.of(SALES);
        elsewhere.refresh(SALES);
        ring.rotate(SALES);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> elsewhere.refresh(SALES)).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(e.getMessage()).contains("sales", "cannot read them");
        });

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        elsewhere.refresh(SALES);
        assertThat(elsewhere.of(SALES).ids(Purpose.VALUE)).hasSize(2);
    }

    @Test
    void whenAKeyIsDroppedTheFileFromBeforeIsKeptForItsOwnerOnly() throws IOException {
        KeyRing ring = ring();
        ring.of(SALES);
        ring.rotate(SALES);
        Path kept = file().resolveSibling("sales.json.before");

        ring.drop(SALES, Purpose.SUBJECT, (handle, id) -> false);
        assertThat(kept).doesNotExist();
        byte[] before = Files.readAllBytes(file());
        ring.drop(SALES, Purpose.SUBJECT, (handle, id) -> true);

        assertThat(kept).hasBinaryContent(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(ring().of(SALES).ids(Purpose.SUBJECT)).hasSize(1);
    }
}
