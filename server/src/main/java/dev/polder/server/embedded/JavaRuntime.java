package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java installation.
 *
 * @param version the feature version: 17, 21, 25
 */
record JavaRuntime(Path home, int version) {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    /** What Spark 4.1 runs on: it fails on 25, and nothing between is tested. */
    private static final Set<Integer> FOR_SPARK = Set.of(17, 21);

    /** The one that runs this program. */
    static JavaRuntime current() {
        return new JavaRuntime(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /**
     * One that Spark runs on: the current one if it fits, else one that {@code JAVA_HOME} or the path names, else any that is
     * installed in a usual place.
     *
     * @throws PolderException JAVA_VERSION with what was found and the command that installs one
     */
    static JavaRuntime forSpark() {
        return choose(current(), installed(System.getenv()));
    }

    static JavaRuntime choose(JavaRuntime current, List<JavaRuntime> installed) {
        return Stream.concat(Stream.of(current), installed.stream())
                .filter(runtime -> FOR_SPARK.contains(runtime.version()))
                .findFirst()
                .orElseThrow(
                        () -> new PolderException(
                                Code.JAVA_VERSION,
                                "Spark runs on Java 17 or 21 only; found " + versions(current, installed),
                                "Install one beside it: apt-get install openjdk-17-jre-headless (macOS: brew install openjdk@17)"));
    }

    Path executable() {
        return home.resolve("bin").resolve("java");
    }

    private static String versions(JavaRuntime current, List<JavaRuntime> installed) {
        Set<Integer> versions = new TreeSet<>();
        versions.add(current.version());
        installed.forEach(runtime -> versions.add(runtime.version()));
        return String.join(", ", versions.stream().map(String::valueOf).toList());
    }

    private static List<JavaRuntime> installed(Map<String, String> environment) {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(environment.get("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, "java"))
                .filter(Files::isExecutable)
                .flatMap(java -> homeOf(java).stream())
                .forEach(homes::add);
        homes.addAll(below(Path.of("/usr/lib/jvm")));
        homes.addAll(below(Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java")));
        below(Path.of("/Library/Java/JavaVirtualMachines")).forEach(jdk -> homes.add(jdk.resolve("Contents/Home")));
        return homes.stream().flatMap(home -> at(home).stream()).toList();
    }

    /** The installation in this directory, if there is one. */
    static Optional<JavaRuntime> at(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        try {
            Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            return matcher.find()
                    ? Optional.of(new JavaRuntime(home, Integer.parseInt(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException noRelease) {
            return Optional.empty();
        }
    }

    private static Optional<Path> homeOf(Path java) {
        try {
            return Optional.of(java.toRealPath().getParent().getParent());
        } catch (IOException brokenLink) {
            return Optional.empty();
        }
    }

    private static List<Path> below(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException absent) {
            return List.of();
        }
    }
}
