package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.SubjectForms;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.server.mesh.Change.Action;
import dev.polder.server.mesh.Change.ResourceKind;
import dev.polder.server.readers.PortUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Decides what a change does to the mesh, and whether it may. No I/O: the same arguments give the same plan. */
final class MeshPlanner {
    private final MeshModel stored;
    private final MeshChange wanted;
    private final Map<DomainName, Domain> domainsBefore = new TreeMap<>();
    private final Map<ProductAddress, Product> before = new TreeMap<>();
    private final Map<DomainName, Domain> domainsAfter = new TreeMap<>();
    private final Map<ProductAddress, Product> after = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<PortContractChange> contracts = new ArrayList<>();
    /** The mesh afterwards. */
    private MeshModel next;

    private final Map<PortId, List<PortUser>> users;
    private final BiPredicate<Product, InputPort> mayRead;
    private final PolicyChanges policies;

    private MeshPlanner(
            MeshModel stored,
            MeshChange wanted,
            Map<PortId, List<PortUser>> users,
            BiPredicate<Product, InputPort> mayRead) {
        this.users = users;
        this.mayRead = mayRead;
        this.stored = stored;
        this.wanted = wanted;
        this.policies = new PolicyChanges(stored.policies(), wanted);
        stored.domains().forEach(domain -> domainsBefore.put(domain.name(), domain));
        stored.products().forEach(product -> before.put(product.address(), product));
    }

    /**
     * @param users who has read the ports whose contracts change, as far as that is known
     * @param mayRead whether a product may read an input in the mesh as it is
     */
    static Plan plan(
            MeshModel stored,
            MeshChange wanted,
            Map<PortId, List<PortUser>> users,
            BiPredicate<Product, InputPort> mayRead) {
        return new MeshPlanner(stored, wanted, users, mayRead).plan();
    }

    private Plan plan() {
        merge();
        References references = new References(
                new MeshModel(
                        wanted.given().name().or(stored::name),
                        List.copyOf(domainsAfter.values()),
                        List.copyOf(after.values()),
                        policies.after(after.keySet())),
                mayRead);
        Set<ProductAddress> given =
                wanted.given().products().stream().map(Product::address).collect(Collectors.toSet());
        next = references.resolved(given::contains);
        findings.addAll(references.findings());
        findings.addAll(SubjectForms.findings(next.products(), given::contains));
        findUnknownDomains(given);
        findTopicCollisions();
        describe(given);
        changes.addAll(policies.changes());
        findings.addAll(policies.findings(domainsAfter.keySet(), after.keySet()));
        findings.addAll(ChangeRights.missing(wanted.by(), stored, next));
        Loosening.between(stored, next).forEach(loosening -> findings.add(loosening.finding(wanted.by())));
        checkRemovals();
        return new Plan(changes, contracts, List.of(), findings, next);
    }

    private void merge() {
        domainsAfter.putAll(domainsBefore);
        after.putAll(before);
        if (wanted.prune()) {
            Set<DomainName> given = new TreeSet<>();
            wanted.given().domains().forEach(domain -> given.add(domain.name()));
            wanted.given()
                    .products()
                    .forEach(product -> given.add(product.address().domain()));
            after.keySet().removeIf(address -> given.contains(address.domain()));
        }
        wanted.productsToRemove().forEach(after::remove);
        wanted.domainsToRemove().forEach(domain -> {
            domainsAfter.remove(domain);
            after.keySet().removeIf(address -> address.domain().equals(domain));
        });
        wanted.given().domains().forEach(domain -> domainsAfter.put(domain.name(), domain));
        wanted.given().products().forEach(product -> after.put(product.address(), product));
    }

    private void findUnknownDomains(Set<ProductAddress> given) {
        for (ProductAddress address : given) {
            if (!domainsAfter.containsKey(address.domain())) {
                findings.add(Finding.error(
                        Code.REFERENCE_UNKNOWN,
                        after.get(address).document().position(),
                        "the mesh has no domain '" + address.domain() + "'",
                        "Apply domains/" + address.domain() + "/domain.yaml first or together with the product"));
            }
        }
    }

