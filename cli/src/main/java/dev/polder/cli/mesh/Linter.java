package dev.polder.cli.mesh;

import dev.polder.cli.Session;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.Undecided;
import dev.polder.core.contract.UndecidedRules;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.core.problem.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks documents without a server. */
final class Linter {
    private Linter() {}

    /**
     * What was looked at.
     *
     * @param files how many documents
     * @param findings with the paths that the user typed or would type
     * @param undecided what the contracts say and no single record can break
     */
    record Result(int files, List<Finding> findings, List<Undecided> undecided) {
        Result {
            findings = List.copyOf(findings);
            undecided = List.copyOf(undecided);
        }

        boolean hasErrors() {
            return findings.stream().anyMatch(Finding::isError);
        }
    }

    /** Checks each directory as a mesh of its own, and all single files together. */
    static Result lint(List<Path> paths) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> single = new LinkedHashMap<>();
        List<Undecided> undecided = new ArrayList<>();
        int files = 0;
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                MeshDirectory mesh = MeshDirectory.read(path);
                files += mesh.files().size();
                findings.addAll(lint(mesh));
                mesh.files().forEach(file -> undecided.addAll(undecided(mesh.shown(file.path()), file.content())));
            } else {
                files++;
                text(path, findings).ifPresent(text -> single.put(MeshDirectory.slashes(path), text));
            }
        }
        findings.addAll(lint(single));
        single.forEach((path, text) -> undecided.addAll(undecided(path, text)));
        return new Result(files, findings, undecided);
    }

    private static List<Undecided> undecided(String path, String text) {
        if (!path.endsWith(".odcs.yaml") && !path.endsWith(".odcs.yml")) {
            return List.of();
        }
        return YamlReader.read(path, text)
                .root()
                .flatMap(root -> ContractParser.parse(root, text).contract())
                .map(contract -> contract.schema().stream()
                        .flatMap(object -> UndecidedRules.of(object).stream())
                        .toList())
                .orElse(List.of());
    }

    /** The documents of a directory that may be sent: warnings are reported, errors refuse. */
    static MeshDirectory sound(Session session, Path directory) {
        MeshDirectory mesh = MeshDirectory.read(directory);
        List<Finding> findings = lint(mesh);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new PolderException(
                    errors.get(0).code(),
                    directory + " has " + (errors.size() == 1 ? "an error" : errors.size() + " errors")
                            + "; nothing was sent",
                    "Correct what is named above; polder lint " + directory + " checks it without a server",
                    findings);
        }
        session.report(findings);
        return mesh;
    }

    private static List<Finding> lint(MeshDirectory mesh) {
        List<Finding> findings = new ArrayList<>(mesh.findings());
        findings.addAll(mesh.shown(PolicyLint.read(mesh.texts()).findings()));
        if (mesh.files().isEmpty() && mesh.findings().isEmpty()) {
            findings.add(Finding.error(
                    Code.DOCUMENT_KIND,
                    Position.start(mesh.shown("")),
                    "The directory holds no documents.",
                    "A mesh has *.odps.yaml, *.odcs.yaml, pipeline.yaml and domain.yaml; examples/retail is one."));
        }
        return findings;
    }

    private static List<Finding> lint(Map<String, String> texts) {
        return texts.isEmpty() ? List.of() : PolicyLint.read(texts).findings();
    }

    private static Optional<String> text(Path path, List<Finding> findings) {
        if (!Files.exists(path)) {
            throw new PolderException(
                    Code.USAGE, path + " does not exist", "Give directories and files that are there");
        }
        return MeshDirectory.Text.read(path, MeshDirectory.slashes(path), findings);
    }
}
