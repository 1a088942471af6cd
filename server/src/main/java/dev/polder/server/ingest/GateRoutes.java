package dev.polder.server.ingest;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Digest;
import dev.polder.server.http.Access;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import io.javalin.http.Context;
import java.util.OptionalInt;

/**
 * {@code GET …/ports/{port}/gate}: what a gate outside of the server needs to judge as the server does. The contract is the one
 * that the port's topic and table stand for, which while a change is being provisioned is still the earlier one.
 */
public final class GateRoutes implements Routes {
    private final PortLookup lookup;
    private final ProvisionedPorts ports;

    public GateRoutes(PortLookup lookup, ProvisionedPorts ports) {
        this.lookup = lookup;
        this.ports = ports;
    }

    private record GateBody(
            String port,
            String topic,
            String deadLetterTopic,
            ContractBody contract,
            String object,
            int schemaId,
            String document) {
        private record ContractBody(String id, String version) {}

        static GateBody of(ProvisionedPort ready) {
            OutputPort port = ready.port();
            PortId id = port.id();
            return new GateBody(
                    id.toString(),
                    id.topic(),
                    id.deadLetterTopic(),
                    new ContractBody(port.contract().id(), port.contract().version()),
                    port.schema().name(),
                    ready.schemaId(),
                    port.contract().source());
        }
    }

    @Override
    public void register(Router router) {
        router.get("/v1/domains/{domain}/products/{product}/ports/{port}/gate", this::gate, Access.CONSUMER);
    }

    private void gate(Context context) {
        PortPath path = PortPath.of(context);
        String body = Json.text(GateBody.of(provisioned(path.address(), path.major())));
        String tag = '"' + Digest.of(body).substring(0, 32) + '"';
        context.header("ETag", tag);
        context.header("Cache-Control", "private, no-cache");
        if (tag.equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.status(200).contentType("application/json").result(body);
        }
    }

    private ProvisionedPort provisioned(PortAddress address, OptionalInt major) {
        PortLookup.Target target = lookup.find(address, major)
                .orElseThrow(() -> MeshService.notFound(
                        "port", address + (major.isPresent() ? ".v" + major.getAsInt() : ""), "ports"));
        if (target instanceof PortLookup.MadeByTransform made) {
            throw made.refusal();
        }
        if (target instanceof PortLookup.Provisioned ready) {
            return ports.find(ready.port())
                    .orElseThrow(
                            () -> new PortLookup.NotProvisioned(ready.port(), "it has just been removed").refusal());
        }
        throw ((PortLookup.NotProvisioned) target).refusal();
    }
}
