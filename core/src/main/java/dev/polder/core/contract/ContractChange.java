package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.Objects;

/**
 * One difference between two versions of a contract.
 *
 * @param code what kind of difference, stable
 * @param object the object of the schema it is in; empty for what stands beside the schema
 * @param path the property, from the object down: {@code address.city}, {@code lines[].sku} for what is in a list,
 *     {@code labels{}} for the values of a map; empty for the object itself
 * @param field the field of the document that changed, such as {@code required} or {@code logicalTypeOptions.maxLength}; empty
 *     when the whole came or went
 * @param description what changed, with the values
 * @param remedy what to do about it; what to know about it when nothing has to be done
 * @param position in the newer document: the field if it is there, else the property, the object or the document
 */
public record ContractChange(
        ChangeCode code,
        String object,
        String path,
        String field,
        String description,
        String remedy,
        Position position) {
    /** What a change means for one side of a port. */
    public enum Kind {
        /** What was right with the old contract can be wrong with the new one. */
        BREAKING,
        /** Whoever was right stays right. */
        COMPATIBLE,
        /** Only words changed. */
        COSMETIC
    }

    public ContractChange {
        Objects.requireNonNull(code);
        Objects.requireNonNull(object);
        Objects.requireNonNull(path);
        Objects.requireNonNull(field);
        Objects.requireNonNull(description);
        Objects.requireNonNull(remedy);
        Objects.requireNonNull(position);
    }

    /** For those who send records: whether what was accepted is still accepted. */
    public Kind writers() {
        return code.writers();
    }

    /** For those who read the port: whether they can go on. */
    public Kind readers() {
        return code.readers();
    }

    /** Whether it breaks either side. */
    public boolean isBreaking() {
        return writers() == Kind.BREAKING || readers() == Kind.BREAKING;
    }

    /** The same, seen at another place: another name of the file. */
    public ContractChange at(Position other) {
        return new ContractChange(code, object, path, field, description, remedy, other);
    }

    /** {@code address.city: the property was removed}. */
    public String sentence() {
        return path.isEmpty() ? description : path + ": " + description;
    }

    /** {@code PROPERTY_REMOVED address.city: the property was removed}. */
    @Override
    public String toString() {
        return code + " " + sentence();
    }
}
