package dev.polder.core.pipeline;

import dev.polder.core.document.Places;
import dev.polder.core.problem.Position;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** {@code pipeline.yaml}: how a product is made. */
public record Pipeline(List<Source> sources, List<Transform> transforms, String source, Position position) {
    /**
     * Data that enters the mesh.
     *
     * @param into name of the output port it fills; {@code name.vN} when the port has several major versions
     * @param type {@code http}; other types come later and are a finding now
     */
    public record Source(String name, String into, String type, Places places) {
        public Position position() {
            return places.start();
        }
    }

    /**
     * SQL from input ports to an output port.
     *
     * @param into name of the output port it makes; {@code name.vN} when the port has several major versions
     * @param sqlFile path as written, relative to {@code pipeline.yaml}
     */
    public record Transform(String name, String into, String sqlFile, Schedule run, Places places) {
        public Transform {
            Objects.requireNonNull(name);
            Objects.requireNonNull(run);
        }

        public Position position() {
            return places.start();
        }
    }

    /** When a transform runs. */
    public sealed interface Schedule {}

    /** {@code run: { every: PT5M }}. */
    public record Every(Duration interval) implements Schedule {}

    /** {@code run: { on: inputs }}, the default: whenever an input was published. */
    public record OnInputs() implements Schedule {}

    public Pipeline {
        sources = List.copyOf(sources);
        transforms = List.copyOf(transforms);
    }
}
