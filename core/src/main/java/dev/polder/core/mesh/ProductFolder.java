package dev.polder.core.mesh;

import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.product.DataProduct;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a product with the documents in it.
 *
 * @param path of the folder; empty for the root
 * @param pipelineBroken whether there is a pipeline.yaml that could not be read, so that nothing is known of it
 */
record ProductFolder(
        String path,
        MeshFile file,
        DataProduct document,
        List<ReadContract> contracts,
        Optional<Pipeline> pipeline,
        boolean pipelineBroken) {
    ProductFolder {
        contracts = List.copyOf(contracts);
    }
}
