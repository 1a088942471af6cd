package dev.polder.core.mesh;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractRules;
import dev.polder.core.contract.ContractTypes;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which object of its contract a port's records are. */
final class PortSchema {
    private PortSchema() {}

    /**
     * The only object, or the one that is called as the port is.
     *
     * @param findings a set, because two ports may have the same contract
     */
    static Optional<SchemaObject> of(String port, Position place, Contract contract, Set<Finding> findings) {
        List<SchemaObject> objects = contract.schema();
        if (objects.isEmpty()) {
            findings.add(Finding.error(
                    Code.CONTRACT_SCHEMA_MISSING,
                    contract.position(),
                    "The contract has no schema, but output port \"" + port + "\" needs to know its records.",
                    "Add schema: with one object and its properties."));
            return Optional.empty();
        }
        Optional<SchemaObject> chosen = objects.size() == 1
                ? Optional.of(objects.get(0))
                : objects.stream()
                        .filter(object -> KebabName.folded(object.name()).equals(KebabName.folded(port)))
                        .findFirst();
        if (chosen.isEmpty()) {
            findings.add(Finding.error(
                    Code.CONTRACT_SCHEMA_MISSING,
                    place,
                    "The contract of output port \"" + port + "\" has " + objects.size()
                            + " objects, and none is called as the port is.",
                    "Rename one of "
                            + String.join(
                                    ", ",
                                    objects.stream().map(SchemaObject::name).toList())
                            + " to " + KebabName.folded(port) + "."));
            return Optional.empty();
        }
        if (chosen.get().properties().isEmpty()) {
            findings.add(Finding.error(
                    Code.CONTRACT_SCHEMA_MISSING,
                    chosen.get().position(),
                    "The object \"" + chosen.get().name() + "\" has no properties.",
                    "Add properties: with a name and a logicalType each."));
            return Optional.empty();
        }
        findings.addAll(ContractTypes.problems(chosen.get()));
        findings.addAll(ContractRules.problems(chosen.get()));
        return chosen;
    }
}
