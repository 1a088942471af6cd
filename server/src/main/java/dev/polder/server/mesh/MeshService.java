package dev.polder.server.mesh;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.mesh.MeshReading;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Kind;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.Grants;
import dev.polder.policy.Violation;
import dev.polder.server.database.Database;
import dev.polder.server.mesh.PostgresMeshStore.Documents;
import dev.polder.server.readers.PortUser;
import dev.polder.server.readers.PortUsers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans and applies changes of the mesh, and says what it is. */
public final class MeshService {
    private record Current(long generation, MeshModel model) {}

    private final PostgresMeshStore store;
    private final Clock clock;
    private final PortUsers users;
    private final AuditTrail audit;
    private final Supplier<List<Grant>> grants;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<ChangeStep> steps = new CopyOnWriteArrayList<>();
    private final PolicyJudge policies = new PolicyJudge();
    private final AtomicReference<Current> cached = new AtomicReference<>();

    public MeshService(Database database, Clock clock) {
        this(database, event -> {}, List::of, clock);
    }

    /**
     * @param audit told of a change in the transaction that makes it: what cannot be told does not happen
     * @param grants all that are not over: by some of them products read inputs
     */
    public MeshService(Database database, AuditTrail audit, Supplier<List<Grant>> grants, Clock clock) {
        this.audit = audit;
        this.grants = grants;
        this.store = new PostgresMeshStore(database);
        this.clock = clock;
        this.users = new PortUsers(database, clock);
    }

    /** Called after every change that this server has applied. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Makes a step part of every change that this server applies. */
    public void within(ChangeStep step) {
        steps.add(step);
    }

    /** The mesh as it was last applied, by whatever server; input ports know what they read. */
    public MeshModel current() {
        long generation = store.generation();
        Current current = cached.get();
        return current != null && current.generation() == generation ? current.model() : refreshed(generation);
    }

    /** One thread reads the documents after a change, however many wait for them. */
    private synchronized MeshModel refreshed(long generation) {
        Current current = cached.get();
        return current != null && current.generation() == generation ? current.model() : known(store.load());
    }

    /** What the documents say, read only if they are not the ones that were read last. */
    private MeshModel known(Documents documents) {
        Current current = cached.get();
        if (current == null || current.generation() != documents.generation()) {
            current = new Current(documents.generation(), read(documents));
            cached.set(current);
        }
        return current.model();
    }

    /** @param who would apply it */
    Plan plan(MeshRequest request, Principal who) {
        MeshReading reading = reading(request);
        MeshModel mesh = current();
        return decide(mesh, reading, request, who, users(mesh, reading, who), byPort());
    }

    /** @param who applies it */
    Plan apply(MeshRequest request, Principal who) {
        // Reading takes time, so it happens before the lock is taken; who reads and may read what needs a transaction
        // of its own.
        MeshReading reading = reading(request);
        Map<PortId, List<PortUser>> readers = users(current(), reading, who);
        Grants granted = byPort();
        return change(mesh -> decide(mesh, reading, request, who, readers, granted), who);
    }

    /** Who reads what changes in a contract, by the ports of the mesh that have it. */
    List<PortReaders> readers(ReadersRequest request, Principal who) {
        MeshModel mesh = current();
        List<OutputPort> ports = ports(mesh)
                .filter(port -> port.contract().id().equals(request.contract())
                        && ReadersRequest.major(port.contract().version()).equals(request.major()))
                .sorted(Comparator.comparing(OutputPort::id))
                .toList();
        Map<PortId, List<PortUser>> readers =
                users.of(ports.stream().map(OutputPort::id).toList(), who);
        return ports.stream()
                .map(port -> {
                    List<String> paths = request.paths(port.schema().name());
                    return new PortReaders(
                            port.id(),
                            PortReader.of(port.id(), paths, mesh),
                            QueryReader.of(readers.get(port.id()), paths));
                })
                .toList();
    }

