package dev.polder.server.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * Files that only their owner may read: tokens, passwords, keys and what contains them. Written in one step, never half, and on the disk when a
 * method returns: who has used a key finds it again after a power failure.
 */
public final class SecretFile {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private SecretFile() {}

    /** The secret in the file; the first call makes it: 192 random bits in letters, digits, {@code -} and {@code _}. */
    public static String readOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            String found = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!found.isEmpty()) {
                return found;
            }
        }
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byte[] content = (secret + "\n").getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file)) {
            write(file, content);
            return secret;
        }
        return create(file, content)
                ? secret
                : Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    /** Writes the content under a temporary name and moves it into place, readable by the owner only. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with bytes. */
    public static void write(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file, content);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(file.toAbsolutePath().getParent());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes the content if there is no such file yet; of several that do so at once one is successful.
     *
     * @return whether it was written; if not, what is there stays
     */
    public static boolean create(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file, content);
        try {
            link(temporary, file);
            force(file.toAbsolutePath().getParent());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void link(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (UnsupportedOperationException e) {
            // No links here. Only then the look and the move are two steps.
            Files.move(temporary, file);
        }
    }

    private static Path temporary(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        createDirectory(directory);
        Path temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp", OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            channel.force(true);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Makes a directory, with its missing parents, that only the owner may enter. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path made = directory.toAbsolutePath();
        createDirectory(made.getParent());
        try {
            Files.createDirectory(made, OWNER_ONLY_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(made)) {
                throw e;
            }
        }
        force(made.getParent());
    }

    /** Names are part of a directory: they are on the disk when that is. */
    public static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // A system on which directories cannot be opened writes their names by itself.
        }
    }
}
