package dev.polder.cli.query;

import dev.polder.cli.ExitCode;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.PolderClient;
import dev.polder.client.QueryRows;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder query}. */
@Command(
        name = "query",
        header = "Run a SELECT over what the ports have published.",
        description = {
            "Tables are named domain.product.port, in snake_case: SELECT count(*) FROM sales.orders.order_lines.",
            "The rows go to standard output; how many, how long and which snapshots were read goes to standard error."
        })
public final class QueryCommand extends ServerCommand {
    /** What {@code -o} asks for here. */
    enum Format {
        TABLE,
        JSON,
        NDJSON,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(arity = "0..1", paramLabel = "SQL", description = "One SELECT; - for standard input.")
    private String sql;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the SELECT from a file; - for standard input.")
    private String file;

    @Option(
            names = "--for",
            paramLabel = "PURPOSE",
            description = "What the rows are wanted for, as the grant or the policy says it.")
    private Optional<String> purpose = Optional.empty();

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            description = "At most this many rows. Default: 1000 for a table, otherwise as many as the server gives.")
    private Integer maxRows;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "How to print it: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    public QueryCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        String select = select();
        if (maxRows != null && maxRows < 1) {
            throw new PolderException(Code.USAGE, "--max-rows " + maxRows + " is not possible", "Give 1 or more");
        }
        PolderClient client = client();
        OptionalInt limit = maxRows == null ? OptionalInt.empty() : OptionalInt.of(maxRows);
        switch (format) {
            case TABLE -> table(client, select, maxRows == null ? OptionalInt.of(1000) : limit);
            case JSON -> {
                JsonResult result = new JsonResult(terminal());
                result.end(client.query(select, purpose, limit, result));
            }
            case NDJSON -> copy(client, select, limit, "application/x-ndjson");
            case CSV -> copy(client, select, limit, "text/csv");
        }
        return ExitCode.OK;
    }

    private void table(PolderClient client, String select, OptionalInt limit) {
        long start = System.nanoTime();
        ResultTable table = new ResultTable(terminal());
        QueryRows.Summary summary = client.query(select, purpose, limit, table);
        table.end();
        terminal().note(ResultTable.footer(summary, Duration.ofNanos(System.nanoTime() - start)));
    }

    /** Hands the server's own text on; these formats cannot say why they break off. */
    private void copy(PolderClient client, String select, OptionalInt limit, String mediaType) {
        WatchedOutput out = new WatchedOutput();
        try {
            client.query(select, purpose, limit, mediaType, out);
        } catch (PolderException e) {
            if (out.bytes == 0 || e.code() != Code.UNAVAILABLE) {
                throw e;
            }
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The result broke off after " + out.bytes + " bytes: it is not complete",
                    "Run it with -o json, which says why",
                    e);
        }
    }

    /** Standard output that notices when nobody reads it, so that a large result is not fetched for nothing. */
    private final class WatchedOutput extends FilterOutputStream {
        private long bytes;

        WatchedOutput() {
            super(terminal().out());
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
            terminal().checkReader();
        }
    }

    private String select() {
        boolean standardInput = "-".equals(sql) || "-".equals(file);
        if ((sql == null) == (file == null) && !standardInput || sql != null && file != null) {
            throw new PolderException(
                    Code.USAGE,
                    "polder query needs one SELECT",
                    "Write it in quotes: polder query \"SELECT ...\", or give a file: polder query -f FILE");
        }
        if (!standardInput && file == null) {
            return sql;
        }
        try {
            return standardInput
                    ? new String(terminal().in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE,
                    (standardInput ? "Standard input" : file) + " cannot be read",
                    "Give a text file with SQL",
                    e);
        }
    }
}