    /** Who has read the ports whose contracts would change. */
    private Map<PortId, List<PortUser>> users(MeshModel mesh, MeshReading reading, Principal who) {
        Map<PortId, String> contracts = new HashMap<>();
        ports(mesh).forEach(port -> contracts.put(port.id(), port.contract().source()));
        return users.of(
                reading.model().stream()
                        .flatMap(MeshService::ports)
                        .filter(port -> contracts.containsKey(port.id())
                                && !contracts
                                        .get(port.id())
                                        .equals(port.contract().source()))
                        .map(OutputPort::id)
                        .toList(),
                who);
    }

    private static Stream<OutputPort> ports(MeshModel mesh) {
        return mesh.products().stream().flatMap(product -> product.outputPorts().stream());
    }

    /**
     * Removes domains or products with their data.
     *
     * @throws PolderException NOT_FOUND when there is no such thing; IN_USE with who reads it
     */
    Plan remove(Set<DomainName> domains, Set<ProductAddress> products, DryRun dryRun, Principal who) {
        MeshChange wanted = new MeshChange(MeshModel.EMPTY, domains, products, false, true, who);
        Grants granted = byPort();
        if (dryRun == DryRun.YES) {
            Plan plan = plan(checkKnown(current(), wanted), wanted, Map.of(), granted);
            refuseErrors(plan.findings(), "This cannot be removed");
            return plan;
        }
        return change(mesh -> plan(checkKnown(mesh, wanted), wanted, Map.of(), granted), who);
    }

    /** The grants as they are now. */
    private Grants byPort() {
        Map<PortAddress, List<Grant>> byPort = grants.get().stream().collect(Collectors.groupingBy(Grant::port));
        return port -> byPort.getOrDefault(port, List.of());
    }

    private Plan plan(MeshModel mesh, MeshChange wanted, Map<PortId, List<PortUser>> users, Grants granted) {
        Optional<InputJudge> judge =
                policies.set(mesh.policies()).map(set -> new InputJudge(mesh, set, granted, clock.instant()));
        return MeshPlanner.plan(
                mesh,
                wanted,
                users,
                (product, input) ->
                        judge.filter(it -> !it.mayRead(product, input)).isEmpty());
    }

    /** What products do not keep to of the policies that there are, at this moment. */
    public List<Violation> violations() {
        return policies.violations(current(), clock.instant());
    }

    /** Whether a change is only tried. */
    enum DryRun {
        YES,
        NO
    }

    private interface Decision {
        Plan on(MeshModel mesh);
    }

    private Plan change(Decision decision, Principal who) {
        AtomicReference<Plan> plan = new AtomicReference<>();
        store.change(
                documents -> {
                    MeshModel before = known(documents);
                    plan.set(decision.on(before));
                    refuseErrors(plan.get().findings(), "The mesh was not changed");
                    record(before, plan.get(), who);
                    return new PostgresMeshStore.Change(before, plan.get().next());
                },
                MeshService::checkReadable,
                (handle, before, after, by, at) -> steps.forEach(step -> step.take(handle, before, after, by, at)),
                who.name(),
                clock.instant());
        listeners.forEach(Runnable::run);
        return plan.get();
    }

    /** Documents may be right by themselves and wrong beside others, as two contracts of one id are. */
    private static void checkReadable(Documents documents) {
        refuseErrors(
                MeshReader.read(documents.files()).findings(),
                "The mesh was not changed, because with this change it would be wrong as a whole");
    }

    private void record(MeshModel before, Plan plan, Principal who) {
        Map<String, String> changes = new TreeMap<>();
        plan.changes().stream()
                .filter(change -> change.action() != Change.Action.NONE)
                .forEach(change -> changes.merge(
                        change.action().word(),
                        change.kind().word() + " " + change.address(),
                        (one, other) -> one + ", " + other));
        Loosening.between(before, plan.next())
                .forEach(loosening ->
                        changes.merge("loosens", loosening.toString(), (one, other) -> one + "; " + other));
        if (!changes.isEmpty()) {
            audit.record(new AuditEvent(
                    clock.instant(), who.name(), "mesh.change", Optional.empty(), Outcome.ALLOWED, changes));
            plan.violations().stream()
                    .filter(violation -> !violation.blocks())
                    .forEach(violation -> audit.record(PolicyJudge.event(violation, who.name(), clock.instant())));
        }
    }

