package dev.polder.server.mesh;

import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractDiff;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What changes in the contract of a port, as it is answered.
 *
 * @param from the version before
 * @param needs which number of the version must be raised: {@code none}, {@code patch}, {@code minor}, {@code major}
 * @param versionIsEnough whether it is
 * @param breaks products of this mesh that a change breaks
 * @param queries principals who have read what a change breaks, the first {@value #MOST_QUERIES}
 */
record ContractBody(
        String port,
        String from,
        String to,
        String needs,
        boolean versionIsEnough,
        List<Line> changes,
        List<Reader> breaks,
        List<Query> queries) {
    private static final int MOST_QUERIES = 100;

    /** One difference; its code says the rest. */
    record Line(
            String code,
            String writers,
            String readers,
            String object,
            String path,
            String field,
            String description,
            String remedy,
            String file,
            int line,
            int column) {
        static Line of(ContractChange change) {
            return new Line(
                    change.code().name(),
                    word(change.writers()),
                    word(change.readers()),
                    change.object(),
                    change.path(),
                    change.field(),
                    change.description(),
                    change.remedy(),
                    change.position().file(),
                    change.position().line(),
                    change.position().column());
        }
    }

    /**
     * @param columns empty when all are read
     */
    record Reader(String product, String transform, List<String> columns) {
        static List<Reader> of(List<PortReader> readers) {
            return readers.stream()
                    .map(reader -> new Reader(reader.product().toString(), reader.transform(), reader.columns()))
                    .toList();
        }
    }

    /**
     * @param via {@code query} or {@code catalog}
     * @param extent {@code columns}, {@code all}, {@code unclear} or {@code port}
     */
    record Query(
            String principal,
            String via,
            QueryReader.Extent extent,
            List<String> columns,
            long reads,
            Instant lastRead) {
        static List<Query> of(List<QueryReader> readers) {
            return readers.stream().limit(MOST_QUERIES).map(Query::of).toList();
        }

        private static Query of(QueryReader reader) {
            return new Query(
                    reader.principal(),
                    word(reader.via()),
                    reader.extent(),
                    reader.columns(),
                    reader.reads(),
                    reader.lastRead());
        }
    }

    static ContractBody of(PortContractChange change) {
        ContractDiff diff = change.diff();
        return new ContractBody(
                change.port().toString(),
                diff.old().version(),
                diff.now().version(),
                word(diff.needs()),
                diff.versionIsEnough(),
                diff.changes().stream().map(Line::of).toList(),
                Reader.of(change.breaks()),
                Query.of(change.queries()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
