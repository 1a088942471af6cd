package dev.polder.cli.up;

import dev.polder.cli.DataDirectory;
import dev.polder.client.Json;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** The server of a data directory, and its children, as the files in the directory tell. */
record LocalServer(DataDirectory data) {
    static final String MAIN_CLASS = "dev.polder.server.ServerMain";
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /**
     * What one part is doing.
     *
     * @param message why it is not ready
     */
    record Part(String name, String state, Optional<String> message) {
        boolean isReady() {
            return state.equals("READY");
        }
    }

    /** The server's process, running or starting; empty when none is. A number in a file alone proves nothing: ids are reused. */
    Optional<ProcessHandle> process() {
        return read("server.lock")
                .map(String::strip)
                .filter(pid -> pid.matches("\\d{1,18}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(ProcessHandle::isAlive)
                .filter(this::namesDirectory);
    }

    /** The parts of the server with this process id; empty when it has not started any yet. */
    List<Part> parts(long server) {
        return children()
                .filter(file -> file.text("server").equals(Optional.of(Long.toString(server))))
                .map(file -> file.at("children").items())
                .orElse(List.of())
                .stream()
                .map(part -> new Part(
                        part.text("name").orElse("?"), part.text("state").orElse("?"), part.text("message")))
                .toList();
    }

    /** Children that run although their server is gone. */
    List<ProcessHandle> strays() {
        return children().map(file -> file.at("children").items()).orElse(List.of()).stream()
                .flatMap(part -> stray(part).stream())
                .toList();
    }

    private Optional<ProcessHandle> stray(Json part) {
        Optional<Long> pid =
                part.text("pid").filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
        Optional<Instant> started = part.text("started").flatMap(LocalServer::instant);
        if (pid.isEmpty() || started.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid.get())
                .filter(ProcessHandle::isAlive)
                .filter(this::namesDirectory)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start ->
                                Duration.between(start, started.get()).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                        .isPresent());
    }

    private boolean namesDirectory(ProcessHandle process) {
        return process.info()
                .commandLine()
                .map(line -> line.contains(realPath().toString()))
                .orElse(true);
    }

    private Path realPath() {
        try {
            return data.path().toRealPath();
        } catch (IOException absent) {
            return data.path().toAbsolutePath().normalize();
        }
    }

    private Optional<Json> children() {
        try {
            return read("children.json").map(Json::parse);
        } catch (PolderException damaged) {
            return Optional.empty();
        }
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(data.path().resolve(name)));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException damaged) {
            return Optional.empty();
        }
    }
}
