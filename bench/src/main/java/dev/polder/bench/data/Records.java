package dev.polder.bench.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records one behind the other, each followed by a line feed: an NDJSON body, and single records in it.
 *
 * @param body owned by this; not to be changed
 * @param ends for each record where its line feed stands
 */
public record Records(byte[] body, int[] ends) {
    /** The records of these texts. */
    public static Records of(List<String> texts) {
        return joined(texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** These records, whatever their format is. */
    public static Records joined(List<byte[]> records) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int[] ends = new int[records.size()];
        for (int i = 0; i < ends.length; i++) {
            body.writeBytes(records.get(i));
            ends[i] = body.size();
            body.write('\n');
        }
        return new Records(body.toByteArray(), ends);
    }

    public int count() {
        return ends.length;
    }

    /** Where record {@code i} starts. */
    public int start(int i) {
        return i == 0 ? 0 : ends[i - 1] + 1;
    }

    /** Where record {@code i} ends: its line feed stands there. */
    public int end(int i) {
        return ends[i];
    }

    /** The records' bytes, without line feeds. */
    public long recordBytes() {
        return body.length - ends.length;
    }

    /** Each record in an array of its own. */
    public List<byte[]> split() {
        List<byte[]> records = new ArrayList<>(ends.length);
        for (int i = 0; i < ends.length; i++) {
            records.add(Arrays.copyOfRange(body, start(i), end(i)));
        }
        return records;
    }
}
