package dev.polder.server.runs;

import dev.polder.core.mesh.MeshModel.OutputPort;
import java.util.List;

/** The quality rules of a port's contract as the worker takes them. */
final class Rules {
    private Rules() {}

    static List<Work.RuleOrder> of(OutputPort port) {
        return List.of();
    }
}
