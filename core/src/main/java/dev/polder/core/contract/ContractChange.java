package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.Objects;

/**
 * One difference between two versions of a contract.
 *
 * @param path the property, from the object down: {@code address.city}, {@code lines[].sku} for what is in a list,
 *     {@code labels{}} for the values of a map; empty for the object itself
 * @param description what changed, with the values
 * @param remedy what to do about it; what to know about it when nothing has to be done
 * @param position in the newer document: the property, or the object when the property is gone
 */
public record ContractChange(Kind kind, String path, String description, String remedy, Position position) {
    /** What a change means for those who read the port. */
    public enum Kind {
        /** Some reader of the old version can no longer do what the contract promised. */
        BREAKING,
        /** Every reader goes on; table and topic evolve in place. */
        COMPATIBLE,
        /** Only words changed. */
        COSMETIC
    }

    public ContractChange {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(path);
        Objects.requireNonNull(description);
        Objects.requireNonNull(remedy);
        Objects.requireNonNull(position);
    }

    public boolean isBreaking() {
        return kind == Kind.BREAKING;
    }

    /** {@code BREAKING address.city: the property was removed}. */
    @Override
    public String toString() {
        return kind + " " + (path.isEmpty() ? "" : path + ": ") + description;
    }
}
