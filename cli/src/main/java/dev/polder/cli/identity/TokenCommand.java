package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.GroupCommand;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Moments;
import dev.polder.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder token}. */
@Command(
        name = "token",
        header = "Create, list or revoke API tokens.",
        description = "A token stands for its user. It is shown once, when it is made: the server does not keep it.")
public final class TokenCommand extends GroupCommand {
    private TokenCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new TokenCommand(session))
                .addSubcommand("create", new Create(session))
                .addSubcommand("list", new All(session))
                .addSubcommand("revoke", new Revoke(session))
                .addSubcommand("rotate-admin", new RotateAdmin(session));
    }

    /** {@code polder token create}. */
    @Command(
            name = "create",
            header = "Make a token, and print it.",
            description = "It is printed alone on standard output: polder token create --name job > job.token")
    static final class Create extends ServerCommand {
        @Option(names = "--name", required = true, paramLabel = "TEXT", description = "What it is for.")
        private String name;

        @Option(names = "--user", paramLabel = "NAME", description = "Whose; yours without it. For administrators.")
        private String user;

        @Option(
                names = "--lifetime",
                paramLabel = "DURATION",
                converter = Times.Span.class,
                description = "How long it lasts, such as 12h or P30D. Default: what the server is configured to.")
        private Duration lifetime;

        @Mixin
        private OutputOption output = new OutputOption();

        Create(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Json made = client().identity().createToken(name, Optional.ofNullable(user), Optional.ofNullable(lifetime));
            if (!output.isTable()) {
                output.format().print(terminal(), made);
                return ExitCode.OK;
            }
            terminal().line(made.text("token").orElse(""));
            terminal()
                    .note("It is " + made.text("id").orElse("") + ", ends "
                            + Moments.toSecond(made.text("expiresAt").orElse("")) + ", and is not shown again.");
            return ExitCode.OK;
        }
    }

    /** {@code polder token list}. */
    @Command(name = "list", header = "List tokens, the newest first.")
    static final class All extends ServerCommand {
        @Option(names = "--user", paramLabel = "NAME", description = "Whose; yours without it. For administrators.")
        private String user;

        @Mixin
        private OutputOption output = new OutputOption();

        All(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            new Listing()
                    .column("ID", "id")
                    .column("NAME", "name")
                    .column("USER", "user")
                    .column("STATE", All::state)
                    .column(
                            "ENDS",
                            token -> Moments.toSecond(token.text("expiresAt").orElse("")))
                    .column(
                            "LAST USED",
                            token -> Moments.toSecond(token.text("lastUsedAt").orElse("never")))
                    .print(terminal(), output.format(), client().identity().tokens(Optional.ofNullable(user)));
            return ExitCode.OK;
        }

        private static String state(Json token) {
            if (token.text("revokedAt").isPresent()) {
                return "revoked";
            }
            boolean ended = token.text("expiresAt")
                    .map(Instant::parse)
                    .filter(end -> end.isBefore(Instant.now()))
                    .isPresent();
            return ended ? "ended" : "active";
        }
    }

    /** {@code polder token revoke}. */
    @Command(name = "revoke", header = "End a token: it is worth nothing within a second.")
    static final class Revoke extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "As polder token list shows it.")
        private String id;

        Revoke(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().revokeToken(id);
            terminal().line("Revoked " + id + ".");
            return ExitCode.OK;
        }
    }

    /** {@code polder token rotate-admin}. */
    @Command(
            name = "rotate-admin",
            header = "Give the administrator a new token, in admin.token of the server's data directory.",
            description =
                    "The old one is worth nothing from then on. Every other server of the mesh does the same in its own.")
    static final class RotateAdmin extends ServerCommand {
        RotateAdmin(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().rotateAdminToken();
            terminal().line("The administrator has a new token, in admin.token of the server's data directory.");
            return ExitCode.OK;
        }
    }
}
