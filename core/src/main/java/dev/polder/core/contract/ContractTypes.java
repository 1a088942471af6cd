package dev.polder.core.contract;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;

/** What a schema needs beyond the standard when a port is made of it: a type for every property, and names for columns. */
public final class ContractTypes {
    private ContractTypes() {}

    /** Everything that keeps the object from being the records of a port. */
    public static List<Finding> problems(SchemaObject object) {
        List<Finding> findings = new ArrayList<>();
        object.properties().forEach(property -> collect(property, property.name(), findings));
        return findings;
    }

    private static void collect(Property property, String path, List<Finding> findings) {
        if (!property.name().isEmpty() && !ColumnNames.isValid(property.name())) {
            findings.add(Finding.error(
                    Code.NAME_INVALID,
                    property.position(),
                    "The property \"" + property.name() + "\" cannot be a column.",
                    "Use letters, digits and '_', such as " + ColumnNames.suggestion(property.name()) + "."));
        }
        int before = findings.size();
        property.properties().forEach(member -> collect(member, path + "." + member.name(), findings));
        property.items().ifPresent(items -> collect(items, path + "[]", findings));
        boolean saidInside = findings.stream().skip(before).anyMatch(it -> it.code() == Code.CONTRACT_TYPE_UNKNOWN);
        if (property.type().isEmpty() && !saidInside) {
            findings.add(unknown(property, path));
        }
    }

    private static Finding unknown(Property property, String path) {
        String reason;
        String remedy;
        boolean tooWide = property.physicalType()
                .flatMap(PhysicalType::of)
                .filter(PhysicalType::isDecimalTooWide)
                .isPresent();
        if (tooWide) {
            reason = property.physicalType().get() + " is no decimal of 1 to 38 digits";
            remedy = "Use DECIMAL(p, s) with p up to 38 and s up to p.";
        } else if (property.logicalType().isPresent()) {
            LogicalType type = property.logicalType().get();
            reason = type.word() + " does not say what is in it";
            remedy = switch (type) {
                case OBJECT -> "Add properties: with the members and their types.";
                case ARRAY -> "Add items: with a logicalType.";
                case MAP -> "Add map: with a key of logicalType string and a value with a logicalType.";
                case STRING, DATE, TIMESTAMP, TIME, NUMBER, INTEGER, BOOLEAN, VECTOR -> "Add a physicalType.";
            };
        } else {
            reason = property.physicalType()
                    .map(text -> "physicalType " + text + " alone does not say it")
                    .orElse("there is neither logicalType nor physicalType");
            remedy = "Add a logicalType, such as string, integer, number, date, timestamp or boolean.";
        }
        return Finding.error(
                Code.CONTRACT_TYPE_UNKNOWN,
                property.position(),
                "The type of property \"" + path + "\" is not known: " + reason + ".",
                remedy);
    }
}
