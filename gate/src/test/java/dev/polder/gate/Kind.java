package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A kind of value with its rules: what a contract says of it, values that keep the rules with what they mean, and values that break
 * exactly one rule. Knows nothing of the gate: it is what the gate is tested against.
 */
interface Kind {
    /** The property's lines, as flow YAML without braces. */
    String yaml();

    Sample valid(Random random);

    Broken broken(Random random);

    default boolean isScalar() {
        return true;
    }

    /** A value as JSON and what it means. */
    record Sample(String json, Object meaning) {}

    /** A value that breaks one rule, in JSON, with the place below the property. */
    record Broken(String json, Code code, String place) {
        Broken(String json, Code code) {
            this(json, code, "");
        }
    }

    /** Any kind; containers up to a depth. */
    static Kind any(Random random, int depth) {
        int choice = random.nextInt(depth > 0 ? 14 : 11);
        return switch (choice) {
            case 0 -> text(random);
            case 1 -> oneOf(random);
            case 2 -> pattern();
            case 3 -> uuid();
            case 4 -> integer(random);
            case 5 -> decimal(random);
            case 6 -> real();
            case 7 -> bool();
            case 8 -> date(random);
            case 9 -> timestamp(random.nextBoolean());
            case 10 -> time();
            case 11 -> list(any(random, depth - 1), random);
            case 12 -> object(random, depth - 1);
            default -> map(any(random, depth - 1));
        };
    }

    private static Kind of(String yaml, Function<Random, Sample> valid, List<Supplier<Broken>> broken) {
        return new Kind() {
            @Override
            public String yaml() {
                return yaml;
            }

            @Override
            public Sample valid(Random random) {
                return valid.apply(random);
            }

            @Override
            public Broken broken(Random random) {
                return broken.get(random.nextInt(broken.size())).get();
            }
        };
    }

    private static Broken wrongType(String json) {
        return new Broken(json, Code.RECORD_TYPE);
    }

