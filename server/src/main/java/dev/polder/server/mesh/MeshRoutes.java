package dev.polder.server.mesh;

import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.name.ProductName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Problem;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.MeshService.DryRun;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** Planning, applying, removing. */
public final class MeshRoutes implements Routes {
    private final MeshService mesh;

    public MeshRoutes(MeshService mesh) {
        this.mesh = mesh;
    }

    private record Body(
            List<Change> changes,
            List<ContractBody> contracts,
            List<ViolationBody> violations,
            List<Problem.FindingBody> findings) {
        static Body of(Plan plan) {
            return new Body(
                    plan.changes(),
                    plan.contracts().stream().map(ContractBody::of).toList(),
                    plan.violations().stream().map(ViolationBody::of).toList(),
                    plan.findings().stream().map(Problem.FindingBody::of).toList());
        }
    }

    private record ReadersBody(List<PortReadersBody> items) {}

    private record PortReadersBody(String port, List<ContractBody.Reader> breaks, List<ContractBody.Query> queries) {
        static PortReadersBody of(PortReaders readers) {
            return new PortReadersBody(
                    readers.port().toString(),
                    ContractBody.Reader.of(readers.transforms()),
                    ContractBody.Query.of(readers.queries()));
        }
    }

    @Override
    public void register(Router router) {
        router.post(
                "/v1/mesh:plan",
                context -> answer(context, mesh.plan(request(context), Caller.of(context))),
                Access.CONSUMER);
        router.post(
                "/v1/mesh:apply",
                context -> answer(context, mesh.apply(request(context), Caller.of(context))),
                Access.CONSUMER);
        router.post("/v1/contracts:readers", this::readers, Access.CONSUMER);
        router.delete("/v1/domains/{domain}", this::removeDomain, Access.OWNER);
        router.delete("/v1/domains/{domain}/products/{product}", this::removeProduct, Access.OWNER);
    }

    private void readers(Context context) {
        Json.write(
                context,
                new ReadersBody(mesh.readers(Json.read(context, ReadersRequest.class), Caller.of(context)).stream()
                        .map(PortReadersBody::of)
                        .toList()));
    }

    private void removeDomain(Context context) {
        DomainName domain = new DomainName(context.pathParam("domain"));
        answer(context, mesh.remove(Set.of(domain), Set.of(), dryRun(context), Caller.of(context)));
    }

    private void removeProduct(Context context) {
        ProductAddress product = new ProductAddress(
                new DomainName(context.pathParam("domain")), new ProductName(context.pathParam("product")));
        answer(context, mesh.remove(Set.of(), Set.of(product), dryRun(context), Caller.of(context)));
    }

    private static MeshRequest request(Context context) {
        return Json.read(context, MeshRequest.class);
    }

    private static DryRun dryRun(Context context) {
        String dryRun = context.queryParam("dryRun");
        if (dryRun == null || dryRun.equals("false")) {
            return DryRun.NO;
        }
        if (dryRun.equals("true")) {
            return DryRun.YES;
        }
        throw new PolderException(Code.USAGE, "dryRun is '" + dryRun + "'", "Write true or false");
    }

    private static void answer(Context context, Plan plan) {
        Json.write(context, Body.of(plan));
    }
}
