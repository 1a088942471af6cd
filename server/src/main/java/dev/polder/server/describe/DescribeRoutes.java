package dev.polder.server.describe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.name.ProductName;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.PortConsumers;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.MeshService;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Lists and describes domains, products, ports and contracts. */
final class DescribeRoutes implements Routes {
    private static final String PORT = "/v1/domains/{domain}/products/{product}/ports/{port}";

    private final MeshView.Sources sources;
    private final PortConsumers consumers;

    DescribeRoutes(MeshView.Sources sources, PortConsumers consumers) {
        this.sources = sources;
        this.consumers = consumers;
    }

    /** @param consumers who was granted the port; none unless the asker may know */
    @JsonInclude
    private record DescribedPort(@JsonUnwrapped PortDetails details, List<PortConsumers.Consumer> consumers) {}

    @JsonInclude
    private record DomainBody(
            String name,
            String address,
            Optional<String> title,
            Optional<String> owner,
            List<String> developers,
            Optional<String> description,
            List<String> products) {}

    @JsonInclude
    private record ProductBody(
            String address,
            String id,
            String domain,
            String name,
            Optional<String> version,
            Optional<String> status,
            Optional<String> purpose,
            Optional<String> team,
            List<String> tags,
            boolean ready,
            List<String> ports) {}

    @JsonInclude
    private record DomainDetails(
            String name,
            Optional<String> title,
            Optional<String> owner,
            List<String> developers,
            Optional<String> description,
            List<ProductBody> products) {}

    @JsonInclude
    private record ProductDetails(
            String address,
            String id,
            Optional<String> version,
            Optional<String> status,
            Optional<String> purpose,
            Optional<String> team,
            List<String> tags,
            boolean ready,
            List<PortBody> outputPorts,
            List<InputBody> inputPorts,
            List<TransformBody> transforms,
            @JsonUnwrapped ProductPolicies policies,
            Map<String, String> files) {}

    @JsonInclude
    private record InputBody(String name, String contract, Optional<String> port) {}

    private record TransformBody(String name, String into, List<String> reads, String run, String sql) {}

    @JsonInclude
    private record ContractBody(
            String port,
            String id,
            String version,
            String apiVersion,
            Optional<String> name,
            Optional<String> status,
            Optional<String> description) {}

    @Override
    public void register(Router router) {
        router.get("/v1/domains", this::domains, Access.CONSUMER);
        router.get("/v1/products", this::products, Access.CONSUMER);
        router.get("/v1/ports", this::ports, Access.CONSUMER);
        router.get("/v1/contracts", this::contracts, Access.CONSUMER);
        router.get("/v1/domains/{domain}", this::domain, Access.CONSUMER);
        router.get("/v1/domains/{domain}/products/{product}", this::product, Access.CONSUMER);
        router.get(PORT, this::port, Access.CONSUMER);
        router.get(PORT + "/contract", this::contract, Access.CONSUMER);
    }

    private void domains(Context context) {
        MeshView view = sources.view();
        List<Domain> domains = view.mesh().domains().stream()
                .sorted(Comparator.comparing(Domain::name))
                .toList();
        Json.write(
                context,
                page(context, domains, domain -> domain.name().value())
                        .map(domain -> new DomainBody(
                                domain.name().value(),
                                domain.name().value(),
                                domain.title(),
                                domain.owner(),
                                domain.developers(),
                                domain.description(),
                                products(view, domain.name()).stream()
                                        .map(product -> product.address().toString())
                                        .toList())));
    }

    private void products(Context context) {
        MeshView view = sources.view();
        List<Product> products = view.mesh().products().stream()
                .sorted(Comparator.comparing(product -> product.address().toString()))
                .toList();
        Json.write(
                context,
                page(context, products, product -> product.address().toString()).map(product -> body(view, product)));
    }

    private void ports(Context context) {
        MeshView view = sources.view();
        Json.write(
                context,
                page(context, sorted(view), port -> port.id().toString()).map(view::port));
    }

    private void contracts(Context context) {
        MeshView view = sources.view();
        Json.write(
                context,
                page(context, sorted(view), port -> port.id().toString())
                        .map(port -> new ContractBody(
                                port.id().toString(),
                                port.contract().id(),
                                port.contract().version(),
                                port.contract().apiVersion(),
                                port.contract().name(),
                                port.contract().status(),
                                port.contract().description())));
    }

