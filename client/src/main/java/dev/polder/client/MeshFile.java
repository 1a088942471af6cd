package dev.polder.client;

import java.util.Objects;

/**
 * A document of a mesh directory.
 *
 * @param path relative to the directory, with {@code /}
 */
public record MeshFile(String path, String content) {
    public MeshFile {
        Objects.requireNonNull(path);
        Objects.requireNonNull(content);
    }
}
