package dev.polder.server.mesh;

import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import java.util.Set;

/**
 * What somebody wants the mesh to become.
 *
 * @param given the documents that were sent
 * @param domainsToRemove with all their products
 * @param prune whether products of the given domains that were not sent are to be removed
 * @param allowRemovals whether something may be removed together with its data
 * @param by who wants it
 */
record MeshChange(
        MeshModel given,
        Set<DomainName> domainsToRemove,
        Set<ProductAddress> productsToRemove,
        boolean prune,
        boolean allowRemovals,
        Principal by) {
    MeshChange {
        domainsToRemove = Set.copyOf(domainsToRemove);
        productsToRemove = Set.copyOf(productsToRemove);
    }
}
