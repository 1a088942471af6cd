package dev.polder.cli.mesh;

import dev.polder.cli.Session;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks documents without a server. */
final class Linter {
    private Linter() {}

    /**
     * What was looked at.
     *
     * @param files how many documents
     * @param findings with the paths that the user sees
     */
    record Result(int files, List<Finding> findings) {
        Result {
            findings = List.copyOf(findings);
        }

        boolean hasErrors() {
            return findings.stream().anyMatch(Finding::isError);
        }
    }

    /** Checks directories as meshes and files each for itself. */
    static Result lint(List<Path> paths) {
        List<Finding> findings = new ArrayList<>();
        int files = 0;
        for (Path path : paths) {
            MeshDirectory mesh = MeshDirectory.read(path);
            files += mesh.files().size();
            findings.addAll(lint(mesh));
        }
        return new Result(files, findings);
    }

    /**
     * The documents of a directory that may be sent: warnings are reported, errors refuse.
     */
    static MeshDirectory sound(Session session, Path directory) {
        MeshDirectory mesh = MeshDirectory.read(directory);
        List<Finding> findings = lint(mesh);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new PolderException(
                    errors.get(0).code(),
                    directory + " cannot be applied: it has "
                            + (errors.size() == 1 ? "an error" : errors.size() + " errors") + "; nothing was sent",
                    "Correct what is named above; polder lint " + directory + " checks without a server",
                    findings);
        }
        session.report(findings);
        return mesh;
    }

    /** Findings with the paths that the user sees. */
    static List<Finding> lint(MeshDirectory mesh) {
        List<Finding> findings = new ArrayList<>(mesh.findings());
        return findings;
    }
}
