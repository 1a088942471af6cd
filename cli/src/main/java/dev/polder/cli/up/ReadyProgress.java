package dev.polder.cli.up;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows how far the parts are: one line that changes on a terminal, a line per part elsewhere. */
final class ReadyProgress {
    private final Terminal terminal;
    private final long begin = System.nanoTime();
    private final Set<String> told = new HashSet<>();

    ReadyProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** {@code 12.3 s}. */
    String elapsedText() {
        return String.format(Locale.ROOT, "%.1f s", elapsed().toMillis() / 1000.0);
    }

    void show(List<LocalServer.Part> parts) {
        if (terminal.errIsTerminal()) {
            terminal.progress("Starting " + elapsedText() + "  "
                    + parts.stream().map(this::coloured).collect(Collectors.joining("  ")));
            return;
        }
        for (LocalServer.Part part : parts) {
            String line = part.name() + " is " + word(part)
                    + part.message()
                            .map(message -> ": " + Style.printable(message))
                            .orElse("");
            if (told.add(line)) {
                terminal.note(line + " (" + elapsedText() + ")");
            }
        }
    }

    /** Leaves the line of the terminal clean. */
    void done() {
        if (terminal.errIsTerminal()) {
            terminal.progress("");
        }
    }

    private String coloured(LocalServer.Part part) {
        Style style = part.isReady() ? Style.GOOD : part.message().isPresent() ? Style.BAD : Style.FAINT;
        return terminal.styledNote(part.name() + " " + word(part), style);
    }

    private static String word(LocalServer.Part part) {
        return part.state().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
