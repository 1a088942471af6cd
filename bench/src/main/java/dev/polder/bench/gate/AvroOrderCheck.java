package dev.polder.bench.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * The orders' contract over Avro's generic records: decoder and record are used again, patterns are checked by {@code
 * java.util.regex}. Types and required fields are Avro's own business.
 */
final class AvroOrderCheck implements OrderCheck {
    private static final Pattern ORDER_ID = Pattern.compile("^ORD-[0-9]{8}$");
    private static final Pattern CURRENCY = Pattern.compile("^[A-Z]{3}$");
    private static final Pattern COUPON = Pattern.compile("^[A-Z0-9]{4,12}$");
    private static final Pattern SKU = Pattern.compile("^SKU-[0-9]{6}$");
    private static final Set<Utf8> STATES =
            Set.of(new Utf8("new"), new Utf8("paid"), new Utf8("sent"), new Utf8("back"), new Utf8("done"));

    private final GenericDatumReader<GenericRecord> reader;
    private final int[] fields;
    private final int[] lineFields;
    private final int city;
    private BinaryDecoder decoder;
    private GenericRecord order;

    AvroOrderCheck(Schema schema) {
        reader = new GenericDatumReader<>(schema);
        fields = positions(
                schema, "order_id", "customer_id", "status", "currency", "total", "coupon", "ship_to", "lines");
        Schema line = plain(schema.getField("lines").schema()).getElementType();
        lineFields = positions(plain(line), "sku", "quantity", "price");
        city = plain(schema.getField("ship_to").schema()).getField("city").pos();
    }

    private static int[] positions(Schema schema, String... names) {
        return Arrays.stream(names)
                .mapToInt(name -> schema.getField(name).pos())
                .toArray();
    }

    /** Without null. */
    private static Schema plain(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to) {
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, from, to - from, decoder);
            order = reader.read(order, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long customer = ((Number) order.get(fields[1])).longValue();
        Object coupon = order.get(fields[5]);
        GenericRecord shipTo = (GenericRecord) order.get(fields[6]);
        List<?> lines = (List<?>) order.get(fields[7]);
        int town = points(shipTo.get(city));
        if (!matches(ORDER_ID, order.get(fields[0]))
                || customer < 1
                || customer > 99_999_999
                || !STATES.contains(order.get(fields[2]))
                || !matches(CURRENCY, order.get(fields[3]))
                || !isCents((ByteBuffer) order.get(fields[4]), 100_000_000)
                || coupon != null && !matches(COUPON, coupon)
                || town < 1
                || town > 40
                || lines.isEmpty()
                || lines.size() > 20) {
            return false;
        }
        for (Object each : lines) {
            GenericRecord line = (GenericRecord) each;
            int quantity = ((Number) line.get(lineFields[1])).intValue();
            if (!matches(SKU, line.get(lineFields[0]))
                    || quantity < 1
                    || quantity > 1_000
                    || !isCents((ByteBuffer) line.get(lineFields[2]), 999_999_999)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Pattern pattern, Object text) {
        return pattern.matcher(text.toString()).find();
    }

    private static int points(Object text) {
        String string = text.toString();
        return string.codePointCount(0, string.length());
    }

    private static boolean isCents(ByteBuffer unscaled, long most) {
        long value = unscaled.get(unscaled.position());
        for (int i = unscaled.position() + 1; i < unscaled.limit(); i++) {
            value = value << 8 | unscaled.get(i) & 0xFF;
        }
        return unscaled.remaining() <= 8 && value >= 0 && value <= most;
    }
}
