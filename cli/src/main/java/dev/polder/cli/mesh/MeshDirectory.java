package dev.polder.cli.mesh;

import dev.polder.client.MeshFile;
import dev.polder.client.MeshPlan;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.core.problem.Position;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The documents of a directory: its YAML, JSON and SQL files. Hidden files, build output, anything else and whatever a
 * link leads out of the directory to are left alone.
 *
 * @param files by path relative to the directory
 * @param findings files that cannot be read as documents, by the path that the user sees
 */
public record MeshDirectory(Path root, List<MeshFile> files, List<Finding> findings) {
    private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json", "sql");
    private static final Set<String> OUTPUT = Set.of("target", "node_modules", "build", "out");
    private static final int MAX_FILES = 20_000;
    private static final long MAX_TOTAL_BYTES = 64L << 20;

    public MeshDirectory {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    public static MeshDirectory read(Path root) {
        if (!Files.exists(root)) {
            throw new PolderException(
                    Code.USAGE, root + " does not exist", "Give the directory of a mesh, such as examples/retail");
        }
        if (!Files.isDirectory(root)) {
            throw new PolderException(
                    Code.USAGE, root + " is not a directory", "Give the directory that the document stands in");
        }
        Collector collector = new Collector(root);
        try {
            Files.walkFileTree(root, collector);
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, root + " cannot be read: " + e.getMessage(), "Check that you may read it", e);
        }
        collector.files.sort(Comparator.comparing(MeshFile::path));
        return new MeshDirectory(root, collector.files, collector.findings);
    }

    /** A path of a finding as the user would type it here. */
    public String shown(String path) {
        String prefix = slashes(root);
        if (path.isEmpty()) {
            return prefix;
        }
        return prefix.equals(".") || prefix.isEmpty() ? path : prefix + "/" + path;
    }

    /** The texts by path. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.path(), file.content()));
        return texts;
    }

    /** Findings about the files of this directory, with the paths that the user would type. */
    public List<Finding> shown(List<Finding> others) {
        return others.stream()
                .map(finding -> new Finding(
                        finding.code(),
                        finding.severity(),
                        shown(finding.position()),
                        finding.message(),
                        finding.remedy()))
                .toList();
    }

    private Position shown(Position position) {
        return new Position(shown(position.file()), position.line(), position.column());
    }

    private MeshPlan.Contract shown(MeshPlan.Contract contract) {
        return new MeshPlan.Contract(
                contract.port(),
                contract.from(),
                contract.to(),
                contract.changes().stream()
                        .map(change -> change.at(shown(change.position())))
                        .toList(),
                contract.breaks(),
                contract.queries());
    }

    MeshPlan shown(MeshPlan plan) {
        return new MeshPlan(
                plan.changes(), plan.contracts().stream().map(this::shown).toList(), shown(plan.findings()));
    }

    static String slashes(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }

    static boolean isDocument(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<MeshFile> files = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private long total;

        Collector(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean skipped = !directory.equals(root) && (name.startsWith(".") || OUTPUT.contains(name));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (file.getFileName().toString().startsWith(".") || !isDocument(file) || !isInside(file, attributes)) {
                return FileVisitResult.CONTINUE;
            }
            if (files.size() >= MAX_FILES || (total += Files.size(file)) > MAX_TOTAL_BYTES) {
                throw new PolderException(
                        Code.USAGE,
                        root + " holds more than " + MAX_FILES + " documents or " + (MAX_TOTAL_BYTES >> 20)
                                + " MB of them",
                        "Give the directory of the mesh itself, or a part of it");
            }
            Text.read(file, slashes(file), findings)
                    .ifPresent(text -> files.add(new MeshFile(slashes(root.relativize(file)), text)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (isDocument(file)) {
                findings.add(Text.unreadable(slashes(file)));
            }
            return FileVisitResult.CONTINUE;
        }

        /** A link counts when it leads to a file inside the directory. */
        private boolean isInside(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                return true;
            }
            try {
                return attributes.isSymbolicLink()
                        && Files.isRegularFile(file)
                        && file.toRealPath().startsWith(root.toRealPath());
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Reading one document. */
    static final class Text {
        private Text() {}

        /**
         * The file's text; a finding and nothing when it is too large or not UTF-8.
         *
         * @param shown the path for findings
         */
        static Optional<String> read(Path file, String shown, List<Finding> findings) {
            try {
                if (Files.size(file) > YamlReader.MAX_CHARACTERS) {
                    findings.add(Finding.error(
                            Code.YAML_LIMIT,
                            Position.start(shown),
                            "The file has " + Files.size(file) + " bytes; at most " + YamlReader.MAX_CHARACTERS
                                    + " are read.",
                            "Split it, or keep data out of the mesh's directory."));
                    return Optional.empty();
                }
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                        .toString());
            } catch (CharacterCodingException e) {
                findings.add(Finding.error(
                        Code.YAML_SYNTAX, Position.start(shown), "The file is not UTF-8.", "Save it as UTF-8 text."));
            } catch (IOException e) {
                findings.add(unreadable(shown));
            }
            return Optional.empty();
        }

        static Finding unreadable(String shown) {
            return Finding.error(
                    Code.DOCUMENT_KIND,
                    Position.start(shown),
                    "The file cannot be read.",
                    "Check that it is there and that you may read it.");
        }
    }
}
