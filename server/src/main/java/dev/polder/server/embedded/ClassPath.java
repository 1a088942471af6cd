package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars of one program, always in the same order: a shared class archive fits one order only. */
record ClassPath(List<Path> jars) {
    static ClassPath of(Path directory) throws IOException {
        List<Path> jars = List.of();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                jars = files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList();
            }
        }
        if (jars.isEmpty()) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "There are no jars in " + directory,
                    "Build the programs: mvn -q -DskipTests package");
        }
        return new ClassPath(jars);
    }

    List<String> flags() {
        return List.of("-cp", jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }
}
