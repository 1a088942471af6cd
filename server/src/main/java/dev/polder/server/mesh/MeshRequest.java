package dev.polder.server.mesh;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The body of plan and apply. */
record MeshRequest(List<File> files, boolean prune, boolean allowRemovals) {
    /**
     * A document.
     *
     * @param path relative, with {@code /}; findings repeat it
     */
    record File(String path, String content) {
        File {
            if (path == null || path.isBlank() || content == null) {
                throw new PolderException(
                        Code.BODY_INVALID, "A file has no path or no content", "Give every file both");
            }
        }
    }

    MeshRequest {
        if (files == null || files.isEmpty()) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The request has no files",
                    "Send the documents in 'files', with path and content");
        }
        files = List.copyOf(files);
        Set<String> paths = new HashSet<>();
        for (File file : files) {
            if (!paths.add(file.path())) {
                throw new PolderException(
                        Code.BODY_INVALID, "The file " + file.path() + " is there twice", "Send every file once");
            }
        }
    }
}
