package dev.polder.client;

import dev.polder.core.name.PortId;
import java.util.Objects;

/**
 * What a gate needs to judge a port's records as the server does.
 *
 * @param tag differs whenever anything else here does
 * @param object the name of the contract's object that the records are
 * @param schemaId of the records' Avro schema; stands before every value on the topic, or in a header of its record
 * @param document the contract, verbatim
 */
public record GateDescription(
        String tag,
        PortId port,
        String contractId,
        String contractVersion,
        String object,
        int schemaId,
        String document) {
    public GateDescription {
        Objects.requireNonNull(tag);
        Objects.requireNonNull(port);
        Objects.requireNonNull(contractId);
        Objects.requireNonNull(contractVersion);
        Objects.requireNonNull(object);
        Objects.requireNonNull(document);
    }

    /** Reads what {@code GET …/ports/{port}/gate} answers. */
    static GateDescription of(String tag, Json answer) {
        return new GateDescription(
                tag == null ? "" : tag,
                PortId.parse(required(answer, "port")),
                required(answer.at("contract"), "id"),
                required(answer.at("contract"), "version"),
                required(answer, "object"),
                (int) answer.number("schemaId"),
                required(answer, "document"));
    }

    private static String required(Json answer, String name) {
        return answer.text(name).orElseThrow(() -> JsonReader.invalid("it has no " + name, null));
    }
}
