package dev.polder.client;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.TopicForm;
import dev.polder.gate.WriterSchemas;
import java.util.Objects;

/** A port's contract as it was last heard of, compiled. */
record PortGate(
        GateDescription description,
        ContractGate gate,
        TopicForm form,
        WriterSchemas schemas,
        DeadLetterHeaders.Origin origin) {
    PortGate {
        Objects.requireNonNull(description);
        Objects.requireNonNull(gate);
        Objects.requireNonNull(form);
        Objects.requireNonNull(schemas);
        Objects.requireNonNull(origin);
    }

    /**
     * @param schemas of Avro records, by the id in front of them
     * @param source stands in the dead letters
     * @throws PolderException when this version cannot read or compile the contract
     */
    static PortGate compile(GateDescription description, WriterSchemas.Source schemas, String source) {
        SchemaObject schema = YamlReader.read("contract.odcs.yaml", description.document())
                .root()
                .flatMap(root ->
                        ContractParser.parse(root, description.document()).contract())
                .map(Contract::schema)
                .flatMap(objects -> objects.stream()
                        .filter(object -> object.name().equals(description.object()))
                        .findFirst())
                .orElseThrow(() -> new PolderException(
                        Code.BODY_INVALID,
                        "The contract of " + description.port() + " cannot be read",
                        "Is polder-client older than the server? Use the same version"));
        ContractGate gate = ContractGate.compile(schema);
        return new PortGate(
                description,
                gate,
                gate.form(description.schemaId()),
                gate.writerSchemas(schemas),
                new DeadLetterHeaders.Origin(description.contractId(), description.contractVersion(), source));
    }

    String contract() {
        return description.contractId() + " " + description.contractVersion();
    }
}
