package dev.polder.core.mesh;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Paths with {@code /} below the root that was read; the root itself is the empty path. */
final class Paths {
    private Paths() {}

    static String normal(String path) {
        String slashed = path.replace('\\', '/');
        while (slashed.startsWith("./")) {
            slashed = slashed.substring(2);
        }
        return slashed;
    }

    static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static boolean isIn(String path, String folder) {
        return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
    }

    static String relative(String path, String folder) {
        return folder.isEmpty() ? path : path.substring(folder.length() + 1);
    }

    /** Where a relative path leads; empty when it is absolute or leaves the folder. */
    static Optional<String> resolve(String folder, String relative) {
        if (relative.startsWith("/") || relative.contains("\\") || relative.contains(":")) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : relative.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        String path = String.join("/", parts);
        return Optional.of(folder.isEmpty() ? path : folder + "/" + path);
    }
}
