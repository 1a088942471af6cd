package dev.polder.cli.ingest;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Body;
import dev.polder.client.IngestResult;
import dev.polder.client.PolderClient;
import dev.polder.core.name.NamedPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends one file to one port. After each chunk the checkpoint says how far it is; a chunk whose answer was lost is sent
 * again with the same key, and the server takes it once.
 */
final class Upload {
    /** How it is done. */
    record Settings(Optional<String> format, int batch, boolean restart, Duration patience) {}

    /**
     * What became of a file.
     *
     * @param checkpoint with the counts of this run and those it went on from
     * @param already whether an earlier run had sent it all
     * @param refusals the first ones of this run, numbered within the file
     */
    record Outcome(
            SourceFile file,
            Checkpoint checkpoint,
            boolean already,
            List<IngestResult.Refusal> refusals,
            Optional<String> deadLetterTopic,
            Optional<String> complaint,
            Duration elapsed) {}

    private static final int MOST_REFUSALS = 20;

    private final Terminal terminal;
    private final PolderClient client;
    private final NamedPort port;
    private final Path dataDirectory;
    private final Settings settings;

    Upload(Terminal terminal, PolderClient client, NamedPort port, Path dataDirectory, Settings settings) {
        this.terminal = terminal;
        this.client = client;
        this.port = port;
        this.dataDirectory = dataDirectory;
        this.settings = settings;
    }

    Outcome send(SourceFile file) {
        AtomicLong read = new AtomicLong();
        try (ByteInput input = file.open(terminal.in(), read)) {
            input.skipByteOrderMark();
            RecordFormat format = RecordFormat.detect(
                    settings.format(), file.path().map(Path::toString).orElse(""), input.preview());
            if (file.path().isEmpty()) {
                Checkpoint start = fresh("stdin:" + UUID.randomUUID(), file, format);
                return send(file, input, read, start, checkpoint -> {});
            }
            try (Checkpoints kept = Checkpoints.open(
                    dataDirectory, file.path().get().toString(), client.server().toString(), port.toString())) {
                Checkpoint start = start(file, format, kept.read());
                if (start.done()) {
                    return new Outcome(file, start, true, List.of(), Optional.empty(), Optional.empty(), Duration.ZERO);
                }
                kept.write(start);
                return send(file, input, read, start, kept::write);
            }
        } catch (IOException e) {
            throw SourceFile.unreadable(file.shown(), e);
        }
    }

    /** Where to begin: anew, or where an earlier run of the unchanged file stopped. */
    private Checkpoint start(SourceFile file, RecordFormat format, Optional<Checkpoint> earlier) {
        Checkpoint fresh = fresh(file.path().orElseThrow().toString(), file, format);
        if (earlier.isEmpty()) {
            return fresh;
        }
        Checkpoint last = earlier.get();
        if (settings.restart()) {
            return new Checkpoint(
                    fresh.file(),
                    fresh.server(),
                    fresh.port(),
                    fresh.size(),
                    fresh.modified(),
                    last.attempt() + 1,
                    fresh.batch(),
                    format,
                    0,
                    0,
                    0,
                    false);
        }
        if (last.size() == file.size() && last.modified() == file.modified()) {
            return last;
        }
        if (last.done() || !last.isBegun()) {
            return fresh;
        }
        throw new PolderException(
                Code.PRECONDITION_FAILED,
                file.shown() + " changed after its first " + last.records() + " records were sent",
                "To send all of it again: --restart");
    }

    private Checkpoint fresh(String path, SourceFile file, RecordFormat format) {
        return new Checkpoint(
                path,
                client.server().toString(),
                port.toString(),
                file.size(),
                file.modified(),
                0,
                settings.batch(),
                format,
                0,
                0,
                0,
                false);
    }

    /** Told of every confirmed chunk. */
    private interface Keeper {
        void keep(Checkpoint checkpoint);
    }

    private Outcome send(SourceFile file, ByteInput input, AtomicLong read, Checkpoint start, Keeper keeper)
            throws IOException {
        if (start.isBegun()) {
            terminal.note(Style.printable(file.shown()) + ": going on after " + start.records() + " records");
        }
        Progress progress = new Progress(terminal, file, start.records());
        Patience patience = new Patience(settings.patience(), e -> progress.waiting(e.getMessage()));
        String identity = identity(start);
        List<IngestResult.Refusal> refusals = new ArrayList<>();
        Optional<String> deadLetterTopic = Optional.empty();
        Checkpoint checkpoint = start;
        Thread farewell = new Thread(() -> terminal.note(Style.printable(file.shown()) + ": stopped"
                + (file.path().isPresent() ? "; the same command goes on" : "")));
        Runtime.getRuntime().addShutdownHook(farewell);
        Chunks chunks = Chunks.of(start.format(), input, start.batch());
        try {
            chunks.start(start.offset());
            for (Optional<Chunk> next = chunks.next(); next.isPresent(); next = chunks.next()) {
                Chunk chunk = next.get();
                IngestResult result = patience.until(() -> send(start.format(), identity, chunk));
                for (IngestResult.Refusal refusal : result.refusals()) {
                    if (refusals.size() < MOST_REFUSALS) {
                        refusals.add(numbered(refusal, checkpoint.records()));
                    }
                }
                deadLetterTopic = result.deadLetterTopic().or(() -> Optional.empty());
                checkpoint = checkpoint.after(chunk, result.accepted(), result.refused());
                keeper.keep(checkpoint);
                progress.at(read.get(), checkpoint);
            }
        } finally {
            progress.end();
            dismiss(farewell);
        }
        if (!checkpoint.done()) {
            checkpoint = checkpoint.finished();
            keeper.keep(checkpoint);
        }
        return new Outcome(file, checkpoint, false, refusals, deadLetterTopic, chunks.complaint(), progress.elapsed());
    }

    private static void dismiss(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // The program is being stopped: the farewell is due.
        }
    }

    private IngestResult send(RecordFormat format, String identity, Chunk chunk) {
        String key = new Digest()
                .with(identity)
                .with(chunk.offset())
                .with(chunk.bytes(), chunk.length())
                .hex();
        return client.ingest(port, Body.of(format.mediaType(), chunk.bytes(), chunk.length()), Optional.of(key));
    }

    private static String identity(Checkpoint start) {
        return new Digest()
                .with(start.file())
                .with(start.size())
                .with(start.modified())
                .with(start.attempt())
                .hex();
    }

    private static IngestResult.Refusal numbered(IngestResult.Refusal refusal, long before) {
        return new IngestResult.Refusal(
                before + refusal.record(), refusal.code(), refusal.field(), refusal.message(), refusal.value());
    }
}