    static String letters(Random random, int length) {
        String alphabet = "aZ 09\"\\/é€😀\n\t,";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /** A JSON string; what need not be escaped sometimes is. */
    static String quoted(String text, Random random) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || random.nextInt(10) == 0) {
                for (char half : Character.toChars(c)) {
                    json.append(String.format(Locale.ROOT, "\\u%04X", (int) half));
                }
            } else {
                json.appendCodePoint(c);
            }
        });
        return json.append('"').toString();
    }

    private static Kind text(Random random) {
        int min = random.nextInt(4);
        int max = min + random.nextInt(20);
        return of(
                "logicalType: string, logicalTypeOptions: {minLength: " + min + ", maxLength: " + max + "}",
                r -> {
                    String text = letters(r, min + r.nextInt(max - min + 1));
                    return new Sample(quoted(text, r), text);
                },
                List.of(
                        () -> wrongType("17"),
                        () -> wrongType("[\"x\"]"),
                        () -> new Broken("\"" + "😀".repeat(max + 1) + "\"", Code.RECORD_LENGTH),
                        () -> min > 0 ? new Broken("\"\"", Code.RECORD_LENGTH) : wrongType("{}"),
                        () -> new Broken("\"\\ud800" + "x".repeat(max) + "\"", Code.RECORD_FORMAT),
                        () -> new Broken("\"\\u0000\"", Code.RECORD_FORMAT)));
    }

    private static Kind oneOf(Random random) {
        List<String> allowed = List.of("red", "green", "dark blue").subList(0, 1 + random.nextInt(3));
        return of(
                "logicalType: string, enum: ["
                        + String.join(
                                ", ",
                                allowed.stream().map(v -> "{value: " + v + "}").toList()) + "]",
                r -> {
                    String value = allowed.get(r.nextInt(allowed.size()));
                    return new Sample(quoted(value, r), value);
                },
                List.of(() -> new Broken("\"RED\"", Code.RECORD_ENUM), () -> wrongType("true")));
    }

    private static Kind pattern() {
        return of(
                "logicalType: string, logicalTypeOptions: {pattern: '^[a-f]{2,4}-\\d+$'}",
                r -> {
                    String value =
                            "abcdef".substring(r.nextInt(3), 4 + r.nextInt(3)).substring(0, 2) + "-" + r.nextInt(999);
                    return new Sample(quoted(value, r), value);
                },
                List.of(
                        () -> new Broken("\"ab-\"", Code.RECORD_PATTERN),
                        () -> new Broken("\"xab-1\"", Code.RECORD_PATTERN),
                        () -> new Broken("\"ab-1\\n\"", Code.RECORD_PATTERN)));
    }

    private static Kind uuid() {
        return of(
                "logicalType: string, logicalTypeOptions: {format: uuid}",
                r -> {
                    String value = new UUID(r.nextLong(), r.nextLong()).toString();
                    return new Sample(quoted(value, r), value);
                },
                List.of(
                        () -> new Broken("\"123e4567-e89b-12d3-a456-42661417400\"", Code.RECORD_FORMAT),
                        () -> new Broken("\"123e4567-e89b-12d3-a456-42661417400g\"", Code.RECORD_FORMAT)));
    }

    private static Kind integer(Random random) {
        String format = List.of("i8", "u8", "i32", "u32", "i64", "u64").get(random.nextInt(6));
        int bits = Integer.parseInt(format.substring(1));
        boolean signed = format.startsWith("i");
        BigInteger high = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        BigInteger low = signed ? high.negate().subtract(BigInteger.ONE) : BigInteger.ZERO;
        int unit = 1 + random.nextInt(3);
        BigInteger step = BigInteger.valueOf(unit);
        return of(
                "logicalType: integer, logicalTypeOptions: {format: " + format + ", multipleOf: " + unit + "}",
                r -> {
                    BigInteger value =
                            new BigInteger(bits, r).add(low).divide(step).multiply(step);
                    String written = switch (value.signum() == 0 ? 3 : r.nextInt(4)) {
                        case 0 -> value + ".0";
                        case 1 -> value + "0e-1";
                        case 2 -> value + "E+0";
                        default -> value.toString();
                    };
                    return new Sample(written, new BigDecimal(value));
                },
                List.of(
                        () -> new Broken(high.add(BigInteger.ONE).toString(), Code.RECORD_RANGE),
                        () -> new Broken(low.subtract(BigInteger.ONE).toString(), Code.RECORD_RANGE),
                        () -> new Broken("1e400", Code.RECORD_RANGE),
                        () -> unit > 1 ? new Broken("1", Code.RECORD_RANGE) : wrongType("1.5"),
                        () -> wrongType("0.25"),
                        () -> wrongType("\"1\"")));
    }

    private static Kind decimal(Random random) {
        int scale = random.nextInt(6);
        int precision = scale + 1 + random.nextInt(30);
        BigInteger limit = BigInteger.TEN.pow(precision);
        return of(
                "logicalType: number, physicalType: 'decimal(" + precision + "," + scale + ")'",
                r -> {
                    BigDecimal value = new BigDecimal(new BigInteger(200, r).mod(limit), scale);
                    value = r.nextBoolean() ? value.negate() : value;
                    String written = r.nextBoolean() ? value.toPlainString() : value.unscaledValue() + "e-" + scale;
                    return new Sample(written, value);
                },
                List.of(
                        () -> new Broken(new BigDecimal(limit, scale).toPlainString(), Code.RECORD_RANGE),
                        () -> new Broken("0." + "0".repeat(scale) + "1", Code.RECORD_RANGE),
                        () -> new Broken("1e-999999999", Code.RECORD_RANGE),
                        () -> wrongType("\"1.0\"")));
    }

    private static Kind real() {
        return of(
                "logicalType: number, logicalTypeOptions: {minimum: -1.0e+300, exclusiveMaximum: 1000}",
                r -> {
                    double value =
                            r.nextBoolean() ? r.nextDouble() * 1000 : -r.nextDouble() * Math.pow(10, r.nextInt(300));
                    return new Sample(Double.toString(value), value);
                },
                List.of(
                        () -> new Broken("1000.0", Code.RECORD_RANGE),
                        () -> new Broken("-1.1e300", Code.RECORD_RANGE),
                        () -> new Broken("1e999", Code.RECORD_RANGE),
                        () -> wrongType("false")));
    }

    private static Kind bool() {
        return of(
                "logicalType: boolean",
                r -> {
                    boolean value = r.nextBoolean();
                    return new Sample(Boolean.toString(value), value);
                },
                List.of(() -> wrongType("0"), () -> wrongType("\"yes\"")));
    }

    private static Kind date(Random random) {
        boolean formatted = random.nextBoolean();
        DateTimeFormatter writer =
                formatted ? DateTimeFormatter.ofPattern("d/M/uuuu", Locale.ROOT) : DateTimeFormatter.ISO_LOCAL_DATE;
        String format = formatted ? ", format: d/M/yyyy" : "";
        return of(
                "logicalType: date, logicalTypeOptions: {minimum: '1900-01-01'" + format + "}",
                r -> {
                    LocalDate value = LocalDate.of(1900, 1, 1).plusDays(r.nextInt(200_000));
                    return new Sample(quoted(writer.format(value), r), value);
                },
                List.of(
                        () -> new Broken("\"" + writer.format(LocalDate.of(1899, 12, 31)) + "\"", Code.RECORD_RANGE),
                        () -> new Broken("\"30.2.2024\"", Code.RECORD_FORMAT),
                        () -> new Broken(formatted ? "\"2024-02-29\"" : "\"2023-02-29\"", Code.RECORD_FORMAT),
                        () -> wrongType("19000101")));
    }

    private static Kind timestamp(boolean zoned) {
        return of(
                "logicalType: timestamp, logicalTypeOptions: {timezone: " + zoned + "}",
                r -> {
                    LocalDateTime local = LocalDateTime.ofEpochSecond(
                            (r.nextLong() % 60_000_000_000L + 60_000_000_000L) % 60_000_000_000L - 30_000_000_000L,
                            r.nextInt(1_000_000) * 1000,
                            ZoneOffset.UTC);
                    if (!zoned) {
                        return new Sample(quoted(local.toString(), r), local);
                    }
                    OffsetDateTime value = local.atOffset(ZoneOffset.ofTotalSeconds((r.nextInt(36 * 2) - 36) * 900));
                    String text = r.nextInt(5) == 0 ? local + "" : value.toString();
                    return new Sample(
                            quoted(text, r),
                            text.equals(local + "") ? local.toInstant(ZoneOffset.UTC) : value.toInstant());
                },
                List.of(
                        () -> new Broken("\"2024-02-30T00:00:00" + (zoned ? "Z" : "") + "\"", Code.RECORD_FORMAT),
                        () -> new Broken("\"2024-02-03T00:00:00.0000001\"", Code.RECORD_FORMAT),
                        () -> zoned ? wrongType("0") : new Broken("\"2024-02-03T00:00:00Z\"", Code.RECORD_FORMAT)));
    }

    private static Kind time() {
        return of(
                "logicalType: time",
                r -> {
                    LocalTime value = LocalTime.ofNanoOfDay(
                            r.nextInt(86_400) * 1_000_000_000L + (r.nextBoolean() ? r.nextInt(1_000_000) * 1000L : 0));
                    return new Sample(quoted(value.toString(), r), value);
                },
                List.of(() -> new Broken("\"24:00:00\"", Code.RECORD_FORMAT), () -> wrongType("12")));
    }

    private static Kind list(Kind item, Random random) {
        int most = 1 + random.nextInt(4);
        boolean unique = random.nextBoolean();
        return new Container() {
            @Override
            public String yaml() {
                return "logicalType: array, items: {" + item.yaml()
                        + ", required: true}, logicalTypeOptions: {maxItems: " + most + ", uniqueItems: " + unique
                        + "}";
            }

            @Override
            public Sample valid(Random r) {
                List<String> json = new ArrayList<>();
                Set<Object> seen = new LinkedHashSet<>();
                List<Object> meaning = new ArrayList<>();
                for (int i = r.nextInt(most + 1); i > 0; i--) {
                    Sample sample = item.valid(r);
                    if (seen.add(sample.meaning()) || !unique) {
                        json.add(sample.json());
                        meaning.add(sample.meaning());
                    }
                }
                return new Sample("[" + String.join(" , ", json) + "]", meaning);
            }

            @Override
            public Broken broken(Random r) {
                switch (r.nextInt(4)) {
                    case 0:
                        return new Broken("{}", Code.RECORD_TYPE);
                    case 1:
                        return new Broken("[null]", Code.RECORD_FIELD_MISSING, "[0]");
                    case 2:
                        if (unique && most > 1) {
                            String same = item.valid(r).json();
                            return new Broken("[" + same + "," + same + "]", Code.RECORD_UNIQUE, "[1]");
                        }
                        return new Broken("1", Code.RECORD_TYPE);
                    default:
                        Broken inner = item.broken(r);
                        return new Broken("[" + inner.json() + "]", inner.code(), "[0]" + inner.place());
                }
            }
        };
    }

    private static Kind map(Kind value) {
        return new Container() {
            @Override
            public String yaml() {
                return "logicalType: map, map: {key: {logicalType: string}, value: {" + value.yaml() + "}}";
            }

            @Override
            public Sample valid(Random r) {
                List<String> json = new ArrayList<>();
                Map<String, Object> meaning = new LinkedHashMap<>();
                for (int i = r.nextInt(4); i > 0; i--) {
                    String key = letters(r, 4) + i;
                    Sample sample = r.nextInt(5) == 0 ? new Sample("null", null) : value.valid(r);
                    json.add(quoted(key, r) + ":" + sample.json());
                    meaning.put(key, sample.meaning());
                }
                return new Sample("{" + String.join(",", json) + "}", meaning);
            }

            @Override
            public Broken broken(Random r) {
                Broken inner = value.broken(r);
                return r.nextInt(3) == 0
                        ? new Broken("[]", Code.RECORD_TYPE)
                        : new Broken("{\"k\":" + inner.json() + "}", inner.code(), ".k" + inner.place());
            }
        };
    }

    private static Kind object(Random random, int depth) {
        return Fields.some(random, 1 + random.nextInt(3), depth);
    }

    /** A kind that holds others. */
    interface Container extends Kind {
        @Override
        default boolean isScalar() {
            return false;
        }
    }
}