    private static MeshReading reading(MeshRequest request) {
        Map<String, String> files = new LinkedHashMap<>();
        request.files().forEach(file -> files.put(file.path(), file.content()));
        return MeshReader.read(files);
    }

    private Plan decide(
            MeshModel mesh,
            MeshReading reading,
            MeshRequest request,
            Principal who,
            Map<PortId, List<PortUser>> users,
            Grants granted) {
        if (reading.model().isEmpty()) {
            return new Plan(List.of(), List.of(), List.of(), reading.findings(), mesh);
        }
        MeshModel given = reading.model().get();
        Plan plan = plan(
                mesh,
                new MeshChange(given, Set.of(), Set.of(), request.prune(), request.allowRemovals(), who),
                users,
                granted);
        Plan judged = plan.hasErrors() ? plan : policies.judged(mesh, plan, clock.instant());
        List<Finding> findings = new ArrayList<>(reading.findings());
        findings.addAll(judged.findings());
        if (!plan.hasErrors()) {
            findings.addAll(inputs(mesh, given, plan.next(), granted));
        }
        findings.sort(Comparator.comparing(Finding::position));
        return judged.with(judged.violations(), findings);
    }

    /** What is to be said of what the given products read. */
    private List<Finding> inputs(MeshModel before, MeshModel given, MeshModel next, Grants granted) {
        Set<ProductAddress> addresses =
                given.products().stream().map(Product::address).collect(Collectors.toSet());
        return policies.set(next.policies())
                .map(set -> new InputJudge(next, set, granted, clock.instant())
                        .findings(addresses, product -> PolicyJudge.isChanged(before, product)))
                .orElse(List.of());
    }

    private static void refuseErrors(List<Finding> findings, String message) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (errors.isEmpty()) {
            return;
        }
        // What is wrong with the documents comes before what is wrong with the change.
        Code code = errors.stream()
                .map(Finding::code)
                .filter(candidate -> candidate.kind() != Kind.CONFLICT)
                .findFirst()
                .orElse(errors.get(0).code());
        String count = errors.size() == 1 ? "1 error" : errors.size() + " errors";
        throw new PolderException(
                code,
                message + ": " + count + "; the first is " + errors.get(0).message(),
                errors.get(0).remedy(),
                findings);
    }

    private static MeshModel checkKnown(MeshModel mesh, MeshChange wanted) {
        for (DomainName domain : wanted.domainsToRemove()) {
            if (mesh.domains().stream().noneMatch(known -> known.name().equals(domain))) {
                throw notFound("domain", domain.toString(), "domains");
            }
        }
        for (ProductAddress product : wanted.productsToRemove()) {
            if (mesh.products().stream().noneMatch(known -> known.address().equals(product))) {
                throw notFound("product", product.toString(), "products");
            }
        }
        return mesh;
    }

    /** For what the mesh does not have. */
    public static PolderException notFound(String what, String name, String plural) {
        return new PolderException(
                Code.NOT_FOUND, "There is no " + what + " '" + name + "'", "See what there is: polder get " + plural);
    }

    private static MeshModel read(Documents documents) {
        MeshReading reading = MeshReader.read(documents.files());
        MeshModel model = reading.model()
                .orElseThrow(() -> new PolderException(
                        Code.INTERNAL,
                        "The stored documents cannot be read: "
                                + reading.findings().stream()
                                        .filter(Finding::isError)
                                        .findFirst()
                                        .map(Finding::toString)
                                        .orElse(""),
                        "Report this with the server's log"));
        MeshModel named = new MeshModel(documents.name(), model.domains(), model.products(), model.policies());
        return new References(named, (product, input) -> true).resolved(address -> false);
    }
}
