package dev.polder.cli;

import dev.polder.cli.access.AccessCommand;
import dev.polder.cli.access.CanICommand;
import dev.polder.cli.audit.AuditCommand;
import dev.polder.cli.bench.BenchCommand;
import dev.polder.cli.demo.DemoCommand;
import dev.polder.cli.identity.LoginCommand;
import dev.polder.cli.identity.LogoutCommand;
import dev.polder.cli.identity.TeamCommand;
import dev.polder.cli.identity.TokenCommand;
import dev.polder.cli.identity.UserCommand;
import dev.polder.cli.identity.WhoamiCommand;
import dev.polder.cli.ingest.IngestCommand;
import dev.polder.cli.kafka.KafkaCommand;
import dev.polder.cli.letters.LettersCommand;
import dev.polder.cli.mesh.ApplyCommand;
import dev.polder.cli.mesh.DeleteCommand;
import dev.polder.cli.mesh.DescribeCommand;
import dev.polder.cli.mesh.DiffCommand;
import dev.polder.cli.mesh.GetCommand;
import dev.polder.cli.mesh.LintCommand;
import dev.polder.cli.mesh.PlanCommand;
import dev.polder.cli.policy.PolicyCommand;
import dev.polder.cli.privacy.ForgetCommand;
import dev.polder.cli.privacy.KeysCommand;
import dev.polder.cli.query.QueryCommand;
import dev.polder.cli.render.Terminal;
import dev.polder.cli.runs.RunCommand;
import dev.polder.cli.runs.RunsCommand;
import dev.polder.cli.runs.StatusCommand;
import dev.polder.cli.up.DownCommand;
import dev.polder.cli.up.UpCommand;
import dev.polder.core.document.Closest;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code polder}. */
@Command(
        name = "polder",
        header = "Polder: a data mesh on one machine and beyond.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = PolderMain.Version.class)
public final class PolderMain extends PolderCommand {
    /** In the order of the help. */
    static final List<String> COMMANDS = List.of(
            "up",
            "down",
            "status",
            "lint",
            "diff",
            "plan",
            "apply",
            "get",
            "describe",
            "delete",
            "policy",
            "ingest",
            "deadletters",
            "access",
            "can-i",
            "query",
            "kafka",
            "audit",
            "login",
            "logout",
            "whoami",
            "user",
            "team",
            "token",
            "keys",
            "forget",
            "run",
            "runs",
            "demo",
            "bench",
            "version",
            "completion");

    private static final String FIRST_STEPS = """
            Polder: a data mesh on one machine and beyond.

              polder demo                     start everything and load the mesh of a shop

              polder lint DIR                 check the documents of a mesh
              polder apply DIR                make the mesh what they say
              polder ingest ADDRESS FILE      send records through the gate
              polder query "SELECT ..."       read what was published
              polder access request ADDRESS   ask the owner of data for access; polder can-i says why not
              polder status                   see how everything is

            All commands: polder --help""";

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private PolderMain(Session session) {
        super(session);
    }

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.system(environment);
        int code = run(new Session(terminal, environment), args);
        terminal.flush();
        System.exit(code);
    }

    /** Runs one command; nothing is thrown. */
    static int run(Session session, String... args) {
        try {
            int code = commandLine(session, wanted(args)).execute(args);
            session.terminal().flush();
            return code;
        } catch (Throwable e) {
            return session.report(e);
        }
    }

    @Override
    public Integer call() {
        terminal().line(FIRST_STEPS);
        return ExitCode.OK;
    }

    /** All commands, for help and completion. */
    static CommandLine commandLine(Session session) {
        return commandLine(session, COMMANDS);
    }

    /** Looking at a command's annotations takes time, so only the one that is asked for is looked at. */
    private static List<String> wanted(String... args) {
        Optional<String> command =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst();
        boolean single = command.isPresent()
                && args[0].equals(command.get())
                && COMMANDS.contains(args[0])
                && !args[0].equals("completion");
        return single ? List.of(args[0]) : COMMANDS;
    }

    private static CommandLine commandLine(Session session, List<String> commands) {
        CommandLine line = new CommandLine(new PolderMain(session));
        for (String name : commands) {
            line.addSubcommand(name, command(name, session));
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(session.terminal().out(), true));
        line.setErr(new PrintWriter(session.terminal().err(), true));
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(session.terminal().outIsTerminal() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((e, commandLine, parsed) -> session.report(e));
        line.setParameterExceptionHandler((e, arguments) -> session.report(usage(e)));
        explainExitCodes(line);
        return line;
    }

    private static Object command(String name, Session session) {
        return switch (name) {
            case "up" -> new UpCommand(session);
            case "down" -> new DownCommand(session);
            case "status" -> new StatusCommand(session);
            case "lint" -> new LintCommand(session);
            case "diff" -> new DiffCommand(session);
            case "plan" -> new PlanCommand(session);
            case "apply" -> new ApplyCommand(session);
            case "get" -> new GetCommand(session);
            case "describe" -> new DescribeCommand(session);
            case "delete" -> new DeleteCommand(session);
            case "policy" -> PolicyCommand.commandLine(session);
            case "ingest" -> new IngestCommand(session);
            case "deadletters" -> LettersCommand.commandLine(session);
            case "access" -> AccessCommand.commandLine(session);
            case "can-i" -> new CanICommand(session);
            case "query" -> new QueryCommand(session);
            case "kafka" -> KafkaCommand.commandLine(session);
            case "audit" -> AuditCommand.commandLine(session);
            case "login" -> new LoginCommand(session);
            case "logout" -> new LogoutCommand(session);
            case "whoami" -> new WhoamiCommand(session);
            case "user" -> UserCommand.commandLine(session);
            case "team" -> TeamCommand.commandLine(session);
            case "token" -> TokenCommand.commandLine(session);
            case "keys" -> KeysCommand.commandLine(session);
            case "forget" -> new ForgetCommand(session);
            case "run" -> new RunCommand(session);
            case "runs" -> new RunsCommand(session);
            case "demo" -> new DemoCommand(session, args -> run(session, args));
            case "bench" -> new BenchCommand(session);
            case "version" -> new VersionCommand(session);
            case "completion" -> new CompletionCommand(session);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void explainExitCodes(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" " + ExitCode.OK, "done");
        codes.put(" " + ExitCode.FINDINGS, "findings, a breaking change, refused records, something not ready");
        codes.put(" " + ExitCode.USAGE, "the command was not written as it should be");
        codes.put(" " + ExitCode.FAILED, "refused or failed");
        CommandSpec spec = line.getCommandSpec();
        spec.usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes)
                .synopsisHeading("%nUsage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%nOptions:%n");
        if (!spec.subcommands().isEmpty()) {
            spec.usageMessage().commandListHeading("%nCommands:%n");
        }
        line.getSubcommands().values().forEach(PolderMain::explainExitCodes);
    }

    private static PolderException usage(ParameterException e) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched && spec.parent() == null) {
            String word = unmatched.getUnmatched().get(0);
            String guess = Closest.to(word, COMMANDS)
                    .map(command -> "Did you mean: polder " + command + "? ")
                    .orElse("");
            return new PolderException(
                    Code.USAGE,
                    word.startsWith("-") ? "polder has no option '" + word + "'" : "'" + word + "' is no command",
                    guess + "All commands: polder --help");
        }
        String name = spec.qualifiedName(" ");
        String help = name + " --help";
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            String words = String.join(" ", unmatched.getUnmatched());
            return new PolderException(
                    Code.USAGE,
                    name + " does not know what to do with '" + words + "'",
                    suggestions.isEmpty()
                            ? "See " + help
                            : "Did you mean: " + String.join(" or ", suggestions) + "? See " + help);
        }
        String message = e instanceof MissingParameterException missing
                ? name + " needs more: "
                        + String.join(
                                ", ",
                                missing.getMissing().stream()
                                        .map(arg -> arg.paramLabel())
                                        .toList())
                : invalid(e);
        return new PolderException(Code.USAGE, message, "See " + help);
    }

    private static String invalid(ParameterException e) {
        ArgSpec argument = e.getArgSpec();
        if (argument == null || e.getValue() == null) {
            return e.getMessage();
        }
        String label = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        if (argument.type() == int.class || argument.type() == Integer.class) {
            return label + " takes a whole number, and '" + e.getValue() + "' is none";
        }
        if (argument.completionCandidates() != null) {
            return label + " takes "
                    + String.join(", ", argument.completionCandidates()).toLowerCase(Locale.ROOT) + ", and '"
                    + e.getValue() + "' is none of them";
        }
        return e.getMessage().replaceFirst("^Invalid value for [^:]*: (?=')", "");
    }

    /** For {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {VersionCommand.text()};
        }
    }
}
