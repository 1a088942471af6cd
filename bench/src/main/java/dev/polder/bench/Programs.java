package dev.polder.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The installed programs, which the benchmarks start as children.
 *
 * @param home {@code lib/} stands below it
 */
public record Programs(Path home) {
    /** Where {@code -Dpolder.home} says. */
    public static Programs installed() {
        return new Programs(Optional.ofNullable(System.getProperty("polder.home"))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .orElseThrow(() -> new IllegalStateException("-Dpolder.home is missing")));
    }

    /** The command line of a program in {@code lib/NAME}. */
    public List<String> command(String name, List<String> flags, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Dpolder.home=" + home);
        command.add("-cp");
        command.add(home.resolve("lib").resolve(name) + File.separator + "*");
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }
}
