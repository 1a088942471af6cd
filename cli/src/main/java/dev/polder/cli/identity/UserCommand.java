package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.GroupCommand;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.client.Json;
import dev.polder.core.access.MeshRole;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder user}. */
@Command(
        name = "user",
        header = "Add, list, disable or remove people and service accounts.",
        description = "They log in with tokens (polder token create); with a provider of OpenID Connect people come by"
                + " themselves.")
public final class UserCommand extends GroupCommand {
    private UserCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new UserCommand(session))
                .addSubcommand("add", new Add(session))
                .addSubcommand("list", new All(session))
                .addSubcommand("roles", new Roles(session))
                .addSubcommand("disable", new Disable(session))
                .addSubcommand("enable", new Enable(session))
                .addSubcommand("remove", new Remove(session));
    }

    private static List<String> words(List<MeshRole> roles) {
        return roles.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** {@code polder user add}. */
    @Command(name = "add", header = "Add a person, or with --service a service account.")
    static final class Add extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "Lower case, such as ana; an address of mail will do.")
        private String name;

        @Option(names = "--service", description = "It is a program.")
        private boolean service;

        @Option(names = "--title", paramLabel = "TEXT", description = "How people call them.")
        private String title;

        @Option(names = "--role", paramLabel = "ROLE", description = "admin or governance; may be given twice.")
        private List<MeshRole> roles = List.of();

        @Option(names = "--team", paramLabel = "TEAM", description = "A team to be a member of; may be repeated.")
        private List<String> teams = List.of();

        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity()
                    .addUser(Json.object()
                            .with("name", name)
                            .with("kind", service ? "service" : "person")
                            .with("title", Optional.ofNullable(title))
                            .with("roles", Json.texts(words(roles)))
                            .with("teams", Json.texts(teams))
                            .done());
            terminal().line("Added " + name + ".");
            terminal().note("To let them log in: polder token create --user " + name + " --name login");
            return ExitCode.OK;
        }
    }

    /** {@code polder user list}. */
    @Command(name = "list", header = "List people and service accounts.")
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
                    .column("KIND", "kind")
                    .column("STATE", user -> user.isTrue("disabled") ? "disabled" : "active")
                    .column("TEAMS", user -> Words.of(user.at("teams")))
                    .column("ROLES", user -> Words.of(user.at("roles")))
                    .column("DOMAINS", All::domains)
                    .print(terminal(), output.format(), client().identity().users());
            return ExitCode.OK;
        }

        private static String domains(Json user) {
            return user.at("domains").fields().entrySet().stream()
                    .map(domain ->
                            domain.getKey() + ":" + domain.getValue().scalar().orElse(""))
                    .collect(Collectors.joining(", "));
        }
    }

    /** {@code polder user roles}. */
    @Command(
            name = "roles",
            header = "Set a user's roles in the mesh.",
            description = "Without a role they have none. Roles in a domain follow from its domain.yaml.")
    static final class Roles extends ServerCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Whose.")
        private String name;

        @Parameters(index = "1..*", arity = "0..2", paramLabel = "ROLE", description = "admin or governance.")
        private List<MeshRole> roles = List.of();

        Roles(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().setRoles(name, words(roles));
            terminal()
                    .line(name
                            + (roles.isEmpty()
                                    ? " has no role in the mesh."
                                    : " is " + String.join(", ", words(roles)) + "."));
            return ExitCode.OK;
        }
    }

    /** {@code polder user disable}. */
    @Command(name = "disable", header = "Let a user's tokens be worth nothing, until enabled again.")
    static final class Disable extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "Whom.")
        private String name;

        Disable(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().disableUser(name);
            terminal().line(name + " is disabled.");
            return ExitCode.OK;
        }
    }

    /** {@code polder user enable}. */
    @Command(name = "enable", header = "Take back a disable.")
    static final class Enable extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "Whom.")
        private String name;

        Enable(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().enableUser(name);
            terminal().line(name + " is enabled.");
            return ExitCode.OK;
        }
    }

    /** {@code polder user remove}. */
    @Command(
            name = "remove",
            header = "Remove a user with all tokens.",
            description = "The name is never given to anybody else.")
    static final class Remove extends ServerCommand {
        @Parameters(paramLabel = "NAME", description = "Whom.")
        private String name;

        Remove(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            client().identity().removeUser(name);
            terminal().line("Removed " + name + ".");
            return ExitCode.OK;
        }
    }
}
