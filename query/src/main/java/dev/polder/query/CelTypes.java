package dev.polder.query;

import dev.polder.core.cel.CelType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A table's columns as the types of rules; those that no rule can be about are not there. */
final class CelTypes {
    private CelTypes() {}

    static CelType.Struct of(Schema schema) {
        return struct(schema.columns());
    }

    private static CelType.Struct struct(List<Types.NestedField> fields) {
        Map<String, CelType> members = new LinkedHashMap<>();
        fields.forEach(field -> of(field.type()).ifPresent(type -> members.put(field.name(), type)));
        return new CelType.Struct(members);
    }

    private static Optional<CelType> of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> Optional.of(CelType.Simple.BOOL);
            case INTEGER, LONG -> Optional.of(CelType.Simple.INTEGER);
            case DOUBLE -> Optional.of(CelType.Simple.DOUBLE);
            case STRING -> Optional.of(CelType.Simple.STRING);
            case DATE -> Optional.of(CelType.Simple.DATE);
            case TIME -> Optional.of(CelType.Simple.TIME);
            case TIMESTAMP ->
                Optional.of(
                        ((Types.TimestampType) type).shouldAdjustToUTC()
                                ? CelType.Simple.INSTANT
                                : CelType.Simple.LOCAL);
            case DECIMAL -> Optional.of(new CelType.Decimal(((Types.DecimalType) type).scale()));
            case STRUCT -> Optional.of(struct(type.asStructType().fields()));
            case LIST -> of(type.asListType().elementType()).map(CelType.ListOf::new);
            case MAP ->
                type.asMapType().keyType().typeId() == Type.TypeID.STRING
                        ? of(type.asMapType().valueType()).map(CelType.MapOf::new)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
