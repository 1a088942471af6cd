package dev.polder.bench.query;

import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query with what its reader owes, and the same obligations as somebody would write them by hand.
 *
 * @param sql over {@code $PORT}
 * @param byHand a SELECT over {@code $FILES}
 */
record QueryCase(String name, String what, String sql, Obligations owed, String byHand) {
    private static final String ALL_COLUMNS = "SELECT * FROM $FILES";
    private static final String EU = "region == 'EU'";
    private static final String EU_BY_HAND = "SELECT * FROM $FILES WHERE region = 'EU'";

    static final List<QueryCase> ALL = List.of(
            new QueryCase(
                    "group",
                    "filter and group, nothing owed",
                    "SELECT region, count(*), sum(quantity * price), max(mail) FROM $PORT WHERE day >= DATE '2021-01-01' GROUP BY region",
                    Obligations.NONE,
                    ALL_COLUMNS),
            new QueryCase(
                    "filtered",
                    "filter and group under a row filter",
                    "SELECT day, count(*), sum(quantity * price), max(mail) FROM $PORT WHERE quantity > 3 GROUP BY day",
                    owed(List.of(EU), Map.of()),
                    EU_BY_HAND),
            new QueryCase(
                    "barrier",
                    "the same with a condition that may fail",
                    "SELECT day, count(*), sum(quantity * price), max(mail) FROM $PORT WHERE CAST(code AS INTEGER) > 3000 GROUP BY day",
                    owed(List.of(EU), Map.of()),
                    EU_BY_HAND),
            new QueryCase(
                    "masked",
                    "group by masked columns under a row filter",
                    "SELECT day, mail, count(*), sum(price) FROM $PORT WHERE quantity > 3 GROUP BY day, mail ORDER BY ALL LIMIT 100",
                    owed(
                            List.of(EU),
                            Map.of(
                                    "mail", new Mask.LastFour(),
                                    "price", new Mask.Bucket(10),
                                    "day", new Mask.YearOnly())),
                    "SELECT id, region, CASE WHEN length(mail) <= 4 THEN repeat('*', length(mail))"
                            + " ELSE repeat('*', length(mail) - 4) || right(mail, 4) END AS mail, code, quantity,"
                            + " (floor(price / 10) * 10)::DECIMAL(12,2) AS price, date_trunc('year', day)::DATE AS day"
                            + " FROM $FILES WHERE region = 'EU'"),
            new QueryCase(
                    "hashed",
                    "count distinct over hashed values",
                    "SELECT count(DISTINCT mail) FROM $PORT",
                    owed(List.of(), Map.of("mail", new Mask.Hash())),
                    "SELECT sha256('a salt' || mail) AS mail FROM $FILES"),
            new QueryCase(
                    "point",
                    "one row by its id under a row filter",
                    "SELECT region, quantity, price FROM $PORT WHERE id = 4242",
                    owed(List.of("quantity > 0"), Map.of()),
                    "SELECT * FROM $FILES WHERE quantity > 0"));

    private static Obligations owed(List<String> filters, Map<String, Mask> masks) {
        return new Obligations(Optional.empty(), filters, masks);
    }
}
