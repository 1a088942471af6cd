package dev.polder.server.http;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The bearer tokens of the principals. Compared in constant time over digests, so that lengths do not show either. */
public final class Tokens implements Identities {
    private static final int TOKEN_BYTES = 32;
    public static final Principal ADMIN =
            new Principal("admin", Principal.Kind.PERSON, Set.of(), Set.of(MeshRole.ADMIN), Map.of());
    private static final Principal PROCESS =
            new Principal("process", Principal.Kind.SYSTEM, Set.of(), Set.of(), Map.of());

    private final Optional<Path> adminFile;
    private final byte[] process;
    private volatile byte[] admin;

    public Tokens(String admin, String process) {
        this(Optional.empty(), admin, process);
    }

    private Tokens(Optional<Path> adminFile, String admin, String process) {
        this.adminFile = adminFile;
        this.admin = digest(admin);
        this.process = digest(process);
    }

    /**
     * The tokens of a data directory, {@code admin.token} and {@code process.token}; made, readable by the owner only, when they
     * are not there.
     */
    public static Tokens in(Path dataDirectory) {
        Path admin = dataDirectory.resolve("admin.token");
        return new Tokens(Optional.of(admin), read(admin), read(dataDirectory.resolve("process.token")));
    }

    /** The SHA-256 of the administrator's token. */
    public byte[] adminDigest() {
        return admin.clone();
    }

    /**
     * Gives the administrator a new token, in the file where the old one was; the old one is worth nothing from now on.
     *
     * @param before told the digest of the new one before it counts; what it throws leaves everything as it was
     */
    public synchronized void rotateAdmin(Consumer<byte[]> before) {
        Path file = adminFile.orElseThrow(() -> new PolderException(
                Code.CONFIG_INVALID,
                "The administrator's token is in no file",
                "Start the server with a data directory"));
        try {
            Path fresh = fresh(file);
            try {
                byte[] digest = digest(Files.readString(fresh).strip());
                before.accept(digest);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                admin = digest;
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot write " + file + ": " + e.getMessage(),
                    "Give the user that runs the server access to the data directory",
                    e);
        }
    }

    /**
     * The same for a token that is worth nothing any more, whether or not there can be a new one.
     *
     * @param retired its digest
     * @return whether it was still the administrator's
     */
    public synchronized boolean renewAdmin(byte[] retired, Consumer<byte[]> before) {
        if (!MessageDigest.isEqual(admin, retired)) {
            return false;
        }
        byte[] nobodys = new byte[retired.length];
        new SecureRandom().nextBytes(nobodys);
        admin = nobodys;
        rotateAdmin(before);
        return true;
    }

    @Override
    public Optional<Principal> known(String token, String from) {
        return known(token);
    }

    /** Whose token that is. */
    public Optional<Principal> known(String token) {
        Objects.requireNonNull(token);
        byte[] given = digest(token);
        boolean isAdmin = MessageDigest.isEqual(admin, given);
        boolean isProcess = MessageDigest.isEqual(process, given);
        if (isAdmin) {
            return Optional.of(ADMIN);
        }
        return isProcess ? Optional.of(PROCESS) : Optional.empty();
    }

    @Override
    public Principal identify(String token, String from) {
        return known(token).orElseThrow(Gatekeeper::unknown);
    }

    private static String read(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            String token = Files.readString(file).strip();
            if (token.length() < 16) {
                throw new PolderException(
                        Code.DATA_DIRECTORY,
                        file + " does not hold a token",
                        "Delete the file and start again; a new token is made");
            }
            return token;
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot read " + file + ": " + e.getMessage(),
                    "Give the user that runs the server access to the data directory",
                    e);
        }
    }

    private static void create(Path file) throws IOException {
        Path fresh = fresh(file);
        try {
            // A link appears whole or not at all, and never replaces what another start has made.
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // Somebody was first: theirs is the token.
        } finally {
            Files.delete(fresh);
        }
    }

    /** A file with a new token beside the one that it is for, which its owner alone may read. */
    private static Path fresh(Path file) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Secrets.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path fresh = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(fresh);
        try (var channel = Files.newByteChannel(
                fresh, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        return fresh;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
