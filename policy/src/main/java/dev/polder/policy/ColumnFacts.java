package dev.polder.policy;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What policies can see of a column, or of a part of one.
 *
 * @param path with dots, {@code address.street}; of what is in a list {@code lines.price} as well, and of a list's items {@code lines[]}
 * @param masked the column that a mask on this one is put on: itself, or the list or map that it is in
 * @param type what its values are
 * @param classification as written; blank when there is none
 * @param isEncrypted whether the contract has its values encrypted
 */
public record ColumnFacts(
        String path,
        String masked,
        DataType type,
        String classification,
        Set<String> tags,
        String description,
        boolean isRequired,
        boolean isUnique,
        boolean isKey,
        boolean isEncrypted) {
    public ColumnFacts {
        Objects.requireNonNull(path);
        Objects.requireNonNull(masked);
        Objects.requireNonNull(type);
        Objects.requireNonNull(classification);
        tags = Set.copyOf(tags);
        Objects.requireNonNull(description);
    }

    /**
     * Adds a property and those in it.
     *
     * @param parent the path of what it is in; blank for a column
     * @param list the path of the outermost list or map that it is in; blank when it is in none
     */
    static void gather(Property property, String parent, String list, List<ColumnFacts> to) {
        String path = parent.isEmpty() ? property.name() : parent + "." + property.name();
        DataType type = property.type().orElseThrow();
        to.add(facts(property, path, list.isEmpty() ? path : list, type));
        boolean gathers = type instanceof DataType.ListOf || type instanceof DataType.MapOf;
        String inner = list.isEmpty() && gathers ? path : list;
        property.properties().forEach(member -> gather(member, path, inner, to));
        property.items().ifPresent(item -> items(item, path, inner, to));
    }

    private static void items(Property item, String path, String list, List<ColumnFacts> to) {
        if (item.classification().isPresent() || !item.tags().isEmpty()) {
            to.add(facts(item, path + "[]", list, item.type().orElseThrow()));
        }
        item.properties().forEach(member -> gather(member, path, list, to));
        item.items().ifPresent(inner -> items(inner, path, list, to));
    }

    private static ColumnFacts facts(Property property, String path, String masked, DataType type) {
        return new ColumnFacts(
                path,
                masked,
                type,
                property.classification().orElse(""),
                Set.copyOf(property.tags()),
                property.description().orElse(""),
                property.required(),
                property.unique(),
                property.isPrimaryKey(),
                property.encryption().isPresent());
    }

    /** The last part of its path; of a list's items the list's. */
    public String name() {
        String last = path.substring(path.lastIndexOf('.') + 1);
        return last.endsWith("[]") ? last.substring(0, last.length() - 2) : last;
    }

    /** Whether it is in a list or map, so that only the whole of that can be masked. */
    public boolean isInList() {
        return !masked.equals(path);
    }
}
