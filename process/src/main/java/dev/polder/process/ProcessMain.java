package dev.polder.process;

import dev.polder.core.problem.PolderException;
import java.nio.file.Path;

/** Starts the process: {@code ProcessMain CONFIG.json}. */
public final class ProcessMain {
    private ProcessMain() {}

    /** Runs until it is told to stop or its parent is gone; exits with 2 when the configuration cannot be used. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: ProcessMain CONFIG.json");
            System.exit(2);
        }
        try {
            ProcessConfig config = ProcessConfig.read(Path.of(arguments[0]));
            Parent.watch(config.parentPid());
            Worker.run(config);
            // Spark ended by itself; threads of its own may still run. The supervisor starts the process anew.
            System.exit(3);
        } catch (PolderException e) {
            System.err.println(e.code() + " " + e.getMessage() + " → " + e.remedy());
            System.exit(e.code().kind().httpStatus() == 422 ? 2 : 3);
        }
    }
}
