package dev.polder.cli.up;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the server program.
 *
 * @param home the installed programs
 * @param data the data directory, absolute
 */
record ServerLauncher(Path home, Path data, OptionalInt port, Optional<Path> config) {
    /** The way the server writes a refusal. */
    private static final Pattern REFUSAL = Pattern.compile("([A-Z_]+) (.+?) → (.+)");

    /** Starts it in a session of its own, so that what the terminal sends to this command does not reach it or its children. */
    Process start() {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(
                        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(logs());
            List<String> command = new ArrayList<>();
            session().ifPresent(program -> command.add(program.toString()));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // First, so that a process list that cuts long lines still shows whose server it is.
            command.add("-Dpolder.data=" + data);
            command.add("-Dpolder.home=" + home);
            command.add("-Dpolder.log.to=file");
            command.add("-Dpolder.log.file=" + logs().resolve("server.log"));
            Path options = home.resolve("conf/server.jvm.options");
            if (Files.exists(options)) {
                command.add("@" + options);
            }
            command.addAll(List.of("-cp", classPath(), LocalServer.MAIN_CLASS, "--data", data.toString()));
            port.ifPresent(number -> command.addAll(List.of("--port", Integer.toString(number))));
            config.ifPresent(file ->
                    command.addAll(List.of("--config", file.toAbsolutePath().toString())));
            Process process = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The server cannot be started in " + data + ": " + e.getMessage(),
                    "Check space and rights of the data directory, or name another one with --data",
                    e);
        }
    }

    /** Why a server that ended did so. */
    PolderException refusal() {
        List<String> lines;
        try {
            lines = Files.readAllLines(output());
        } catch (IOException unreadable) {
            lines = List.of();
        }
        for (int index = lines.size() - 1; index >= 0; index--) {
            Matcher matcher = REFUSAL.matcher(lines.get(index));
            if (matcher.matches() && isCode(matcher.group(1))) {
                String before = lines.subList(0, index).stream().collect(Collectors.joining("\n"));
                return new PolderException(
                        Code.valueOf(matcher.group(1)),
                        before.isEmpty() ? matcher.group(2) : before + "\n" + matcher.group(2),
                        matcher.group(3));
            }
        }
        return new PolderException(
                Code.UNAVAILABLE,
                "The server ended while it started",
                "See " + output() + " and " + logs().resolve("server.log"));
    }

    private Path logs() {
        return data.resolve("logs");
    }

    /** What does not go to the log: refusals at the start, and the last words of a dying JVM. */
    private Path output() {
        return logs().resolve("server.out");
    }

    private String classPath() throws IOException {
        Path directory = home.resolve("lib/server");
        if (!Files.isDirectory(directory)) {
            throw new PolderException(
                    Code.NOT_FOUND, "There is no server in " + directory, "Build it: mvn -q -DskipTests package");
        }
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static Optional<Path> session() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isCode(String word) {
        return Stream.of(Code.values()).anyMatch(code -> code.name().equals(word));
    }
}
