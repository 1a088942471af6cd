package dev.polder.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A file of records for one port, some of them broken. Same seed, same file. */
final class RecordFile implements AutoCloseable {
    /** What a source sends. */
    enum Format {
        NDJSON("ndjson"),
        JSON_ARRAY("json"),
        CSV("csv");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }
    }

    /**
     * A record that was broken on purpose.
     *
     * @param record its number in the file, from 1
     */
    record Broken(String file, long record, Flaw flaw) {}

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String name;
    private final String port;
    private final Format format;
    private final Flaw.Fields flawed;
    private final double brokenShare;
    private final SplittableRandom random;
    private final BufferedWriter out;
    private final List<Broken> broken = new ArrayList<>();
    private long records;

    RecordFile(Path directory, String name, String port, Format format, Flaw.Fields flawed, double brokenShare)
            throws IOException {
        this.name = name + "." + format.extension;
        this.port = port;
        this.format = format;
        this.flawed = flawed;
        this.brokenShare = brokenShare;
        this.random = new SplittableRandom(name.hashCode());
        this.out = Files.newBufferedWriter(directory.resolve(this.name), StandardCharsets.UTF_8);
        if (format == Format.JSON_ARRAY) {
            out.write("[\n");
        }
    }

    /** Adds a record; {@code null} values stay out of JSON and are empty in CSV. Every record has the same keys. */
    void add(Map<String, Object> values) {
        try {
            if (records == 0 && format == Format.CSV) {
                out.write(String.join(",", values.keySet()) + "\n");
            }
            records++;
            boolean cut = false;
            if (random.nextDouble() < brokenShare) {
                Flaw flaw = flawThatTheFormatAllows();
                flaw.apply(values, flawed);
                broken.add(new Broken(name, records, flaw));
                cut = flaw == Flaw.CUT;
            }
            String text = format == Format.CSV ? csv(values) : json(values);
            if (format == Format.JSON_ARRAY && records > 1) {
                out.write(",\n");
            }
            out.write(cut ? text.substring(0, text.length() / 2) : text);
            if (format != Format.JSON_ARRAY) {
                out.write("\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In an array a cut record would take all that follow with it. */
    private Flaw flawThatTheFormatAllows() {
        Flaw flaw = Flaw.random(random);
        return flaw == Flaw.CUT && format == Format.JSON_ARRAY ? Flaw.MISSING : flaw;
    }

    private static String json(Map<String, Object> values) {
        values.values().removeIf(value -> value == null);
        return JSON.writeValueAsString(values);
    }

    private static String csv(Map<String, Object> values) {
        return values.values().stream().map(RecordFile::csvCell).collect(Collectors.joining(","));
    }

    private static String csvCell(Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    String name() {
        return name;
    }

    String port() {
        return port;
    }

    long records() {
        return records;
    }

    List<Broken> broken() {
        return broken;
    }

    @Override
    public void close() throws IOException {
        if (format == Format.JSON_ARRAY) {
            out.write("\n]\n");
        }
        out.close();
    }
}
