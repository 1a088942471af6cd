package dev.polder.cli.render;

import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;

/** What {@code -o} asks for. */
public enum OutputFormat {
    TABLE,
    JSON,
    YAML,
    CSV;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return switch (this) {
            case TABLE -> "table";
            case JSON -> "json";
            case YAML -> "yaml";
            case CSV -> "csv";
        };
    }

    /** Prints a whole value as JSON or YAML. */
    public void print(Terminal terminal, Json value) {
        if (this == CSV) {
            throw new PolderException(
                    Code.USAGE, "CSV can only show lists of one kind of thing", "Use -o json or -o yaml");
        }
        if (this == YAML) {
            terminal.out().print(Yaml.write(value));
        } else {
            terminal.line(value.pretty());
        }
    }
}