    /** Kafka holds two topics for one when they differ in '.' and '_' only. */
    private void findTopicCollisions() {
        Map<String, PortId> seen = new HashMap<>();
        for (Product product : after.values()) {
            for (OutputPort port : product.outputPorts()) {
                PortId other = seen.putIfAbsent(port.id().topic().replace('.', '_'), port.id());
                if (other != null && !other.equals(port.id())) {
                    findings.add(Finding.error(
                            Code.NAME_COLLISION,
                            product.document().position(),
                            port.id() + " and " + other + " would have topics that Kafka cannot tell apart",
                            "Rename one of the two"));
                }
            }
        }
    }

    private void describe(Set<ProductAddress> given) {
        Set<DomainName> domains = new TreeSet<>(wanted.domainsToRemove());
        wanted.given().domains().forEach(domain -> domains.add(domain.name()));
        domains.forEach(this::describeDomain);
        Set<ProductAddress> products = new TreeSet<>(given);
        before.keySet().stream().filter(address -> !after.containsKey(address)).forEach(products::add);
        products.forEach(this::describeProduct);
    }

    private void describeDomain(DomainName name) {
        Optional<Domain> old = Optional.ofNullable(domainsBefore.get(name));
        Optional<Domain> now = Optional.ofNullable(domainsAfter.get(name));
        add(ResourceKind.DOMAIN, name.toString(), old.map(Domain::source), now.map(Domain::source), "domain.yaml");
    }

    private void describeProduct(ProductAddress address) {
        Optional<Product> old = Optional.ofNullable(before.get(address));
        Optional<Product> now = Optional.ofNullable(after.get(address));
        String name = address.toString();
        add(
                ResourceKind.PRODUCT,
                name,
                old.map(product -> text(product, MeshPlanner::isOther)),
                now.map(product -> text(product, MeshPlanner::isOther)),
                "a document of the product");
        Map<PortId, OutputPort> portsBefore = ports(old);
        Map<PortId, OutputPort> portsNow = ports(now);
        Set<PortId> ports = new TreeSet<>(portsBefore.keySet());
        ports.addAll(portsNow.keySet());
        ports.forEach(port -> describePort(
                port, Optional.ofNullable(portsBefore.get(port)), Optional.ofNullable(portsNow.get(port))));
        Optional<String> pipelineBefore = old.flatMap(MeshPlanner::pipeline);
        Optional<String> pipelineNow = now.flatMap(MeshPlanner::pipeline);
        if (pipelineBefore.isPresent() || pipelineNow.isPresent()) {
            add(ResourceKind.PIPELINE, name, pipelineBefore, pipelineNow, "pipeline.yaml or its SQL");
        }
    }

    private void describePort(PortId id, Optional<OutputPort> old, Optional<OutputPort> now) {
        String name = id.toString();
        if (old.isEmpty()) {
            change(Action.CREATE, ResourceKind.PORT, name, "new");
            change(
                    Action.CREATE,
                    ResourceKind.CONTRACT,
                    name,
                    "version " + now.orElseThrow().contract().version());
            change(Action.CREATE, ResourceKind.TOPIC, id.topic(), "for the new port, with its dead letters");
            if (now.orElseThrow().inbox().isPresent()) {
                change(
                        Action.CREATE,
                        ResourceKind.TOPIC,
                        id.inboxTopic(),
                        "for producers that are no part of the mesh");
            }
            change(Action.CREATE, ResourceKind.TABLE, tableName(id), "for the new port");
            return;
        }
        if (now.isEmpty()) {
            change(Action.REMOVE, ResourceKind.PORT, name, "no longer offered");
            change(Action.REMOVE, ResourceKind.CONTRACT, name, "its port goes");
            change(Action.REMOVE, ResourceKind.TOPIC, id.topic(), "its port goes; its records are deleted");
            if (old.get().inbox().isPresent()) {
                change(Action.REMOVE, ResourceKind.TOPIC, id.inboxTopic(), "its port goes; its records are deleted");
            }
            change(Action.REMOVE, ResourceKind.TABLE, tableName(id), "its port goes; its rows are deleted");
            return;
        }
        OutputPort from = old.get();
        OutputPort to = now.get();
        boolean same = from.ingested() == to.ingested() && from.deprecated() == to.deprecated();
        change(
                same ? Action.NONE : Action.CHANGE,
                ResourceKind.PORT,
                name,
                same
                        ? "unchanged"
                        : from.ingested() == to.ingested() ? "deprecation changed" : "is filled differently");
        describeContract(name, from, to);
        change(Action.NONE, ResourceKind.TOPIC, id.topic(), "unchanged");
        describeInbox(id, from, to);
        boolean sameRows = from.schema().storedType().equals(to.schema().storedType());
        change(
                sameRows ? Action.NONE : Action.CHANGE,
                ResourceKind.TABLE,
                tableName(id),
                sameRows ? "unchanged" : "evolves in place with the contract");
    }

