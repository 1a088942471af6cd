package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Report;
import dev.polder.cli.ServerOptions;
import dev.polder.cli.Session;
import dev.polder.cli.mesh.ContractPairs.Pair;
import dev.polder.cli.mesh.ContractPairs.Side;
import dev.polder.cli.render.Csv;
import dev.polder.cli.render.OutputFormat;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient;
import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.contract.ContractChange.Kind;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.contract.VersionStep;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder diff}. */
@Command(
        name = "diff",
        header = "Say what a change of contracts means for writers and readers; needs no server.",
        description = {
            "Compares OLD with NEW: two contracts (ODCS), or two directories with contracts, which are paired by id. A"
                    + " product's document stands for its directory, and - for standard input.",
            "Every difference is one line with a code of docs/reference/contract-changes.md. It breaks writers when a"
                    + " record that was accepted may be refused, and readers when what they read may be gone, null or of"
                    + " another type.",
            "Where --server, --data or POLDER_SERVER names a server it also says who reads what breaks: transforms and"
                    + " queries. The verdict is the same without them.",
            "Ends with 1 when something breaks; --fail-on says what counts."
        })
public final class DiffCommand extends PolderCommand {
    /** What makes the command end with 1. */
    enum FailOn {
        BREAKING,
        WRITERS,
        READERS,
        VERSION,
        NOTHING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", paramLabel = "OLD", description = "What holds today.")
    private String old;

    @Parameters(index = "1", paramLabel = "NEW", description = "What is to hold.")
    private String now;

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "breaking",
            description = "What ends with 1: ${COMPLETION-CANDIDATES}; version is a version that was not raised as far"
                    + " as the changes need. Default: ${DEFAULT-VALUE}.")
    private FailOn failOn;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    public DiffCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (old.equals("-") && now.equals("-")) {
            throw new PolderException(
                    Code.USAGE, "Only one of the two can be standard input", "Give a file for the other one");
        }
        ContractPairs pairs = ContractPairs.of(ContractSet.read(old, session()), ContractSet.read(now, session()));
        Map<Pair, MeshPlan.Readers> readers = output.format() == OutputFormat.CSV ? Map.of() : readers(pairs);
        switch (output.format()) {
            case TABLE -> pairs.pairs().forEach(pair -> print(pair, readers.getOrDefault(pair, MeshPlan.Readers.NONE)));
            case CSV -> csv(pairs);
            case JSON, YAML -> output.format().print(terminal(), json(pairs, readers));
        }
        if (output.isTable() && pairs.pairs().isEmpty()) {
            terminal().line("There are no contracts on either side.");
        }
        return fails(pairs) ? ExitCode.FINDINGS : ExitCode.OK;
    }

    /** Who reads what breaks, as far as a server is named and answers. */
    private Map<Pair, MeshPlan.Readers> readers(ContractPairs pairs) {
        Map<Pair, MeshPlan.Readers> readers = new IdentityHashMap<>();
        try {
            Optional<PolderClient> client = server.connectIfNamed(session());
            for (Pair pair : pairs.pairs()) {
                if (client.isPresent() && pair.old().isPresent() && pair.breaks(Side.READERS)) {
                    readers.put(
                            pair,
                            client.get()
                                    .readers(
                                            pair.old().get().id(),
                                            pair.old().get().version(),
                                            pair.changes().stream()
                                                    .filter(change -> change.readers() == Kind.BREAKING)
                                                    .toList()));
                }
            }
        } catch (PolderException e) {
            if (e.code() == Code.USAGE) {
                throw e;
            }
            terminal()
                    .note(e.code() + " (warning) who reads what breaks is not known: " + e.getMessage() + " → "
                            + e.remedy());
        }
        return readers;
    }

    private boolean fails(ContractPairs pairs) {
        return switch (failOn) {
            case BREAKING -> pairs.breaks(Side.WRITERS) || pairs.breaks(Side.READERS);
            case WRITERS -> pairs.breaks(Side.WRITERS);
            case READERS -> pairs.breaks(Side.READERS);
            case VERSION -> !pairs.versionsAreEnough();
            case NOTHING -> false;
        };
    }

    private void print(Pair pair, MeshPlan.Readers known) {
        ChangeLines.print(terminal(), pair.changes());
        ReaderLines.print(terminal(), known.transforms(), known.queries());
        Optional<ContractDiff> diff = pair.diff();
        if (diff.isEmpty()) {
            return;
        }
        Kind writers = diff.get().writers();
        Kind readers = diff.get().readers();
        boolean enough = diff.get().versionIsEnough();
        String versions = diff.get().old().version() + " → " + diff.get().now().version();
        String line = Style.printable(pair.either().id() + " " + versions) + ": "
                + (pair.changes().isEmpty()
                        ? "no differences"
                        : Report.counted(pair.changes().size(), "change") + ", " + ChangeLines.verdict(writers, readers)
                                + "; " + version(diff.get()));
        boolean breaks = writers == Kind.BREAKING || readers == Kind.BREAKING;
        terminal().line(terminal().styled(line, breaks ? Style.BAD : enough ? Style.GOOD : Style.CAUTION));
    }

    private static String version(ContractDiff diff) {
        String needed = diff.neededVersion()
                .map(version -> "version " + version)
                .orElse("a " + ChangeLines.word(diff.needs()) + " version");
        return diff.versionIsEnough()
                ? "it needs " + needed + ", and has it"
                : "it needs " + needed + ", but is " + diff.now().version();
    }

    private void csv(ContractPairs pairs) {
        terminal().line("file,line,column,code,writers,readers,contract,object,path,field,description,remedy");
        for (Pair pair : pairs.pairs()) {
            for (ContractChange change : pair.changes()) {
                terminal()
                        .line(Csv.line(List.of(
                                change.position().file(),
                                Integer.toString(change.position().line()),
                                Integer.toString(change.position().column()),
                                change.code().name(),
                                ChangeLines.word(change.writers()),
                                ChangeLines.word(change.readers()),
                                pair.either().id(),
                                change.object(),
                                change.path(),
                                change.field(),
                                change.description(),
                                change.remedy())));
            }
        }
    }

    private static Json json(ContractPairs pairs, Map<Pair, MeshPlan.Readers> readers) {
        return Json.object()
                .with("breaksWriters", pairs.breaks(Side.WRITERS))
                .with("breaksReaders", pairs.breaks(Side.READERS))
                .with("versionsAreEnough", pairs.versionsAreEnough())
                .with(
                        "contracts",
                        Json.array(pairs.pairs().stream()
                                .map(pair -> json(pair, readers.getOrDefault(pair, MeshPlan.Readers.NONE)))
                                .toList()))
                .done();
    }

    private static Json json(Pair pair, MeshPlan.Readers readers) {
        Optional<ContractDiff> diff = pair.diff();
        return Json.object()
                .with("id", pair.either().id())
                .with("from", pair.old().map(Contract::version))
                .with("to", pair.now().map(Contract::version))
                .with("needs", ChangeLines.word(diff.map(ContractDiff::needs).orElse(VersionStep.NONE)))
                .with("neededVersion", diff.flatMap(ContractDiff::neededVersion))
                .with("versionIsEnough", pair.versionIsEnough())
                .with("breaksWriters", pair.breaks(Side.WRITERS))
                .with("breaksReaders", pair.breaks(Side.READERS))
                .with("changes", ChangeLines.json(pair.changes()))
                .with("breaks", ReaderLines.transforms(readers.transforms()))
                .with("queries", ReaderLines.queries(readers.queries()))
                .done();
    }
}
