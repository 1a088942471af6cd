package dev.polder.server.mesh;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;

/**
 * The body of a question for those who read what changes in a contract.
 *
 * @param contract its id
 * @param version the version that is changed; ports of other major versions are left out
 */
record ReadersRequest(String contract, String version, List<Place> changes) {
    private static final int MOST_CHANGES = 10_000;

    /** @param object of the contract's schema; empty for all of them */
    record Place(String object, String path) {
        Place {
            object = object == null ? "" : object;
            path = path == null ? "" : path;
        }
    }

    ReadersRequest {
        if (contract == null || version == null || changes == null || changes.size() > MOST_CHANGES) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The request has no contract, no version, no changes or more than " + MOST_CHANGES,
                    "Send contract, version and changes, each with object and path");
        }
        changes = List.copyOf(changes);
    }

    String major() {
        return major(version);
    }

    static String major(String version) {
        return version.strip().replaceFirst("^v", "").replaceFirst("\\..*$", "");
    }

    /** The paths of what changes in an object. */
    List<String> paths(String object) {
        return changes.stream()
                .filter(change -> change.object().isEmpty() || change.object().equals(object))
                .map(Place::path)
                .toList();
    }
}
