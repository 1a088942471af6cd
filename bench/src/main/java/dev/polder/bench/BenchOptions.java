package dev.polder.bench;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Locale;
import java.util.Objects;

/**
 * What stands on the command line.
 *
 * @param json figures as JSON on standard output, everything else on standard error
 * @param rounds how often every contender runs
 * @param quick only show that it works: the numbers mean nothing
 */
public record BenchOptions(What what, boolean json, int rounds, boolean quick) {
    /** What is measured. */
    public enum What {
        GATE,
        PRODUCE,
        HTTP,
        AUDIT,
        POLICY,
        QUERY,
        REVOCATION
    }

    private static final int ROUNDS = 3;
    private static final String USAGE =
            "Write: polder bench gate|produce|http|audit|policy|query|revocation [--json] [--runs=N] [--quick]";

    public BenchOptions {
        Objects.requireNonNull(what);
    }

    /** @throws PolderException USAGE */
    static BenchOptions parse(String... arguments) {
        What what = null;
        boolean json = false;
        boolean quick = false;
        int rounds = 0;
        for (String argument : arguments) {
            switch (argument) {
                case "gate", "produce", "http", "audit", "policy", "query", "revocation" ->
                    what = What.valueOf(argument.toUpperCase(Locale.ROOT));
                case "--json" -> json = true;
                case "--quick" -> quick = true;
                default -> rounds = rounds(argument);
            }
        }
        if (what == null) {
            throw new PolderException(Code.USAGE, "What is to be measured?", USAGE);
        }
        return new BenchOptions(what, json, rounds > 0 ? rounds : quick ? 1 : ROUNDS, quick);
    }

    private static int rounds(String argument) {
        if (argument.matches("--runs=[1-9]\\d{0,2}")) {
            return Integer.parseInt(argument.substring("--runs=".length()));
        }
        throw new PolderException(Code.USAGE, "'" + argument + "' means nothing here", USAGE);
    }
}
