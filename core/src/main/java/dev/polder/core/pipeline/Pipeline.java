package dev.polder.core.pipeline;

import dev.polder.core.document.Places;
import dev.polder.core.problem.Position;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code pipeline.yaml}: how a product is made. */
public record Pipeline(List<Source> sources, List<Transform> transforms, String source, Position position) {
    /**
     * Data that enters the mesh.
     *
     * @param into name of the output port it fills; {@code name.vN} when the port has several major versions
     * @param type {@code http} or {@code inbox}; other types come later and are a finding now
     * @param inbox of a source of that type
     */
    public record Source(String name, String into, String type, Optional<Inbox> inbox, Places places) {
        public Position position() {
            return places.start();
        }
    }

    /**
     * A topic of the port's own that foreign producers write to; the gate forwards it.
     *
     * @param writers Kafka users that may write to it, and nobody else; empty when the cluster's own rules hold
     */
    public record Inbox(Optional<SortedSet<String>> writers) {
        public Inbox {
            writers = writers.map(names -> Collections.unmodifiableSortedSet(new TreeSet<>(names)));
        }

        /** What two sources into one port say together. */
        public Inbox and(Inbox other) {
            if (writers.isEmpty() || other.writers.isEmpty()) {
                return writers.isPresent() ? this : other;
            }
            SortedSet<String> all = new TreeSet<>(writers.get());
            all.addAll(other.writers.get());
            return new Inbox(Optional.of(all));
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
