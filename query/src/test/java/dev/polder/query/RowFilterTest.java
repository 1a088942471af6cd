package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Principal;
import dev.polder.core.contract.DataType;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.RowFilter.Reading;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted where row filters are written, over columns of all types that contracts have. */
class RowFilterTest {
    private static final int FILTERS = Integer.getInteger("polder.filters", 2_000);
    private static final String PORT = "sales.orders.all.v1";
    private static final Principal ANA = new Principal("ana", Principal.Kind.PERSON, Set.of(), Set.of(), Map.of());

    private static final DataType TEXT = new DataType.Text();
    private static final DataType.Struct RECORD = struct(
            "text", TEXT,
            "flag", new DataType.Bool(),
            "small", new DataType.Int32(),
            "large", new DataType.Int64(),
            "whole", new DataType.Decimal(38, 0),
            "amount", new DataType.Decimal(9, 2),
            "tiny", new DataType.Decimal(38, 20),
            "real", new DataType.Float64(),
            "day", new DataType.Date(),
            "moment", new DataType.Timestamp(true),
            "local", new DataType.Timestamp(false),
            "clock", new DataType.TimeOfDay(),
            "object", struct("text", TEXT, "small", new DataType.Int32(), "clock", new DataType.TimeOfDay()),
            "texts", new DataType.ListOf(TEXT, false),
            "reals", new DataType.ListOf(new DataType.Float64(), false),
            "objects", new DataType.ListOf(struct("text", TEXT, "amount", new DataType.Decimal(9, 2)), false),
            "names", new DataType.MapOf(TEXT, false),
            "counts", new DataType.MapOf(new DataType.Int64(), false));

    private final Random random = new Random(20261123);

    @TempDir
    Path directory;

