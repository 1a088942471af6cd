package dev.polder.query;

import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What a reader may see of rows, by plain Java and nothing of what is tested: rows are maps of columns to values as {@link
 * Values} gives them. The row filters come as predicates, because CEL is what is tested.
 */
final class MaskedRows {
    private final byte[] key;

    /**
     * @param meshKey what the keys of hashes are made of
     * @param domain of the rows
     */
    MaskedRows(byte[] meshKey, String domain) {
        this.key = mac(meshKey, "polder hash mask " + domain);
    }

    /** The rows that every filter finds true, without the columns that are not shown, and masked. */
    List<Map<String, Object>> of(
            List<Types.NestedField> columns,
            List<Map<String, Object>> rows,
            Obligations owed,
            List<Predicate<Map<String, Object>>> filters) {
        List<Map<String, Object>> seen = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (filters.stream().allMatch(filter -> filter.test(row))) {
                Map<String, Object> shown = new LinkedHashMap<>();
                for (Types.NestedField column : shown(columns, owed)) {
                    shown.put(column.name(), value(column.type(), row.get(column.name()), column.name(), owed.masks()));
                }
                seen.add(shown);
            }
        }
        return seen;
    }

    static List<Types.NestedField> shown(List<Types.NestedField> columns, Obligations owed) {
        return columns.stream()
                .filter(column -> owed.columns()
                        .map(shown -> shown.contains(column.name()))
                        .orElse(true))
                .toList();
    }

    private Object value(Type type, Object value, String path, Map<String, Mask> masks) {
        if (masks.containsKey(path)) {
            return value == null ? null : masked(masks.get(path), type, value);
        }
        if (value == null || masks.keySet().stream().noneMatch(mask -> mask.startsWith(path + "."))) {
            return value;
        }
        if (type.isListType()) {
            List<Object> items = new ArrayList<>();
            ((List<?>) value).forEach(item -> items.add(value(type.asListType().elementType(), item, path, masks)));
            return items;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        for (Types.NestedField field : type.asStructType().fields()) {
            members.put(
                    field.name(),
                    value(field.type(), ((Map<?, ?>) value).get(field.name()), path + "." + field.name(), masks));
        }
        return members;
    }

    /** The type of a column as it is seen. */
    static String type(Type type, String path, Map<String, Mask> masks) {
        if (masks.containsKey(path)) {
            boolean digest = masks.get(path) instanceof Mask.Hash && hashed(type);
            return digest ? "VARCHAR" : DuckTypes.of(type);
        }
        if (type.isListType()) {
            return type(type.asListType().elementType(), path, masks) + "[]";
        }
        if (!type.isStructType()) {
            return DuckTypes.of(type);
        }
        List<String> members = new ArrayList<>();
        for (Types.NestedField field : type.asStructType().fields()) {
            members.add(
                    DuckTypes.identifier(field.name()) + " " + type(field.type(), path + "." + field.name(), masks));
        }
        return "STRUCT(" + String.join(", ", members) + ")";
    }

    private static boolean hashed(Type type) {
        return type.isPrimitiveType() && type.typeId() != Type.TypeID.BOOLEAN && type.typeId() != Type.TypeID.FLOAT;
    }

    private Object masked(Mask mask, Type type, Object value) {
        if (mask instanceof Mask.Hash) {
            return hashed(type) ? digest(text(value)) : null;
        }
        if (mask instanceof Mask.LastFour) {
            return value instanceof String text ? lastFour(text) : null;
        }
        if (mask instanceof Mask.Redact redact) {
            return value instanceof String text
                    ? Pattern.compile(redact.pattern())
                            .matcher(text)
                            .replaceAll(Matcher.quoteReplacement(redact.replacement()))
                    : null;
        }
        if (mask instanceof Mask.YearOnly) {
            return year(value);
        }
        return mask instanceof Mask.Bucket bucket ? bucket(bucket.width(), type, value) : null;
    }

    private static String text(Object value) {
        return value instanceof LocalDateTime time
                ? Long.toString(ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time))
                : value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private String digest(String text) {
        return HexFormat.of().formatHex(mac(key, text));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lastFour(String text) {
        int[] characters = text.codePoints().toArray();
        int hidden = characters.length <= 4 ? characters.length : characters.length - 4;
        return "*".repeat(hidden) + new String(characters, hidden, characters.length - hidden);
    }

    private static Object year(Object value) {
        if (value instanceof LocalDate date) {
            return date.withDayOfYear(1);
        }
        return value instanceof LocalDateTime time
                ? time.toLocalDate().withDayOfYear(1).atStartOfDay()
                : null;
    }

    private static Object bucket(long width, Type type, Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? (Object) (Math.floor(number / width) * width) : null;
        }
        if (value instanceof Integer || value instanceof Long) {
            BigInteger lower = floored(BigDecimal.valueOf(((Number) value).longValue()), width);
            boolean fits = lower.bitLength() < (value instanceof Integer ? 32 : 64);
            return !fits
                    ? null
                    : value instanceof Integer ? (Object) lower.intValueExact() : (Object) lower.longValueExact();
        }
        if (!(value instanceof BigDecimal number)) {
            return null;
        }
        Types.DecimalType decimal = (Types.DecimalType) type;
        BigDecimal lower = new BigDecimal(floored(number, width)).setScale(decimal.scale());
        return Optional.of(lower)
                .filter(it -> it.precision() <= decimal.precision())
                .orElse(null);
    }

    private static BigInteger floored(BigDecimal number, long width) {
        BigInteger whole = number.setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
        BigInteger[] parts = whole.divideAndRemainder(BigInteger.valueOf(width));
        BigInteger quotient = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        return quotient.multiply(BigInteger.valueOf(width));
    }
}
