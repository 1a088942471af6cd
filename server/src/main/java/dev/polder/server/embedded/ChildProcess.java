package dev.polder.server.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A started operating system process whose output goes to a log. */
final class ChildProcess {
    private final Process process;
    private final Instant started;
    private final RotatingLog log;

    private ChildProcess(Process process, RotatingLog log) {
        this.process = process;
        this.started = process.info().startInstant().orElseGet(Instant::now);
        this.log = log;
    }

    static ChildProcess start(ProcessBuilder command, RotatingLog log) throws IOException {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread pump = new Thread(() -> pump(process, log), "log-" + log.file().getFileName());
        pump.setDaemon(true);
        pump.start();
        return new ChildProcess(process, log);
    }

    private static void pump(Process process, RotatingLog log) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.line(line);
            }
        } catch (IOException closed) {
            log.line("(output ended: " + closed.getMessage() + ")");
        }
    }

    long pid() {
        return process.pid();
    }

    /** When the operating system started it; with the pid it names one process for good. */
    Instant started() {
        return started;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; false when the time is over first. */
    boolean awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Only for a process that ended. 128 + n: ended by signal n. */
    int exitStatus() {
        return process.exitValue();
    }

    RotatingLog log() {
        return log;
    }

    /** Asks for a clean stop, and kills what does not obey in time. Returns when the process is gone. */
    void stop(Child.StopSignal signal, Duration patience) throws InterruptedException {
        Signals.end(process.toHandle(), signal, patience);
        process.waitFor();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Lets it do nothing until {@link #thaw}. */
    void freeze() throws InterruptedException {
        signal("STOP");
    }

    void thaw() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
