package dev.polder.cli.policy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.Report;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.mesh.MeshDirectory;
import dev.polder.cli.render.Csv;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.client.MeshFile;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder policy impact}. */
@Command(
        name = "impact",
        header = "Show which products, grants and recent readers new or changed policies would hit.",
        description = {
            "Asks the server and changes nothing. Give files with policies or exceptions, or directories of them: a file"
                    + " in domains/NAME/ is that domain's, every other one the mesh's.",
            "Decisions about every active grant, and about everybody who has read in the last 90 days, are made by the"
                    + " policies as they are and as they would be; what differs is shown."
        })
final class ImpactCommand extends ServerCommand {
    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Policies and exceptions as they would be applied.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--without", paramLabel = "POLICY", description = "A policy that would be taken back: mesh/NAME.")
    private List<String> without = new ArrayList<>();

    @Option(names = "--domain", paramLabel = "NAME", description = "The files are this domain's.")
    private Optional<String> domain = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    ImpactCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (files.isEmpty() && without.isEmpty()) {
            throw new PolderException(
                    Code.USAGE, "No policies are given", "Give a file with a policy, or --without mesh/NAME");
        }
        List<MeshFile> sent = new ArrayList<>();
        files.forEach(file -> sent.addAll(read(file)));
        Json answer = client().policyImpact(sent, without);
        switch (output.format()) {
            case TABLE -> table(answer);
            case CSV -> csv(answer);
            case JSON, YAML -> output.format().print(terminal(), answer);
        }
        return ExitCode.OK;
    }

    private List<MeshFile> read(Path path) {
        if (Files.isDirectory(path)) {
            return MeshDirectory.read(path).files().stream()
                    .filter(file -> file.content().contains("Policy"))
                    .map(file -> new MeshFile(placed(path + "/" + file.path()), file.content()))
                    .toList();
        }
        try {
            return List.of(new MeshFile(placed(path.toString()), Files.readString(path)));
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, path + " cannot be read", "Give a file that is there, with a policy in UTF-8", e);
        }
    }

    /** A path by which the server sees whose the policy is. */
    private String placed(String path) {
        String slashed = path.replace('\\', '/');
        return domain.map(name -> "domains/" + name + "/policies/" + slashed.substring(slashed.lastIndexOf('/') + 1))
                .orElse(slashed);
    }

    private void table(Json answer) {
        section("Products that would not keep to it:", answer.at("violations").items(), ImpactCommand::violation);
        section("Violations that would be over:", answer.at("resolved").items(), ImpactCommand::violation);
        section("Grants:", answer.at("grants").items(), ImpactCommand::grant);
        section("Readers of the last 90 days:", answer.at("readers").items(), ImpactCommand::reader);
        long products = answer.at("violations").items().stream()
                .map(item -> item.text("product"))
                .distinct()
                .count();
        int grants = answer.at("grants").items().size();
        int readers = answer.at("readers").items().size();
        boolean nothing = products + grants + readers == 0;
        terminal()
                .line(terminal()
                        .styled(
                                nothing
                                        ? "Nothing that is there would be hit."
                                        : Report.counted(products, "product") + ", " + Report.counted(grants, "grant")
                                                + " and " + Report.counted(readers, "reader") + " would be hit.",
                                nothing ? Style.GOOD : Style.CAUTION));
    }

    private void section(String title, List<Json> items, Function<Json, String> line) {
        if (!items.isEmpty()) {
            terminal().line(terminal().styled(title, Style.STRONG));
            items.forEach(item -> terminal().line("  " + Style.printable(line.apply(item))));
            terminal().line("");
        }
    }

    private static String violation(Json item) {
        String blocks = item.isTrue("blocks") ? "" : " (" + text(item, "enforcement") + ")";
        return text(item, "product") + ": " + text(item, "message") + " (" + text(item, "policy") + ")" + blocks;
    }

    private static String grant(Json item) {
        return (item.isTrue("team") ? "team " : "") + text(item, "grantee") + " for " + text(item, "purpose") + " on "
                + text(item, "port") + " (until " + text(item, "until").replaceFirst("T.*", "") + ") " + change(item);
    }

    private static String reader(Json item) {
        String purpose = item.text("purpose").map(it -> " for " + it).orElse("");
        String columns = item.at("columns").items().stream()
                .flatMap(column -> column.scalar().stream())
                .collect(Collectors.joining(", "));
        return text(item, "principal") + purpose + " on " + text(item, "port")
                + (columns.isEmpty() ? "" : ", who has read " + columns + ",")
                + (text(item, "via").equals("catalog") ? " through the catalog" : "") + " (last "
                + text(item, "lastRead").replaceFirst("T.*", "") + ") " + change(item);
    }

    private static String change(Json item) {
        String what = switch (text(item, "change")) {
            case "denied" -> "would be denied";
            case "permitted" -> "would be permitted";
            default -> "would be shown something else";
        };
        return what + ": "
                + item.at("details").items().stream()
                        .flatMap(detail -> detail.scalar().stream())
                        .collect(Collectors.joining("; "));
    }

    private void csv(Json answer) {
        terminal().line("kind,who,what,change,details");
        answer.at("violations")
                .items()
                .forEach(item -> terminal()
                        .line(Csv.line(List.of(
                                "product",
                                text(item, "product"),
                                text(item, "policy"),
                                item.isTrue("blocks") ? "blocks" : text(item, "enforcement"),
                                text(item, "message")))));
        answer.at("grants").items().forEach(item -> terminal().line(row("grant", text(item, "grantee"), item)));
        answer.at("readers").items().forEach(item -> terminal().line(row("reader", text(item, "principal"), item)));
    }

    private static String row(String kind, String who, Json item) {
        return Csv.line(List.of(
                kind,
                who,
                text(item, "port"),
                text(item, "change"),
                item.at("details").items().stream()
                        .flatMap(detail -> detail.scalar().stream())
                        .collect(Collectors.joining("; "))));
    }

    private static String text(Json item, String name) {
        return item.text(name).orElse("");
    }
}