    private void domain(Context context) {
        MeshView view = sources.view();
        DomainName name = new DomainName(context.pathParam("domain"));
        Domain domain = view.mesh().domains().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> MeshService.notFound("domain", name.toString(), "domains"));
        Json.write(
                context,
                new DomainDetails(
                        name.value(),
                        domain.title(),
                        domain.owner(),
                        domain.developers(),
                        domain.description(),
                        products(view, name).stream()
                                .map(product -> body(view, product))
                                .toList()));
    }

    private void product(Context context) {
        MeshView view = sources.view();
        Product product = find(view, context);
        Json.write(
                context,
                new ProductDetails(
                        product.address().toString(),
                        product.document().id(),
                        product.document().version(),
                        product.document().status(),
                        product.document().purpose(),
                        product.document().team(),
                        product.document().tags(),
                        view.isReady(product),
                        product.outputPorts().stream().map(view::port).toList(),
                        product.inputPorts().stream().map(DescribeRoutes::body).toList(),
                        product.transforms().stream().map(DescribeRoutes::body).toList(),
                        sources.policies(product.address()),
                        new TreeMap<>(product.files())));
    }

    private void port(Context context) {
        MeshView view = sources.view();
        Product product = find(view, context);
        OutputPort port = find(product, context);
        Json.write(
                context,
                new DescribedPort(
                        view.details(product, port, Caller.of(context)),
                        consumers.of(port.id().address(), Caller.of(context))));
    }

    private void contract(Context context) {
        OutputPort port = find(find(sources.view(), context), context);
        context.result(port.contract().source()).contentType("application/yaml; charset=utf-8");
    }

    /** By id as text, because that is what page tokens hold. */
    private static List<OutputPort> sorted(MeshView view) {
        return view.ports().stream()
                .sorted(Comparator.comparing(port -> port.id().toString()))
                .toList();
    }

    private static List<Product> products(MeshView view, DomainName domain) {
        return view.mesh().products().stream()
                .filter(product -> product.address().domain().equals(domain))
                .sorted(Comparator.comparing(Product::address))
                .toList();
    }

    private static ProductBody body(MeshView view, Product product) {
        return new ProductBody(
                product.address().toString(),
                product.document().id(),
                product.address().domain().value(),
                product.address().product().value(),
                product.document().version(),
                product.document().status(),
                product.document().purpose(),
                product.document().team(),
                product.document().tags(),
                view.isReady(product),
                product.outputPorts().stream().map(port -> port.id().toString()).toList());
    }

    private static InputBody body(InputPort input) {
        return new InputBody(
                input.name().value(), input.contractId(), input.from().map(PortId::toString));
    }

    private static TransformBody body(Transform transform) {
        String run = transform.run() instanceof Pipeline.Every every ? "every " + every.interval() : "on inputs";
        return new TransformBody(
                transform.name(),
                transform.into().toString(),
                transform.reads().stream().map(PortName::value).toList(),
                run,
                transform.sql());
    }

    private static Product find(MeshView view, Context context) {
        ProductAddress address = new ProductAddress(
                new DomainName(context.pathParam("domain")), new ProductName(context.pathParam("product")));
        return view.mesh().products().stream()
                .filter(product -> product.address().equals(address))
                .findFirst()
                .orElseThrow(() -> MeshService.notFound("product", address.toString(), "products"));
    }

    private static OutputPort find(Product product, Context context) {
        PortAddress address = product.address().port(new PortName(context.pathParam("port")));
        Optional<String> major = Optional.ofNullable(context.queryParam("major"));
        if (major.isPresent() && !major.get().matches("\\d{1,3}")) {
            throw new PolderException(
                    Code.USAGE, "major is '" + major.get() + "'", "Give the number of a major version, such as 1");
        }
        return product.outputPorts().stream()
                .filter(port -> port.id().address().equals(address))
                .filter(port -> major.isEmpty() || port.id().major() == Integer.parseInt(major.get()))
                .max(Comparator.comparing(OutputPort::id))
                .orElseThrow(() -> MeshService.notFound(
                        "port", address + major.map(number -> ".v" + number).orElse(""), "ports"));
    }

    private static <T> Page<T> page(Context context, List<T> sorted, Function<T, String> key) {
        PageRequest request = PageRequest.of(context);
        List<T> found = sorted.stream()
                .filter(item -> request.after().isEmpty()
                        || key.apply(item).compareTo(request.after().get()) > 0)
                .limit(request.size() + 1L)
                .toList();
        return Page.of(found, request, key);
    }
}
