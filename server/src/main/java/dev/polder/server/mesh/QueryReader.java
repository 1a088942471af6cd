package dev.polder.server.mesh;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.polder.server.readers.PortUser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A principal that has read a port in a way that changes of it concern.
 *
 * @param columns those in question that it has read, where the extent is {@code COLUMNS}
 * @param reads how often that was
 * @param lastRead when it was for the last time
 */
record QueryReader(
        String principal, PortUser.Via via, Extent extent, List<String> columns, long reads, Instant lastRead) {
    /** What it has read of the port. */
    enum Extent {
        COLUMNS,
        ALL,
        UNCLEAR,
        /** Something, where the change is not about single columns. */
        PORT;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    QueryReader {
        columns = List.copyOf(columns);
    }

    /**
     * @param paths of properties that change; the empty path concerns everybody who reads the port
     */
    static List<QueryReader> of(List<PortUser> users, Collection<String> paths) {
        return users.stream().flatMap(user -> of(user, paths).stream()).toList();
    }

    private static Optional<QueryReader> of(PortUser user, Collection<String> paths) {
        List<String> names =
                paths.stream().map(PortReader::column).distinct().sorted().toList();
        List<PortUser.Column> columns = user.columns().stream()
                .filter(column -> names.stream().anyMatch(column::is))
                .toList();
        if (!columns.isEmpty()) {
            return Optional.of(reader(
                    user,
                    Extent.COLUMNS,
                    columns.stream().map(PortUser.Column::name).toList(),
                    columns.stream()
                            .map(PortUser.Column::use)
                            .max(Comparator.comparing(PortUser.Use::last))
                            .orElseThrow()));
        }
        boolean isConcerned = !paths.isEmpty();
        return Stream.of(
                        user.whole().map(use -> reader(user, Extent.ALL, List.of(), use)),
                        user.unclear().map(use -> reader(user, Extent.UNCLEAR, List.of(), use)),
                        Optional.of(user)
                                .filter(any -> paths.contains(""))
                                .map(any -> reader(any, Extent.PORT, List.of(), any.lastOfAll())))
                .flatMap(Optional::stream)
                .filter(any -> isConcerned)
                .findFirst();
    }

    private static QueryReader reader(PortUser user, Extent extent, List<String> columns, PortUser.Use use) {
        return new QueryReader(user.principal(), user.via(), extent, columns, use.reads(), use.last());
    }

    /** {@code queries of ana, column email (last read 2026-11-20)}. */
    String words() {
        String what = switch (via) {
            case QUERY -> "queries of " + principal;
            case CATALOG -> "Iceberg clients of " + principal;
        };
        String how = switch (extent) {
            case COLUMNS -> (columns.size() == 1 ? ", column " : ", columns ") + String.join(", ", columns);
            case ALL -> ", which read all columns";
            case UNCLEAR -> ", which may read all columns";
            case PORT -> "";
        };
        return what + how + " (last read " + LocalDate.ofInstant(lastRead, ZoneOffset.UTC) + ")";
    }
}
