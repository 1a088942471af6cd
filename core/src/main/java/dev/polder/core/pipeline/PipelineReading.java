package dev.polder.core.pipeline;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link PipelineParser} made of a document.
 *
 * @param pipeline as far as it can be read; empty when the document is no pipeline
 */
public record PipelineReading(Optional<Pipeline> pipeline, List<Finding> findings) {
    public PipelineReading {
        Objects.requireNonNull(pipeline);
        findings = List.copyOf(findings);
    }
}
