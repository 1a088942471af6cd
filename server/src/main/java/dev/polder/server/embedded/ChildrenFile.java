package dev.polder.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code children.json} in the data directory: what each part is doing and which process it is. Written in one step at every
 * change. Whoever starts a server reads it to follow the start; the next server reads it to find what a killed one left behind.
 */
final class ChildrenFile {
    private static final Logger LOG = LoggerFactory.getLogger(ChildrenFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    ChildrenFile(Path file) {
        this.file = file;
    }

    /** A process that a server started. */
    record Recorded(String name, long pid, Instant started) {}

    void write(List<PartStatus> parts) throws IOException {
        var children = JSON.createArrayNode();
        for (PartStatus part : parts) {
            var child = children.addObject()
                    .put("name", part.name())
                    .put("state", part.state().name())
                    .put("since", part.since().toString())
                    .put("restarts", part.restarts());
            part.pid().ifPresent(pid -> child.put("pid", pid));
            part.started().ifPresent(started -> child.put("started", started.toString()));
            part.message().ifPresent(message -> child.put("message", message));
        }
        var document =
                JSON.createObjectNode().put("server", ProcessHandle.current().pid());
        document.set("children", children);
        SecretFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }

    /** The processes that the file names; none when there is no file or it is not readable as what it should be. */
    List<Recorded> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Recorded> recorded = new ArrayList<>();
        try {
            for (JsonNode child : JSON.readTree(Files.readString(file)).path("children")) {
                Optional<Recorded> one = recorded(child);
                one.ifPresent(recorded::add);
            }
        } catch (JacksonException | java.time.format.DateTimeParseException damaged) {
            LOG.warn("Cannot read the record of children file={} problem={}", file, damaged.getMessage());
        }
        return recorded;
    }

    private static Optional<Recorded> recorded(JsonNode child) {
        if (!child.path("pid").isIntegralNumber() || !child.path("started").isString()) {
            return Optional.empty();
        }
        return Optional.of(new Recorded(
                child.path("name").asString(""),
                child.path("pid").longValue(),
                Instant.parse(child.path("started").asString())));
    }
}
