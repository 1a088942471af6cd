package dev.polder.server.embedded;

import java.nio.file.Path;

/**
 * A Java installation.
 *
 * @param version the feature version: 17, 21, 25
 */
record JavaRuntime(Path home, int version) {
    /** The one that runs this program. */
    static JavaRuntime current() {
        return new JavaRuntime(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    Path executable() {
        return home.resolve("bin").resolve("java");
    }
}
