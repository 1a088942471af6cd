package dev.polder.server.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends signals to processes, ours or left over from an earlier server. */
final class Signals {
    private Signals() {}

    /**
     * Sends the signal, waits, and kills what is still there after {@code patience}.
     *
     * @return true when it ended by itself, false when it had to be killed
     */
    static boolean end(ProcessHandle process, Child.StopSignal signal, Duration patience) throws InterruptedException {
        if (!process.isAlive()) {
            return true;
        }
        send(process, signal);
        if (isGoneWithin(process, patience)) {
            return true;
        }
        process.destroyForcibly();
        isGoneWithin(process, Duration.ofSeconds(5));
        return false;
    }

    private static void send(ProcessHandle process, Child.StopSignal signal) throws InterruptedException {
        if (signal == Child.StopSignal.TERMINATE) {
            process.destroy();
            return;
        }
        // Java sends only TERM and KILL; every POSIX shell has kill built in.
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal.signal() + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noShell) {
            process.destroy();
        }
    }

    private static boolean isGoneWithin(ProcessHandle process, Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }
}
