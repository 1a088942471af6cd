package dev.polder.cli.policy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.client.Json;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyParser;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polder policy library}. */
@Command(
        name = "library",
        header = "List the policies that come with Polder, or print one.",
        description = "polder policy init DIR puts them into a mesh, where they are yours to change. Needs no server.")
final class LibraryCommand extends PolderCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Print this policy's document.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    LibraryCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (name.isPresent()) {
            terminal().out().print(text(name.get()));
            return ExitCode.OK;
        }
        List<Json> policies = PolicyLibrary.POLICIES.stream()
                .map(policy -> json(PolicyParser.read(policy, text(policy), Optional.empty())
                        .document()
                        .orElseThrow()))
                .toList();
        new Listing()
                .column("POLICY", "name")
                .column("KIND", "kind")
                .column("ENFORCEMENT", "enforcement")
                .column("TITLE", "title")
                .print(terminal(), output.format(), policies);
        return ExitCode.OK;
    }

    private static String text(String name) {
        String text = PolicyLibrary.files().get(name + ".yaml");
        if (text == null) {
            throw new PolderException(
                    Code.NOT_FOUND, "The library has no policy '" + name + "'", "List all: polder policy library");
        }
        return text;
    }

    private static Json json(PolicyDocument document) {
        boolean access = document instanceof AccessPolicy;
        String title = access
                ? ((AccessPolicy) document).title().orElse("")
                : ((ProductPolicy) document).title().orElse("");
        Enum<?> enforcement =
                access ? ((AccessPolicy) document).enforcement() : ((ProductPolicy) document).enforcement();
        String name = access
                ? ((AccessPolicy) document).name().name()
                : ((ProductPolicy) document).name().name();
        return Json.object()
                .with("name", name)
                .with("kind", access ? "access" : "product")
                .with("enforcement", enforcement.name().toLowerCase(Locale.ROOT))
                .with("title", title)
                .done();
    }
}