    private void describeContract(String name, OutputPort from, OutputPort to) {
        if (from.contract().source().equals(to.contract().source())) {
            change(
                    Action.NONE,
                    ResourceKind.CONTRACT,
                    name,
                    "version " + to.contract().version());
            return;
        }
        PortContractChange contract =
                PortContractChange.between(from, to, next, users.getOrDefault(to.id(), List.of()));
        contracts.add(contract);
        findings.addAll(contract.findings());
        change(Action.CHANGE, ResourceKind.CONTRACT, name, contract.reason());
    }

    private void describeInbox(PortId id, OutputPort from, OutputPort to) {
        if (from.inbox().isEmpty() && to.inbox().isPresent()) {
            change(Action.CREATE, ResourceKind.TOPIC, id.inboxTopic(), "for producers that are no part of the mesh");
        } else if (from.inbox().isPresent() && to.inbox().isEmpty()) {
            change(Action.CHANGE, ResourceKind.TOPIC, id.inboxTopic(), "stays, but is not forwarded any more");
        } else if (to.inbox().isPresent()) {
            boolean same = from.inbox().equals(to.inbox());
            change(
                    same ? Action.NONE : Action.CHANGE,
                    ResourceKind.TOPIC,
                    id.inboxTopic(),
                    same ? "unchanged" : "others may write to it");
        }
    }

    /** What is removed loses its data, so somebody must have said that this is meant. */
    private void checkRemovals() {
        if (wanted.allowRemovals()) {
            return;
        }
        Position place = wanted.given().products().stream()
                .map(product -> product.document().position())
                .findFirst()
                .orElse(Position.start("domains"));
        changes.stream()
                .filter(change -> change.action() == Action.REMOVE
                        && (change.kind() == ResourceKind.PORT || change.kind() == ResourceKind.DOMAIN))
                .forEach(change -> findings.add(Finding.error(
                        Code.REMOVAL_NOT_ALLOWED,
                        position(change.address()).orElse(place),
                        "this removes " + change.kind().word() + " " + change.address() + " and deletes its data",
                        "If that is meant, allow it: polder apply --allow-removals; otherwise put it back")));
    }

    private Optional<Position> position(String port) {
        return after.values().stream()
                .filter(product -> port.startsWith(product.address() + "."))
                .map(product -> product.document().position())
                .findFirst();
    }

    private void add(ResourceKind kind, String name, Optional<String> old, Optional<String> now, String document) {
        if (old.isEmpty()) {
            change(Action.CREATE, kind, name, "new");
        } else if (now.isEmpty()) {
            change(Action.REMOVE, kind, name, "no longer there");
        } else if (old.equals(now)) {
            change(Action.NONE, kind, name, "unchanged");
        } else {
            change(Action.CHANGE, kind, name, document + " changed");
        }
    }

    private void change(Action action, ResourceKind kind, String address, String reason) {
        changes.add(new Change(action, kind, address, reason));
    }

    private static Map<PortId, OutputPort> ports(Optional<Product> product) {
        return product.map(Product::outputPorts).stream()
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(OutputPort::id, port -> port, (first, second) -> first, TreeMap::new));
    }

    private static Optional<String> pipeline(Product product) {
        return Optional.of(text(product, MeshPlanner::isPipeline)).filter(text -> !text.isEmpty());
    }

    private static boolean isPipeline(String path) {
        return path.equals("pipeline.yaml") || path.endsWith(".sql");
    }

    /** Contracts have changes of their own. */
    private static boolean isOther(String path) {
        return !isPipeline(path) && !path.endsWith(".odcs.yaml");
    }

    /** Some of a product's files as one text, so that they can be compared. */
    private static String text(Product product, Predicate<String> wanted) {
        return new TreeMap<>(product.files())
                .entrySet().stream()
                        .filter(file -> wanted.test(file.getKey()))
                        .map(file -> file.getKey() + "\n" + file.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static String tableName(PortId id) {
        return String.join(".", id.namespace()) + "." + id.table();
    }
}
