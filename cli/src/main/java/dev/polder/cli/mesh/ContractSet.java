package dev.polder.cli.mesh;

import dev.polder.cli.Session;
import dev.polder.client.MeshFile;
import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The contracts of one side of a comparison.
 *
 * @param shown as the user names it
 * @param isSingle whether it is one document, which is compared with whatever stands on the other side
 */
record ContractSet(String shown, boolean isSingle, List<Entry> contracts) {
    /**
     * A contract.
     *
     * @param path relative to the directory; empty for a single document
     */
    record Entry(String path, Contract contract) {}

    ContractSet {
        contracts = List.copyOf(contracts);
    }

    /** Reads a document, a directory, a product's folder by its document, or {@code -} for standard input. */
    static ContractSet read(String given, Session session) {
        if (given.equals("-")) {
            return single("-", standardInput(session), session);
        }
        Path path = Path.of(given);
        if (!Files.exists(path)) {
            throw new PolderException(
                    Code.USAGE,
                    given + " does not exist",
                    "Give a contract, a directory of them, or - for standard input");
        }
        if (Files.isDirectory(path)) {
            return directory(given, path, session);
        }
        List<Finding> findings = new ArrayList<>();
        String text =
                MeshDirectory.Text.read(path, given, findings).orElseThrow(() -> refused(given, findings, session));
        boolean product = YamlReader.read(given, text)
                .root()
                .flatMap(root -> Nodes.text(root, "kind"))
                .filter("DataProduct"::equals)
                .isPresent();
        return product
                ? directory(given, path.getParent() == null ? Path.of(".") : path.getParent(), session)
                : single(given, text, session);
    }

    private static String standardInput(Session session) {
        try {
            return new String(session.terminal().in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }

    private static ContractSet single(String shown, String text, Session session) {
        List<Finding> findings = new ArrayList<>();
        Contract contract = contract(shown, text, findings).orElseThrow(() -> refused(shown, findings, session));
        return new ContractSet(shown, true, List.of(new Entry("", contract)));
    }

    private static ContractSet directory(String shown, Path root, Session session) {
        MeshDirectory mesh = MeshDirectory.read(root);
        List<Finding> findings = new ArrayList<>(mesh.findings());
        List<Entry> contracts = new ArrayList<>();
        for (MeshFile file : mesh.files()) {
            if (isContract(file)) {
                contract(mesh.shown(file.path()), file.content(), findings)
                        .ifPresent(contract -> contracts.add(new Entry(file.path(), contract)));
            }
        }
        if (findings.stream().anyMatch(Finding::isError)) {
            throw refused(shown, findings, session);
        }
        return new ContractSet(shown, false, contracts);
    }

    private static boolean isContract(MeshFile file) {
        String name = file.path().toLowerCase(Locale.ROOT);
        return name.matches("(.*[./])?odcs\\.(yaml|yml|json)")
                || !name.endsWith(".sql")
                        && file.content().contains("DataContract")
                        && YamlReader.read(file.path(), file.content())
                                .root()
                                .flatMap(root -> Nodes.text(root, "kind"))
                                .filter("DataContract"::equals)
                                .isPresent();
    }

    /** As far as the document can be read; what is merely wrong in it is the business of {@code polder lint}. */
    private static Optional<Contract> contract(String shown, String text, List<Finding> findings) {
        YamlReader.Reading reading = YamlReader.read(shown, text);
        if (reading.root().isEmpty()) {
            findings.addAll(reading.findings());
            return Optional.empty();
        }
        Node root = reading.root().get();
        Optional<Contract> contract = ContractParser.parse(root, text).contract();
        if (contract.isEmpty()) {
            findings.add(Finding.error(
                    Code.DOCUMENT_KIND,
                    root.position(),
                    "This is no contract: it has no id and version.",
                    "Give a document of kind DataContract (ODCS 3)."));
        }
        return contract;
    }

    private static PolderException refused(String shown, List<Finding> findings, Session session) {
        session.report(findings);
        return new PolderException(
                findings.stream().findFirst().map(Finding::code).orElse(Code.DOCUMENT_KIND),
                shown + " cannot be compared",
                "Correct what is named above; polder lint says all that is wrong with a document");
    }
}
