package dev.polder.core.mesh;

import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.product.DataProduct;
import java.util.List;
import java.util.Map;

/**
 * A product as read for itself, before its input ports are joined to the output ports of others.
 *
 * @param outputPorts those that could be read completely
 * @param offered all output ports with the contract ids they name
 */
record ReadProduct(
        ProductFolder folder,
        ProductAddress address,
        List<MeshModel.OutputPort> outputPorts,
        Map<PortId, String> offered,
        List<DataProduct.InputPort> inputPorts,
        List<MeshModel.Transform> transforms) {
    ReadProduct {
        outputPorts = List.copyOf(outputPorts);
        inputPorts = List.copyOf(inputPorts);
        transforms = List.copyOf(transforms);
    }
}
