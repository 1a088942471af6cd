package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the control plane wants done now.
 *
 * @param landings every port to keep landed, until the next answer
 * @param run a run that is this worker's from now on
 */
record Work(List<Landing> landings, Optional<TransformRun> run) {
    Work {
        landings = List.copyOf(landings);
        Objects.requireNonNull(run);
    }

    static Work from(JsonNode node) {
        return new Work(
                Json.list(node, "landings", Landing::from),
                Json.present(node, "run").map(TransformRun::from));
    }
}
