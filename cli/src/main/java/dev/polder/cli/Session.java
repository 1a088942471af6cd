package dev.polder.cli;

import dev.polder.cli.render.Terminal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a command stands in.
 *
 * @param environment the process's environment variables
 */
public record Session(Terminal terminal, Map<String, String> environment) {
    public Session {
        Objects.requireNonNull(terminal);
        environment = Map.copyOf(environment);
    }

    /** An environment variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Prints findings in the order of their places. */
    public void report(List<Finding> findings) {
        Report.print(terminal, findings);
    }

    /** Prints what went wrong, without a stack trace, and says how the command ends. */
    public int report(Throwable thrown) {
        if (thrown instanceof Terminal.ReaderGone) {
            return ExitCode.OK;
        }
        PolderException problem = asProblem(thrown);
        if (!problem.findings().isEmpty()) {
            report(problem.findings());
        }
        terminal.note(Report.line(terminal, problem));
        if (variable("POLDER_DEBUG").isPresent()) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            terminal.note(trace.toString());
        }
        return ExitCode.of(problem);
    }

    private static PolderException asProblem(Throwable thrown) {
        if (thrown instanceof PolderException problem) {
            return problem;
        }
        if (thrown instanceof OutOfMemoryError) {
            return new PolderException(
                    Code.INTERNAL,
                    "The command needs more memory than it has",
                    "Give it more: JAVA_TOOL_OPTIONS=-Xmx1g",
                    thrown);
        }
        String what = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return new PolderException(
                Code.INTERNAL, what, "Run it again with POLDER_DEBUG=1 to see where it happened", thrown);
    }
}
