package dev.polder.server.describe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.polder.server.drift.PortDrift;
import dev.polder.server.reconcile.Condition;
import dev.polder.server.runs.RunBody;
import java.util.List;
import java.util.Optional;

/**
 * An output port with everything known about it.
 *
 * @param versions the port's major versions, newest first
 * @param readBy products that read it
 * @param unknownFields that its records have and its contract does not, the most frequent first
 */
@JsonInclude
record PortDetails(
        @JsonUnwrapped PortBody port,
        Optional<String> description,
        List<Integer> versions,
        List<FieldBody> fields,
        List<String> primaryKey,
        String topicFormat,
        Optional<Integer> schemaId,
        Optional<String> transform,
        List<String> readBy,
        List<Condition> conditions,
        List<PortDrift.UnknownField> unknownFields,
        Optional<RunBody> lastRun) {
    /**
     * A field of the port's records.
     *
     * @param encrypted how topic and table hold it encrypted: {@code random} or {@code deterministic}
     */
    @JsonInclude
    record FieldBody(
            String name,
            String type,
            boolean required,
            Optional<String> classification,
            Optional<String> encrypted,
            Optional<String> description) {}
}
