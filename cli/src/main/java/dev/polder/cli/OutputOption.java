package dev.polder.cli;

import dev.polder.cli.render.OutputFormat;
import picocli.CommandLine.Option;

/** {@code -o}. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "How to print it: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format;

    public OutputFormat format() {
        return format;
    }

    public boolean isTable() {
        return format == OutputFormat.TABLE;
    }
}
