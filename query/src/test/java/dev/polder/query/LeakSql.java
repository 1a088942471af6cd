package dev.polder.query;

import java.util.Random;

/** Makes SELECTs over {@code a.mesh.rows} and {@code b.mesh.rows} that try to see more than they may, many of which fail for some rows. */
final class LeakSql {
    private static final String A = "a.mesh.rows";
    private static final String B = "b.mesh.rows";

    private final Random random;

    LeakSql(Random random) {
        this.random = random;
    }

    String next() {
        String one = random.nextInt(4) == 0 ? B : A;
        String other = random.nextInt(3) == 0 ? A : B;
        return switch (random.nextInt(36)) {
            case 0 -> "SELECT * FROM " + one + " t WHERE " + bool("t");
            case 1 -> "SELECT id, " + text("t") + ", " + num("t") + " FROM " + one + " t WHERE " + bool("t");
            case 2 -> "SELECT count(*), count(mail), min(" + num("t") + ") FROM " + one + " t WHERE " + bool("t");
            case 3 ->
                "SELECT " + column() + " AS g, count(*), sum(qty), max(mail) FROM " + one + " t WHERE " + bool("t")
                        + " GROUP BY g HAVING "
                        + pick("count(*) > 1", "max(length(code)) > 1", "max(CAST(code AS INTEGER)) > 1");
            case 4 ->
                "SELECT x.id, y.id, x.mail, y.code FROM " + one + " x JOIN " + other + " y ON x.id = y.id WHERE "
                        + bool("x") + " AND " + bool("y");
            case 5 -> "SELECT x.id, y.id FROM " + one + " x JOIN " + other + " y ON x.mail = y.mail AND " + bool("y");
            case 6 ->
                "SELECT x.id, y.id FROM " + one + " x LEFT JOIN " + other
                        + " y ON x.code = y.code WHERE y.id IS NULL OR " + bool("x");
            case 7 ->
                "SELECT id FROM " + one + " t WHERE " + column() + " IN (SELECT " + column() + " FROM " + other + ")";
            case 8 ->
                "SELECT id FROM " + one + " x WHERE " + pick("", "NOT ") + "EXISTS (SELECT 1 FROM " + other
                        + " y WHERE y.region = x.region AND " + bool("y") + ")";
            case 9 ->
                "SELECT id, (SELECT max(" + num("y") + ") FROM " + other + " y WHERE y.region = x.region) FROM " + one
                        + " x WHERE " + bool("x");
            case 10 ->
                "WITH c AS " + pick("", "MATERIALIZED ", "NOT MATERIALIZED ") + "(SELECT id, " + num("t") + " AS n, "
                        + text("t") + " AS s FROM " + one
                        + " t) SELECT x.id, y.n FROM c x JOIN c y ON x.id = y.id WHERE x.n > "
                        + random.nextInt(9) + " AND length(y.s) > 1";
            case 11 ->
                "SELECT " + column() + "::VARCHAR FROM " + one
                        + pick(" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT ") + "SELECT " + column()
                        + "::VARCHAR FROM " + other + " t WHERE " + bool("t");
            case 12 ->
                "SELECT id, row_number() OVER (PARTITION BY " + column()
                        + " ORDER BY id), lag(mail) OVER (ORDER BY id), sum(" + num("t") + ") OVER (ORDER BY id) FROM "
                        + one + " t WHERE " + bool("t");
            case 13 ->
                "SELECT id, code FROM " + one + " t QUALIFY row_number() OVER (PARTITION BY " + column()
                        + " ORDER BY id) = 1 AND " + bool("t");
            case 14 -> "SELECT DISTINCT " + column() + ", " + text("t") + " FROM " + one + " t WHERE " + bool("t");
            case 15 ->
                "SELECT id, " + column() + " FROM " + one + " t WHERE " + bool("t") + " ORDER BY " + column()
                        + ", id LIMIT " + (1 + random.nextInt(4)) + " OFFSET " + random.nextInt(3);
            case 16 ->
                "SELECT x.id, l.v FROM " + one + " x, LATERAL (SELECT " + num("x") + " AS v) l WHERE l.v > "
                        + random.nextInt(5);
            case 17 ->
                "SELECT id, u.sku, u.price FROM (SELECT id, unnest(lines) AS u FROM " + one + ") WHERE "
                        + pick("u.price > 3", "CAST(u.sku AS INTEGER) = 1", "u.sku = 'a'");
            case 18 ->
                "SELECT * FROM (SELECT region, qty FROM " + one
                        + ") PIVOT (sum(qty) FOR region IN ('EU', 'US', '***'))";
            case 19 ->
                "SELECT x.id, y.id FROM " + one + " x ASOF JOIN " + other
                        + " y ON x.region = y.region AND x.seen >= y.seen";
            case 20 ->
                "SELECT * FROM (SELECT id, " + num("t") + " AS n FROM " + one + " t) q WHERE q.n > "
                        + random.nextInt(20);
            case 21 -> "SELECT count(*) FROM " + one;
            case 22 ->
                "SELECT region, active, count(*) FROM " + one + " t WHERE " + bool("t") + " GROUP BY "
                        + pick(
                                "ROLLUP (region, active)",
                                "CUBE (region, active)",
                                "GROUPING SETS ((region), (active), ())");
            case 23 ->
                "SELECT count(*) FILTER (WHERE " + bool("t") + "), sum(qty) FILTER (WHERE id > 3) FROM " + one + " t";
            case 24 ->
                "WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < (SELECT count(*) FROM " + one
                        + " t WHERE " + bool("t") + ")) SELECT sum(n) FROM r";
            case 25 -> "SELECT COLUMNS('^[a-m]') FROM " + one + " t WHERE " + bool("t");
            case 26 -> "SELECT x.id, code FROM " + one + " x JOIN " + other + " y USING (id, code) WHERE " + bool("x");
            case 27 -> "SELECT DISTINCT ON (region) id FROM " + one + " t WHERE " + bool("t") + " ORDER BY region, id";
            case 28 ->
                "SELECT id FROM " + one + " x " + pick("SEMI", "ANTI") + " JOIN " + other + " y ON x.code = y.code AND "
                        + bool("y");
            case 29 ->
                "SELECT x.id, y.id FROM " + one + " x, " + other + " y WHERE x.id = y.id AND " + bool("x") + " AND "
                        + num("y") + " < 9";
            case 30 ->
                "SELECT min(mail), max(born), min(amount), max(score), min(id) FROM " + one
                        + pick("", " t WHERE " + bool("t"));
            case 31 ->
                "SELECT string_agg(mail, ',' ORDER BY id), list(" + num("t") + " ORDER BY id) FROM " + one + " t WHERE "
                        + bool("t");
            case 32 -> "SELECT id, typeof(" + column() + "), t.address, t.lines FROM " + one + " t WHERE " + bool("t");
            case 33 ->
                "SELECT id FROM " + one + " t WHERE " + num("t") + " > ALL (SELECT " + num("y") + " FROM " + other
                        + " y)";
            case 34 ->
                "SELECT " + pick("rowid", "filename", "file_row_number", "__polder_rows", "secret") + " FROM " + one;
            default ->
                "SELECT s.k, s.v FROM (SELECT id, qty, amount FROM " + one + " t WHERE " + bool("t")
                        + ") UNPIVOT (v FOR k IN (qty, amount)) s WHERE s.v > 1";
        };
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String column() {
        return pick("region", "mail", "code", "qty", "amount", "born", "seen", "active", "id", "score");
    }

    private String text(String t) {
        return switch (random.nextInt(14)) {
            case 0 -> t + ".mail";
            case 1 -> t + ".region";
            case 2 -> t + ".code";
            case 3 -> "lower(" + t + ".mail)";
            case 4 -> t + ".code || 'x'";
            case 5 -> "coalesce(" + t + ".code, 'none')";
            case 6 -> "substring(" + t + ".mail, 2, 5)";
            case 7 -> t + ".address.city";
            case 8 -> "CAST(" + num(t) + " AS VARCHAR)";
            case 9 -> "regexp_replace(" + t + ".mail, '[0-9]+', 'n')";
            case 10 -> "md5(" + t + ".mail)";
            case 11 -> "strftime(" + t + ".seen, '%Y-%m')";
            case 12 -> "regexp_extract(" + t + ".mail, " + t + ".code)";
            default -> "CASE WHEN " + t + ".id > 3 THEN " + t + ".mail ELSE " + t + ".region END";
        };
    }

    private String num(String t) {
        return switch (random.nextInt(22)) {
            case 0, 1 -> t + ".id";
            case 2, 3 -> t + ".qty";
            case 4 -> t + ".amount";
            case 5 -> "length(" + text(t) + ")";
            case 6, 7 -> "CAST(" + t + ".code AS INTEGER)";
            case 8 -> "TRY_CAST(" + t + ".code AS INTEGER)";
            case 9 -> t + ".qty * 1000000000";
            case 10 -> "CAST(" + t + ".amount AS TINYINT)";
            case 11 -> "ln(" + t + ".qty)";
            case 12 -> "sqrt(" + t + ".amount)";
            case 13 -> t + ".qty // (" + t + ".id - 5)";
            case 14 -> "year(" + t + ".born)";
            case 15 -> t + ".lines[1].price";
            case 16 -> "abs(" + t + ".qty)";
            case 17 -> "CAST(coalesce(" + t + ".mail, 'x') AS INTEGER)";
            case 18 -> "CAST(coalesce(TRY_CAST(" + t + ".code AS INTEGER), 300) AS TINYINT)";
            case 19 -> "epoch(strptime(" + t + ".code, '%Y'))";
            case 20 -> "factorial(" + t + ".qty)";
            default -> "list_sum(list_transform(" + t + ".lines, lambda l: l.price))";
        };
    }

    private String bool(String t) {
        return switch (random.nextInt(26)) {
            case 0, 1 -> num(t) + pick(" > ", " < ", " = ", " <> ") + (random.nextInt(20) - 5);
            case 2 -> text(t) + " LIKE '" + pick("%1%", "s%", "%*%", "E_") + "'";
            case 3 -> t + ".region = '" + pick("EU", "US", "**") + "'";
            case 4 -> t + "." + column() + " IS " + pick("", "NOT ") + "NULL";
            case 5 -> t + ".region IN ('EU', 'APAC')";
            case 6 -> t + ".id BETWEEN 2 AND " + (3 + random.nextInt(9));
            case 7 -> "(" + bool(t) + " AND " + bool(t) + ")";
            case 8 -> "(" + bool(t) + " OR " + bool(t) + ")";
            case 9 -> "NOT (" + bool(t) + ")";
            case 10 -> "regexp_matches(" + t + ".mail, " + t + ".code)";
            case 11 -> "CAST(" + t + ".code AS DATE) > DATE '2000-01-01'";
            case 12 -> t + ".mail::INTEGER > 0";
            case 13 -> t + ".born >= DATE '" + (1950 + random.nextInt(60)) + "-01-01'";
            case 14 -> t + ".seen > TIMESTAMP '2020-06-01 00:00:00'";
            case 15 -> t + ".active";
            case 16 -> t + ".amount > 100.5";
            case 17 -> t + ".score < 2";
            case 18 -> "CAST(" + t + ".region AS BOOLEAN)";
            case 19 -> t + ".code = " + random.nextInt(9);
            case 20 -> t + ".address.city = 'Sneek'";
            case 21 -> "CAST(CAST(" + t + ".id AS VARCHAR) || " + t + ".code AS BIGINT) > 5";
            case 22 -> "contains(" + t + ".mail, 'secret')";
            case 23 -> "json_extract('{\"a\": 1}', " + t + ".code) IS NOT NULL";
            case 24 -> "CASE WHEN " + t + ".region = 'EU' THEN CAST(" + t + ".mail AS INTEGER) = 1 ELSE true END";
            default -> "CAST(" + pick("'1'", "'x'") + " AS INTEGER) = 1";
        };
    }
}
