package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.GroupCommand;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.client.IdentityClient;
import dev.polder.client.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder team}. */
@Command(
        name = "team",
        header = "Add, list or remove teams, and change their members.",
        description = "A domain names in domain.yaml the team that owns it and those that build in it.")
public final class TeamCommand extends GroupCommand {
    private TeamCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new TeamCommand(session))
                .addSubcommand("add", new Add(session))
                .addSubcommand("list", new All(session))
                .addSubcommand("members", new Members(session))
                .addSubcommand("remove", new Remove(session));
    }

    /** {@code polder team add}. */
    @Command(name = "add", header = "Add a team.")
    static final class Add extends ServerCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "As domain.yaml names it, such as sales-team.")
        private String name;

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "USER", description = "Its members.")
        private List<String> members = List.of();

        @Option(names = "--title", paramLabel = "TEXT", description = "How people call it.")
        private String title;

        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity()
                    .addTeam(Json.object()
                            .with("name", name)
                            .with("title", Optional.ofNullable(title))
                            .with("members", Json.texts(members))
                            .done());
            terminal().line("Added " + name + ".");
            return ExitCode.OK;
        }
    }

    /** {@code polder team list}. */
    @Command(name = "list", header = "List teams with their members and the domains that name them.")
    static final class All extends ServerCommand {
        @Mixin
        private OutputOption output = new OutputOption();

        All(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            new Listing()
                    .column("NAME", "name")
                    .column("TITLE", "title")
                    .column("MEMBERS", team -> Words.of(team.at("members")))
                    .column("DOMAINS", team -> Words.of(team.at("domains")))
                    .print(terminal(), output.format(), client().identity().teams());
            return ExitCode.OK;
        }
    }

    /** {@code polder team members}. */
    @Command(
            name = "members",
            header = "Show a team's members, or change them.",
            description = "polder team members sales-team --add ana --remove bob")
    static final class Members extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "The team.")
        private String name;

        @Option(names = "--add", paramLabel = "USER", description = "Makes a user a member; may be repeated.")
        private List<String> added = List.of();

        @Option(names = "--remove", paramLabel = "USER", description = "Ends a membership; may be repeated.")
        private List<String> removed = List.of();

        Members(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            IdentityClient identity = client().identity();
            added.forEach(user -> identity.addMember(name, user));
            removed.forEach(user -> identity.removeMember(name, user));
            identity.team(name)
                    .at("members")
                    .items()
                    .forEach(member -> terminal().line(member.scalar().orElse("")));
            return ExitCode.OK;
        }
    }

    /** {@code polder team remove}. */
    @Command(name = "remove", header = "Remove a team that no domain names.")
    static final class Remove extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "The team.")
        private String name;

        Remove(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().removeTeam(name);
            terminal().line("Removed " + name + ".");
            return ExitCode.OK;
        }
    }
}
