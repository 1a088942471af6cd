package dev.polder.cli.demo;

import dev.polder.cli.DataDirectory;
import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.cli.mesh.PortView;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.client.PolderClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polder demo}: says and runs the commands that a user would. */
@Command(
        name = "demo",
        header = "Run a whole mesh with the records of a shop.",
        description = {
            "Starts Polder, applies examples/retail, makes the records of a shop with the TPC-DS generator — some of them"
                    + " broken —, sends them through the gate, and shows the Customer 360 that the mesh makes of them.",
            "Every step is a command that you could have typed. Polder goes on running: polder down stops it."
        })
public final class DemoCommand extends PolderCommand {
    private static final String CUSTOMER_360 = "customers.customer-360.customer-360";
    private static final String QUERY =
            "SELECT name, state, channels, orders, revenue, returns_rate, preferred_channel, segment, lifetime_value"
                    + " FROM customers.customer_360.customer_360 ORDER BY lifetime_value DESC LIMIT 10";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(300);

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "0.01",
            description = "TPC-DS scale factor: 0.01 is 1,000 customers and 220,000 records, 1 is 100,000 and"
                    + " 5.5 million. Default: ${DEFAULT-VALUE}.")
    private double scale;

    @Option(
            names = "--broken",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Share of orders, returns and customers to break, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double broken;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory. Default: POLDER_DATA, else ~/.polder.")
    private Path data;

    @Option(names = "--port", paramLabel = "N", description = "HTTP port; the other parts move with it. Default: 7480.")
    private Optional<Integer> port = Optional.empty();

    private final ToIntFunction<String[]> polder;

    /**
     * @param polder runs another command and answers its exit code
     */
    public DemoCommand(Session session, ToIntFunction<String[]> polder) {
        super(session);
        this.polder = polder;
    }

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        checkArguments();
        DataDirectory directory = DataDirectory.find(Optional.ofNullable(data), session());
        Path mesh = exampleMesh();
        Path files = directory.path().resolve("demo").resolve("retail-" + scale + "-" + broken);
        // The generator is busy while the parts start.
        CompletableFuture<RetailData> records = CompletableFuture.supplyAsync(() -> generate(files));

        List<String> up = new ArrayList<>(List.of("up", "--detach"));
        port.ifPresent(number -> up.addAll(List.of("--port", number.toString())));
        if (!step(ExitCode.OK, up) || !step(ExitCode.OK, List.of("apply", mesh.toString(), "--yes"))) {
            return ExitCode.FAILED;
        }
        RetailData made = await(records);
        terminal().note("");
        terminal()
                .note(String.format(
                        Locale.ROOT,
                        "Made %,d records in %s; %,d of them are broken on purpose.",
                        made.records(),
                        files,
                        made.broken()));
        for (RetailData.File file : made.files()) {
            // Refused records are what broken records are for.
            if (!step(
                    file.broken() == 0 ? ExitCode.OK : ExitCode.FINDINGS,
                    List.of("ingest", file.port(), files.resolve(file.file()).toString()))) {
                return ExitCode.FAILED;
            }
        }
        PolderClient client = directory
                .server()
                .map(server -> new PolderClient(server, directory.adminToken(), directory.ca()))
                .orElseThrow();
        awaitLanded(client, made);
        if (!step(ExitCode.OK, List.of("run", CUSTOMER_360, "--wait")) || !step(ExitCode.OK, List.of("query", QUERY))) {
            return ExitCode.FAILED;
        }
        conclude(client, directory, Duration.ofNanos(System.nanoTime() - start));
        return ExitCode.OK;
    }

    private void checkArguments() {
        if (!(scale > 0 && scale <= 1000)) {
            throw new PolderException(
                    Code.USAGE,
                    "--scale " + scale + " is not above 0 and at most 1000",
                    "Try --scale 0.01 or --scale 1");
        }
        if (!(broken >= 0 && broken <= 1)) {
            throw new PolderException(Code.USAGE, "--broken " + broken + " is no share", "Give a number from 0 to 1");
        }
    }

    private static Path exampleMesh() {
        Path mesh = Path.of(System.getProperty("polder.examples", "examples")).resolve("retail");
        if (!Files.isDirectory(mesh)) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "The example mesh is not at " + mesh.toAbsolutePath(),
                    "Run ./polder demo from a whole checkout or an unpacked distribution");
        }
        return mesh;
    }

    private RetailData generate(Path files) {
        try {
            return RetailGenerator.generate(files, scale, broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RetailData await(CompletableFuture<RetailData> records) {
        try {
            return records.join();
        } catch (CompletionException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The demo's records could not be written: " + e.getCause().getMessage(),
                    "Give --data a directory that can be written and has space",
                    e);
        }
    }

    /** Says a command and runs it; whether it ended as it should. */
    private boolean step(int expected, List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        if (data != null) {
            arguments.add(1, "--data");
            arguments.add(2, data.toString());
        }
        terminal().note("");
        terminal()
                .note(terminal()
                        .styledNote(
                                "$ polder "
                                        + command.stream()
                                                .map(DemoCommand::quoted)
                                                .collect(Collectors.joining(" ")),
                                Style.STRONG));
        int code = polder.applyAsInt(arguments.toArray(String[]::new));
        if (code != expected && code != ExitCode.OK) {
            terminal().note("The demo stops here; nothing is lost. Look at: polder status");
            return false;
        }
        return true;
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:,=@+-]+") ? argument : '"' + argument + '"';
    }

    /** Waits until the tables have every record that the gate let through. */
    private void awaitLanded(PolderClient client, RetailData made) throws InterruptedException {
        terminal().note("");
        terminal().note("Waiting until Spark has landed the records in their Iceberg tables …");
        Map<String, Long> accepted = new TreeMap<>();
        made.files().forEach(file -> accepted.merge(file.port(), file.records() - file.broken(), Long::sum));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (client.status().at("ports").items().stream()
                .anyMatch(port -> landed(port) < accepted.getOrDefault(PortView.address(port), 0L))) {
            if (System.nanoTime() > deadline) {
                throw new PolderException(
                        Code.NOT_READY,
                        "The records have not landed after " + PATIENCE.toMinutes() + " minutes",
                        "Look at: polder status, and logs/process.log in the data directory");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static long landed(Json port) {
        return port.text("landed").map(Long::parseLong).orElse(0L);
    }

    private void conclude(PolderClient client, DataDirectory directory, Duration took) {
        terminal().note("");
        terminal()
                .note(terminal()
                        .styledNote(
                                "Customer 360: from an empty machine to a governed data product in " + took.toSeconds()
                                        + " s.",
                                Style.GOOD));
        terminal()
                .note("  UI      " + client.server() + "   (the token to log in with is in "
                        + directory.path().resolve("admin.token") + ")");
        terminal().note("  next    polder status");
        terminal().note("          polder describe " + CUSTOMER_360);
        terminal()
                .note("          polder query \"SELECT segment, count(*) FROM customers.customer_360.customer_360"
                        + " GROUP BY ALL\"");
        terminal().note("  stop    polder down");
    }
}
