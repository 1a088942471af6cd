package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A data contract: an ODCS document, read. The document itself, {@link #source()}, is the truth; the rest is a projection.
 *
 * @param id ODCS {@code id}
 * @param version ODCS {@code version}, as written
 * @param apiVersion such as {@code v3.1.0}
 * @param source the document, verbatim
 * @param position where the document starts
 */
public record Contract(
        String id,
        String version,
        String apiVersion,
        Optional<String> name,
        Optional<String> status,
        Optional<String> description,
        List<SchemaObject> schema,
        List<SlaProperty> slaProperties,
        String source,
        Position position) {
    /** ODCS {@code slaProperties}: a promise such as {@code latency 4 h} or {@code retention 3 y}. */
    public record SlaProperty(String property, String value, Optional<String> unit, Optional<String> element) {}

    public Contract {
        Objects.requireNonNull(id);
        Objects.requireNonNull(version);
        Objects.requireNonNull(apiVersion);
        schema = List.copyOf(schema);
        slaProperties = List.copyOf(slaProperties);
        Objects.requireNonNull(source);
        Objects.requireNonNull(position);
    }
}
