package dev.polder.client;

import dev.polder.core.contract.ChangeCode;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an apply would change, or did change.
 *
 * @param contracts what changes in the contracts of ports that stay
 */
public record MeshPlan(List<Change> changes, List<Contract> contracts, List<Finding> findings) {
    public MeshPlan {
        contracts = List.copyOf(contracts);
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }

    /**
     * One resource.
     *
     * @param action {@code create}, {@code change}, {@code remove} or {@code none}
     * @param kind {@code domain}, {@code product}, {@code port}, {@code contract}, {@code pipeline}, {@code topic}, {@code table},
     *     {@code policy}, {@code exception}
     * @param reason why, in words; may be empty
     */
    public record Change(String action, String kind, String address, String reason) {
        public Change {
            Objects.requireNonNull(action);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(address);
            Objects.requireNonNull(reason);
        }
    }

    /**
     * The contract of a port that changes.
     *
     * @param breaks the readers in the mesh that are broken
     * @param queries principals who have read what is broken
     */
    public record Contract(
            String port,
            String from,
            String to,
            List<ContractChange> changes,
            List<Reader> breaks,
            List<Query> queries) {
        public Contract {
            Objects.requireNonNull(port);
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
            changes = List.copyOf(changes);
            breaks = List.copyOf(breaks);
            queries = List.copyOf(queries);
        }

        private static Contract of(Json contract) {
            return new Contract(
                    contract.text("port").orElse(""),
                    contract.text("from").orElse(""),
                    contract.text("to").orElse(""),
                    contract.at("changes").items().stream()
                            .flatMap(change -> Contract.change(change).stream())
                            .toList(),
                    contract.at("breaks").items().stream().map(Reader::of).toList(),
                    contract.at("queries").items().stream().map(Query::of).toList());
        }

        /** Empty for a kind of change that this client does not know. */
        private static Optional<ContractChange> change(Json change) {
            return Arrays.stream(ChangeCode.values())
                    .filter(code ->
                            change.text("code").filter(code.name()::equals).isPresent())
                    .findFirst()
                    .map(code -> new ContractChange(
                            code,
                            change.text("object").orElse(""),
                            change.text("path").orElse(""),
                            change.text("field").orElse(""),
                            change.text("description").orElse(""),
                            change.text("remedy").orElse(""),
                            new Position(change.text("file").orElse(""), (int) Math.max(1, change.number("line")), (int)
                                    Math.max(1, change.number("column")))));
        }
    }

    /**
     * A transform that relies on what changes.
     *
     * @param columns those it reads of what changes; empty when it reads all columns
     */
    public record Reader(String product, String transform, List<String> columns) {
        public Reader {
            Objects.requireNonNull(product);
            Objects.requireNonNull(transform);
            columns = List.copyOf(columns);
        }

        static Reader of(Json reader) {
            return new Reader(
                    reader.text("product").orElse(""), reader.text("transform").orElse(""), columnNames(reader));
        }

        /** {@code customers.customer-360 (customer-360 reads email)}. */
        @Override
        public String toString() {
            return product + " (" + transform + " reads "
                    + (columns.isEmpty() ? "all columns" : String.join(", ", columns)) + ")";
        }
    }

    /**
     * A principal who has read what changes.
     *
     * @param via {@code query}, or {@code catalog} for tables loaded through the Iceberg catalog
     * @param extent {@code columns}, {@code all}, {@code unclear} where it is not known which columns, or {@code port} where the change is
     *     not about columns
     * @param columns those it has read of what changes, where the extent is {@code columns}
     * @param reads how often
     * @param lastRead when it was for the last time, in ISO-8601
     */
    public record Query(
            String principal, String via, String extent, List<String> columns, long reads, String lastRead) {
        public Query {
            Objects.requireNonNull(principal);
            Objects.requireNonNull(via);
            Objects.requireNonNull(extent);
            Objects.requireNonNull(lastRead);
            columns = List.copyOf(columns);
        }

        static Query of(Json query) {
            return new Query(
                    query.text("principal").orElse(""),
                    query.text("via").orElse(""),
                    query.text("extent").orElse(""),
                    columnNames(query),
                    query.number("reads"),
                    query.text("lastRead").orElse(""));
        }

        /** {@code queries of ana (email, last read 2026-11-20)}. */
        @Override
        public String toString() {
            String what = (via.equals("catalog") ? "Iceberg clients of " : "queries of ") + principal + " (";
            String how = switch (extent) {
                case "columns" -> String.join(", ", columns) + ", ";
                case "all" -> "all columns, ";
                case "unclear" -> "possibly all columns, ";
                default -> "";
            };
            return what + how + "last read " + lastRead.replaceFirst("T.*", "") + ")";
        }
    }

    /** Who reads what changes. */
    public record Readers(List<Reader> transforms, List<Query> queries) {
        public static final Readers NONE = new Readers(List.of(), List.of());

        public Readers {
            transforms = List.copyOf(transforms);
            queries = List.copyOf(queries);
        }

        static Readers of(Json answer) {
            return new Readers(
                    answer.at("items").items().stream()
                            .flatMap(port -> port.at("breaks").items().stream())
                            .map(Reader::of)
                            .toList(),
                    answer.at("items").items().stream()
                            .flatMap(port -> port.at("queries").items().stream())
                            .map(Query::of)
                            .toList());
        }
    }

    private static List<String> columnNames(Json reader) {
        return reader.at("columns").items().stream()
                .flatMap(column -> column.scalar().stream())
                .toList();
    }

    /** The changes that are any. */
    public List<Change> effective() {
        return changes.stream()
                .filter(change -> !change.action().equals("none"))
                .toList();
    }

    /** How many resources have an action. */
    public long count(String action) {
        return changes.stream().filter(change -> change.action().equals(action)).count();
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    static MeshPlan of(Json answer) {
        return new MeshPlan(
                answer.at("changes").items().stream()
                        .map(change -> new Change(
                                change.text("action").orElse("none"),
                                change.text("kind").orElse(""),
                                change.text("address").orElse(""),
                                change.text("reason").orElse("")))
                        .toList(),
                answer.at("contracts").items().stream().map(Contract::of).toList(),
                Problems.findings(answer));
    }
}
