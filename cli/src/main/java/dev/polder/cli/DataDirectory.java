package dev.polder.cli;

import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server on this machine keeps everything, and says where it listens. */
public record DataDirectory(Path path) {
    /** {@code --data}, else {@code POLDER_DATA}, else {@code ~/.polder}. */
    public static DataDirectory find(Optional<Path> option, Session session) {
        return new DataDirectory(option.or(() -> session.variable("POLDER_DATA").map(Path::of))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".polder")));
    }

    /** The running server's address; empty when none has been started here. */
    public Optional<URI> server() {
        return read("server.json").flatMap(text -> Json.parse(text).text("url")).map(URI::create);
    }

    /** The authorities that its clients shall trust; empty when those will do that Java trusts. */
    public Optional<Path> ca() {
        return read("server.json").flatMap(text -> Json.parse(text).text("ca")).map(Path::of);
    }

    /** The token of the server's administrator; empty when there is none or it is somebody else's. */
    public Optional<String> adminToken() {
        return read("admin.token").map(String::strip).filter(token -> !token.isEmpty());
    }

    private Optional<String> read(String name) {
        Path file = path.resolve(name);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "Cannot read " + file + ": " + e.getMessage(),
                    "Run the command as the user who started the server, or give --data",
                    e);
        }
    }
}