    private static DataType.Struct struct(Object... namesAndTypes) {
        List<DataType.Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(new DataType.Field((String) namesAndTypes[i], (DataType) namesAndTypes[i + 1], false));
        }
        return new DataType.Struct(fields);
    }

    @Test
    void whatIsAcceptedWhenItIsWrittenCanBeReadUnder() throws SQLException {
        Types.StructType columns = (Types.StructType) iceberg(RECORD, new int[] {0});
        ResolvedPort port = new ResolvedPort(
                PortId.parse(PORT),
                new TestMesh(directory).create(PORT, columns.fields().toArray(Types.NestedField[]::new)));
        String rows = "CREATE TABLE rows AS SELECT "
                + columns.fields().stream()
                        .map(it ->
                                "CAST(NULL AS " + DuckTypes.of(it.type()) + ") AS " + DuckTypes.identifier(it.name()))
                        .collect(Collectors.joining(", "));
        List<String> failed = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone='UTC'");
            statement.execute(rows);
            for (int i = 0; i < FILTERS; i++) {
                String text = condition(3);
                Reading read = dev.polder.core.policy.RowFilter.read(text);
                if (read.filter().filter(it -> it.problems(RECORD).isEmpty()).isEmpty()) {
                    refused++;
                    continue;
                }
                accepted++;
                String written = read.filter().orElseThrow().written(ANA, Optional.of("research"));
                try (Statement reading = connection.createStatement()) {
                    reading.execute("SELECT count(*) FROM rows WHERE " + RowFilter.sql(written, port));
                } catch (SQLException | RuntimeException e) {
                    failed.add(written + ": " + e.getMessage());
                }
            }
        }

        assertThat(failed).isEmpty();
        // A test of refusals only, or of what is plain, would see nothing.
        assertThat(accepted).isGreaterThan(FILTERS / 4);
        assertThat(refused).isGreaterThan(FILTERS / 4);
    }

    private static Type iceberg(DataType type, int[] last) {
        if (type instanceof DataType.Struct struct) {
            List<Types.NestedField> fields = new ArrayList<>();
            for (DataType.Field field : struct.fields()) {
                fields.add(Types.NestedField.optional(++last[0], field.name(), iceberg(field.type(), last)));
            }
            return Types.StructType.of(fields);
        }
        if (type instanceof DataType.ListOf list) {
            return Types.ListType.ofOptional(++last[0], iceberg(list.element(), last));
        }
        if (type instanceof DataType.MapOf map) {
            return Types.MapType.ofOptional(++last[0], ++last[0], Types.StringType.get(), iceberg(map.value(), last));
        }
        if (type instanceof DataType.Decimal decimal) {
            return Types.DecimalType.of(decimal.precision(), decimal.scale());
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
        }
        // Times of day are carried as text.
        return Map.<Class<?>, Type>of(
                        DataType.Bool.class, Types.BooleanType.get(),
                        DataType.Int32.class, Types.IntegerType.get(),
                        DataType.Int64.class, Types.LongType.get(),
                        DataType.Float64.class, Types.DoubleType.get(),
                        DataType.Date.class, Types.DateType.get())
                .getOrDefault(type.getClass(), Types.StringType.get());
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String condition(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return switch (random.nextInt(4)) {
                case 0 -> "!(" + condition(depth - 1) + ")";
                case 1 ->
                    "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")";
                default -> "(" + condition(depth - 1) + one(" && ", " || ") + condition(depth - 1) + ")";
            };
        }
        String relation = one(" == ", " != ", " < ", " <= ", " > ", " >= ");
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> number(2) + relation + number(1);
            case 3 -> text(1) + relation + text(0);
            case 4 -> time() + relation + time();
            case 5 -> number(1) + " in [" + number(0) + ", " + number(0) + "]";
            case 6 -> text(1) + " in " + one("principal.teams", "['a', text]", "texts", "names", "[]");
            case 7 -> anything() + one(" == null", " != null");
            case 8 -> text(0) + one(".contains('a')", ".startsWith(object.text)", ".endsWith('\\u0000')");
            case 9 ->
                text(0) + ".matches('" + one("^a+$", "(?:a|b){3}", "(?<n>a)", "\\\\u0041", "\\\\d{2}", "(a{99}){99}")
                        + "')";
            case 10 ->
                one("texts", "reals") + one(".all", ".exists") + "(x, x " + relation
                        + one("'a'", "1.5", "text", "large") + ")";
            case 11 ->
                "objects" + one(".all", ".exists") + "(x, x."
                        + one("text != 'a'", "amount * 2 > small", "amount == null", "amount > real") + ")";
            case 12 -> one("flag", "!flag", "true", "has(object.text)", "has(names.a)", "flag == true");
            default -> clock() + relation + clock();
        };
    }

    private String anything() {
        return one(
                "text",
                "flag",
                "whole",
                "real",
                "moment",
                "clock",
                "object",
                "object.clock",
                "objects",
                "names",
                "(small + 1)",
                "counts['a']");
    }

    private String number(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            return switch (random.nextInt(8)) {
                case 0 -> "-(" + number(depth - 1) + ")";
                case 1 -> "(flag ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
                case 2 -> "(" + number(depth - 1) + one(" / ", " % ") + number(depth - 1) + ")";
                default -> "(" + number(depth - 1) + one(" + ", " - ", " * ") + number(depth - 1) + ")";
            };
        }
        return one(
                "small",
                "large",
                "whole",
                "amount",
                "tiny",
                "real",
                "1",
                "-3",
                "0.25",
                "1e3",
                "1e-20",
                "9223372036854775807",
                "2147483647",
                "999999999999999999",
                "12345678901234567890123456789012345678901",
                "size(text)",
                "size(texts)",
                "size(names)",
                "object.small",
                "counts['a']",
                "counts.b");
    }

    private String text(int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            return one("(flag ? text : 'b')", "(text + 'a')", "names[text]");
        }
        return one(
                "text",
                "object.text",
                "names['a']",
                "names.b",
                "'it''s'",
                "'a\\'b'",
                "principal.name",
                "principal.kind",
                "purpose");
    }

    private String time() {
        return one(
                "day",
                "moment",
                "local",
                "date('2024-02-29')",
                "timestamp('2024-02-29T12:00:00Z')",
                "timestamp('2024-02-29T12:00:00.123456')",
                "date('0001-01-01')",
                "(moment + duration('1h'))",
                "(flag ? day : date('9999-12-31'))");
    }

    private String clock() {
        return one("clock", "object.clock", "clock", "time('08:00')");
    }
}
