package dev.polder.cli.render;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command writes: data to {@link #out()}, everything else to {@link #err()}, always UTF-8.
 *
 * <p>Java can only tell whether input and output together are a terminal. The launcher knows better and says so in the
 * system property {@code polder.terminal}: a list of {@code in}, {@code out} and {@code err}.
 */
public final class Terminal {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean inIsTerminal;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean colours;
    private long outputs;

    private Terminal(InputStream in, PrintStream out, PrintStream err, String terminals, boolean colours) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.inIsTerminal = terminals.contains("in");
        this.outIsTerminal = terminals.contains("out");
        this.errIsTerminal = terminals.contains("err");
        this.colours = colours;
    }

    /** The process's own streams. */
    public static Terminal system(Map<String, String> environment) {
        String terminals = System.getProperty("polder.terminal", System.console() != null ? "in,out,err" : "");
        boolean colours = !environment.containsKey("NO_COLOR") && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                System.in,
                stream(new FileOutputStream(FileDescriptor.out)),
                stream(new FileOutputStream(FileDescriptor.err)),
                terminals,
                colours);
    }

    /** Writes to the given streams, which are no terminal. */
    public static Terminal to(InputStream in, OutputStream out, OutputStream err) {
        return new Terminal(in, stream(out), stream(err), "", false);
    }

    private static PrintStream stream(OutputStream out) {
        return new PrintStream(new BufferedOutputStream(out, 1 << 15), false, StandardCharsets.UTF_8);
    }

    public InputStream in() {
        return in;
    }

    /** Bytes for standard output; {@link #flush()} afterwards. */
    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** A line of data. */
    public void line(String text) {
        out.append(text).append('\n');
    }

    /** A line for people beside the data: progress, a summary, a hint. */
    public void note(String text) {
        out.flush();
        err.append(text).append('\n').flush();
    }

    /** Overwrites the last line of the terminal; only where {@link #errIsTerminal()}. */
    public void progress(String text) {
        out.flush();
        err.append('\r').append(text).append("\u001b[K").flush();
    }

    public void flush() {
        out.flush();
        err.flush();
    }

    /** Thrown when nobody reads standard output any more, as after {@code | head}: the command has done its work. */
    public static final class ReaderGone extends RuntimeException {
        private ReaderGone() {
            super("standard output is closed");
        }
    }

    /** {@link #checkReader()} for every thousandth of many small outputs. */
    public void checkReaderNowAndThen() {
        if (++outputs % 1000 == 0) {
            checkReader();
        }
    }

    /** For commands with much to say: stops them when nobody listens. */
    public void checkReader() {
        if (out.checkError()) {
            throw new ReaderGone();
        }
    }

    /** Coloured for standard output, if that is a terminal. */
    public String styled(String text, Style style) {
        return outIsTerminal && colours ? style.on(text) : text;
    }

    /** Coloured for standard error, if that is a terminal. */
    public String styledNote(String text, Style style) {
        return errIsTerminal && colours ? style.on(text) : text;
    }

    /** Whether a question can be asked and answered. */
    public boolean isInteractive() {
        return inIsTerminal && errIsTerminal;
    }

    /** Asks for yes or no; anything but yes is no. */
    public boolean confirm(String question) {
        out.flush();
        err.append(question).append(" [y/N] ").flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }
}
