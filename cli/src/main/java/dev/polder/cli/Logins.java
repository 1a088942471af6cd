package dev.polder.cli;

import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The tokens that {@code polder login} has got, one for each server, in a file that its owner alone may read. */
public final class Logins {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private final Path file;

    Logins(Path file) {
        this.file = file;
    }

    /** {@code logins.json} in {@code $XDG_CONFIG_HOME/polder}, else in {@code ~/.config/polder}. */
    public static Logins of(Session session) {
        Path config = session.variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"));
        return new Logins(config.resolve("polder").resolve("logins.json"));
    }

    public Path file() {
        return file;
    }

    public Optional<String> token(URI server) {
        return Optional.ofNullable(read().get(key(server)));
    }

    public void put(URI server, String token) {
        Map<String, String> tokens = read();
        tokens.put(key(server), token);
        write(tokens);
    }

    /** Whether there was one. */
    public boolean remove(URI server) {
        Map<String, String> tokens = read();
        boolean there = tokens.remove(key(server)) != null;
        if (there) {
            write(tokens);
        }
        return there;
    }

    private static String key(URI server) {
        String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT);
        String name = host.equals("localhost") ? "127.0.0.1" : host;
        return server.getScheme() + "://" + name + ":" + port(server);
    }

    private static int port(URI server) {
        if (server.getPort() >= 0) {
            return server.getPort();
        }
        return "https".equals(server.getScheme()) ? 443 : 80;
    }

    private Map<String, String> read() {
        Map<String, String> tokens = new TreeMap<>();
        try {
            String text = Files.readString(file);
            Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            others.removeAll(DIRECTORY);
            if (!others.isEmpty()) {
                throw new PolderException(
                        Code.CONFIG_INVALID,
                        "Others may read or write " + file + ", which holds your tokens",
                        "Say chmod 600 " + file + ", and if others had access: polder token revoke");
            }
            Json.parse(text)
                    .fields()
                    .forEach((server, token) -> token.scalar().ifPresent(value -> tokens.put(server, value)));
            return tokens;
        } catch (NoSuchFileException e) {
            return tokens;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void write(Map<String, String> tokens) {
        Json.Members members = Json.object();
        tokens.forEach(members::with);
        try {
            Files.createDirectories(file.getParent(), PosixFilePermissions.asFileAttribute(DIRECTORY));
            Path fresh = Files.createTempFile(
                    file.getParent(), "logins", ".json", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(fresh, members.done().pretty() + "\n", StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private PolderException unusable(IOException e) {
        return new PolderException(
                Code.CONFIG_INVALID,
                "Cannot use " + file + ": " + e.getMessage(),
                "Give yourself access to it, or give the token with --token-file or POLDER_TOKEN",
                e);
    }
}
