package dev.polder.cli.ingest;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a file is: a bar on a terminal, a plain line now and then elsewhere. */
final class Progress {
    private static final long BAR_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int BAR = 24;
    private static final int MAX_NAME = 32;

    private final Terminal terminal;
    private final String shown;
    private final long size;
    private final long start = System.nanoTime();
    private final long skipped;
    private long last;
    private boolean drawn;

    /**
     * @param size bytes on disk; 0 when unknown
     * @param skipped records that an earlier run sent
     */
    Progress(Terminal terminal, SourceFile file, long skipped) {
        this.terminal = terminal;
        this.shown = name(file.shown());
        this.size = file.size();
        this.skipped = skipped;
        this.last = start;
    }

    void at(long read, Checkpoint checkpoint) {
        long now = System.nanoTime();
        if (now - last < (terminal.errIsTerminal() ? BAR_NANOS : LINE_NANOS)) {
            return;
        }
        last = now;
        String figures = String.format(
                Locale.ROOT,
                "%,d accepted, %,d refused, %s",
                checkpoint.accepted(),
                checkpoint.refused(),
                rate(checkpoint));
        if (terminal.errIsTerminal()) {
            drawn = true;
            terminal.progress(shown + "  " + bar(read) + "  " + figures);
        } else {
            terminal.note(shown + ": " + (size > 0 ? percent(read) + " %, " : "") + figures);
        }
    }

    /** The file's name without its folders and not too long, so that the bar fits on one line. */
    private static String name(String path) {
        String name = Style.printable(path.substring(path.lastIndexOf('/') + 1));
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 1) + "…";
    }

    void waiting(String why) {
        if (terminal.errIsTerminal()) {
            drawn = true;
            terminal.progress(shown + "  waiting: " + Style.printable(why));
        } else {
            terminal.note(shown + ": waiting: " + Style.printable(why));
        }
    }

    /** Removes the bar. */
    void end() {
        if (drawn) {
            terminal.progress("");
        }
    }

    String rate(Checkpoint checkpoint) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%,.0f/s", (checkpoint.records() - skipped) / Math.max(seconds, 0.001));
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String bar(long read) {
        if (size <= 0) {
            return String.format(Locale.ROOT, "%.1f MB", read / 1e6);
        }
        int full = (int) (BAR * Math.min(1.0, (double) read / size));
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + percent(read) + " %";
    }

    private long percent(long read) {
        return Math.min(100, read * 100 / Math.max(1, size));
    }
}
