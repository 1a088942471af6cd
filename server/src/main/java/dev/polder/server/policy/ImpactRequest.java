package dev.polder.server.policy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a question for what policies would hit.
 *
 * @param files policies and exceptions, as they would be applied
 * @param without names of policies that would be taken back
 */
record ImpactRequest(List<File> files, List<String> without) {
    private static final int MOST_FILES = 2_000;

    /** @param path relative, with {@code /}; whose policy it is follows from it */
    record File(String path, String content) {
        File {
            if (path == null || path.isBlank() || content == null) {
                throw new PolderException(
                        Code.BODY_INVALID, "A file has no path or no content", "Give every file both");
            }
        }
    }

    ImpactRequest {
        files = files == null ? List.of() : List.copyOf(files);
        without = without == null ? List.of() : List.copyOf(without);
        if (files.isEmpty() && without.isEmpty() || files.size() > MOST_FILES) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The request has no files and names no policies, or more than " + MOST_FILES,
                    "Send the policies in 'files', with path and content, or the names of some to take back in 'without'");
        }
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.path(), file.content()));
        return texts;
    }
}
