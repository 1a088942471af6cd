package dev.polder.server.describe;

import dev.polder.core.access.Principal;
import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Encryption;
import dev.polder.core.contract.Property;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.Enforcement;
import dev.polder.policy.Violation;
import dev.polder.server.deadletters.DeadLetters;
import dev.polder.server.drift.DriftLog;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.Condition;
import dev.polder.server.reconcile.PortState;
import dev.polder.server.reconcile.Provisioning;
import dev.polder.server.runs.Failure;
import dev.polder.server.runs.LandingService;
import dev.polder.server.runs.LandingState;
import dev.polder.server.runs.RunBody;
import dev.polder.server.runs.RunService;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The mesh as it is at one moment, put together from all that is known. */
final class MeshView {
    private final MeshModel mesh;
    private final Map<PortId, PortState> states;
    private final Map<String, LandingState> landings;
    private final Map<String, RunBody> newestRuns;
    private final Map<String, RunBody> publishedRuns;
    private final Map<String, RunBody> checkedRuns;
    private final Map<String, List<String>> waiting;
    private final Map<String, Map<Integer, Long>> ends;
    private final Map<String, DeadLetters.Count> deadLetters;
    private final Map<String, Map<Integer, Long>> forwarded;
    private final Function<PortId, Optional<Condition>> inboxes;
    private final PortsDrift drift;

    private MeshView(
            MeshModel mesh,
            Map<PortId, PortState> states,
            Map<String, LandingState> landings,
            Map<String, RunBody> newestRuns,
            Map<String, RunBody> publishedRuns,
            Map<String, RunBody> checkedRuns,
            Map<String, List<String>> waiting,
            Map<String, Map<Integer, Long>> ends,
            Map<String, Map<Integer, Long>> forwarded,
            Function<PortId, Optional<Condition>> inboxes,
            Map<String, DeadLetters.Count> deadLetters,
            PortsDrift drift) {
        this.mesh = mesh;
        this.states = states;
        this.landings = landings;
        this.newestRuns = newestRuns;
        this.publishedRuns = publishedRuns;
        this.checkedRuns = checkedRuns;
        this.waiting = waiting;
        this.ends = ends;
        this.deadLetters = deadLetters;
        this.forwarded = forwarded;
        this.inboxes = inboxes;
        this.drift = drift;
    }

    /** Where a view is put together from. */
    record Sources(
            MeshService mesh,
            Provisioning provisioning,
            LandingService landings,
            RunService runs,
            TopicEnds ends,
            TopicEnds forwarded,
            Function<PortId, Optional<Condition>> inboxes,
            DeadLetters deadLetters,
            DriftLog drift,
            Clock clock) {
        /** What policies have against a product now. */
        ProductPolicies policies(ProductAddress product) {
            return ProductPolicies.of(product, mesh.current(), mesh.violations(), clock.instant());
        }

        /** What products do not keep to now and policies block or warn of; what is only audited stands in the audit. */
        List<Violation> violations() {
            return mesh.violations().stream()
                    .filter(violation -> violation.enforcement() != Enforcement.AUDIT)
                    .toList();
        }

        MeshView view() {
            MeshModel model = mesh.current();
            List<String> topics = model.products().stream()
                    .flatMap(product -> product.outputPorts().stream())
                    .map(port -> port.id().topic())
                    .toList();
            List<String> inboxTopics = model.products().stream()
                    .flatMap(product -> product.outputPorts().stream())
                    .filter(port -> port.inbox().isPresent())
                    .map(port -> port.id().inboxTopic())
                    .toList();
            return new MeshView(
                    model,
                    provisioning.ports(),
                    landings.states(),
                    runs.newestByPort(),
                    runs.publishedByPort(),
                    runs.checkedByPort(),
                    runs.waiting(),
                    ends.of(Stream.concat(topics.stream(), inboxTopics.stream()).toList()),
                    inboxTopics.isEmpty() ? Map.of() : forwarded.of(inboxTopics),
                    inboxes,
                    deadLetters.counts(),
                    PortsDrift.of(drift));
        }
    }

    MeshModel mesh() {
        return mesh;
    }

    /** All ports in the order of their ids. */
    List<OutputPort> ports() {
        return mesh.products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .sorted(Comparator.comparing(OutputPort::id))
                .toList();
    }

    /** The newest run of every transform, by transform. */
    List<RunBody> runs() {
        return newestRuns.values().stream()
                .sorted(Comparator.comparing(RunBody::transform))
                .toList();
    }

    Condition condition(OutputPort port) {
        PortState state = states.get(port.id());
        if (state == null) {
            return Condition.pending(Instant.EPOCH);
        }
        Condition condition = state.condition()
                .map(PortState.Reached::condition)
                .orElseGet(() -> Condition.pending(state.changedAt()));
        boolean isOld = state.condition()
                .flatMap(PortState.Reached::provisionedDigest)
                .filter(state.contractDigest()::equals)
                .isEmpty();
        return condition.status() && isOld
                ? new Condition(
                        Condition.READY,
                        false,
                        "Updating",
                        "Evolves to contract version " + port.contract().version(),
                        state.changedAt())
                : condition;
    }

    PortBody port(OutputPort port) {
        PortId id = port.id();
        Condition condition = condition(port);
        Optional<LandingState> landing = Optional.ofNullable(landings.get(id.toString()));
        Optional<RunBody> run = Optional.ofNullable(newestRuns.get(id.toString()));
        Optional<RunBody> published = Optional.ofNullable(publishedRuns.get(id.toString()));
        boolean ingested = port.ingested();
        Optional<DeadLetters.Count> letters = ingested
                ? Optional.of(deadLetters.getOrDefault(id.toString(), new DeadLetters.Count(0, 0)))
                : Optional.empty();
        return new PortBody(
                id.toString(),
                id.address().toString(),
                id.major(),
                ingested ? "records" : "transform",
                port.deprecated(),
                new PortBody.ContractRef(port.contract().id(), port.contract().version()),
                id.topic(),
                id.deadLetterTopic(),
                table(id),
                condition.status(),
                condition,
                ingested
                        ? landing.map(LandingState::records).or(() -> Optional.of(0L))
                        : published.flatMap(RunBody::rows),
                ingested ? lag(id, landing) : Optional.empty(),
                letters.map(DeadLetters.Count::held),
                letters.map(DeadLetters.Count::waiting),
                ingested ? landing.flatMap(LandingState::landedAt) : published.flatMap(RunBody::endedAt),
                ingested ? landing.flatMap(LandingState::snapshotId) : published.flatMap(RunBody::snapshotId),
                ingested ? landing.map(LandingState::published) : Optional.empty(),
                ingested
                        ? landing.map(LandingState::checks).orElse(List.of())
                        : Optional.ofNullable(checkedRuns.get(id.toString()))
                                .map(RunBody::checks)
                                .orElse(List.of()),
                ingested ? landing.flatMap(LandingState::error) : run.flatMap(RunBody::error),
                waiting.getOrDefault(id.toString(), List.of()),
                port.inbox().map(inbox -> new PortBody.InboxBody(id.inboxTopic(), unforwarded(id), inboxes.apply(id))),
                drift.summary(judgedBy(id)));
    }

    private Optional<Long> unforwarded(PortId id) {
        Map<Integer, Long> read = forwarded.getOrDefault(id.inboxTopic(), Map.of());
        return Optional.ofNullable(ends.get(id.inboxTopic()))
                .map(partitions -> partitions.entrySet().stream()
                        .mapToLong(end -> Math.max(0, end.getValue() - read.getOrDefault(end.getKey(), 0L)))
                        .sum());
    }

    /** What records of a port are judged by now. */
    private Optional<PortsDrift.Judged> judgedBy(PortId id) {
        return Optional.ofNullable(states.get(id))
                .flatMap(PortState::condition)
                .flatMap(PortState.Reached::provisionedDigest)
                .map(digest -> new PortsDrift.Judged(id, digest));
    }

    /** {@code Ready}, and for a port that waits for its inputs' first data also what it waits for. */
    private List<Condition> conditions(OutputPort port, boolean named) {
        Condition ready = condition(port);
        List<Condition> conditions = new ArrayList<>(List.of(ready));
        inboxes.apply(port.id()).ifPresent(conditions::add);
        drift.condition(judgedBy(port.id()), named).ifPresent(conditions::add);
        List<String> inputs = waiting.getOrDefault(port.id().toString(), List.of());
        if (!inputs.isEmpty()) {
            conditions.add(new Condition(
                    "InputsPublished",
                    false,
                    "WaitingForInputs",
                    "The transform runs when there is data in " + String.join(", ", inputs),
                    ready.since()));
        }
        Optional.ofNullable(newestRuns.get(port.id().toString()))
                .filter(RunBody::isRefused)
                .ifPresent(run -> conditions.add(new Condition(
                        "InputsReadable",
                        false,
                        "InputRefused",
                        run.error().map(Failure::message).orElse(""),
                        run.endedAt().orElse(run.queuedAt()))));
        return conditions;
    }

    /**
     * @param asker who is told names of fields that the contract does not have, which come from records, only as a member of the domain
     *     or for the federation
     */
    PortDetails details(Product product, OutputPort port, Principal asker) {
        boolean named = asker.belongsTo(port.id().address().domain()) || asker.isOfFederation();
        Optional<PortState.Reached> reached =
                Optional.ofNullable(states.get(port.id())).flatMap(PortState::condition);
        return new PortDetails(
                port(port),
                product.document().outputPorts().stream()
                        .filter(candidate -> candidate
                                .name()
                                .equals(port.id().address().port().value()))
                        .findFirst()
                        .flatMap(candidate -> candidate.description())
                        .or(() -> port.schema().description()),
                versions(port.id()),
                fields("", port.schema().properties()),
                port.schema().primaryKey(),
                port.schema().topicFormat().word(),
                reached.flatMap(PortState.Reached::schemaId),
                product.transforms().stream()
                        .filter(transform -> transform.into().equals(port.id()))
                        .map(Transform::name)
                        .findFirst(),
                readers(port.id()),
                conditions(port, named),
                named ? drift.fields(judgedBy(port.id())) : List.of(),
                Optional.ofNullable(newestRuns.get(port.id().toString())));
    }

    /** Whether every port of a product is ready. */
    boolean isReady(Product product) {
        return product.outputPorts().stream().allMatch(port -> condition(port).status());
    }

    static String table(PortId id) {
        return String.join(".", id.namespace()) + "." + id.table();
    }

    private List<Integer> versions(PortId id) {
        return ports().stream()
                .map(OutputPort::id)
                .filter(other -> other.address().equals(id.address()))
                .map(PortId::major)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private List<String> readers(PortId id) {
        return mesh.products().stream()
                .filter(product -> product.inputPorts().stream()
                        .anyMatch(input -> input.from().equals(Optional.of(id))))
                .map(product -> product.address().toString())
                .sorted()
                .toList();
    }

    private Optional<Long> lag(PortId id, Optional<LandingState> landing) {
        Map<Integer, Long> topic = ends.get(id.topic());
        if (topic == null) {
            return Optional.empty();
        }
        Optional<String> topicId = Optional.ofNullable(states.get(id))
                .flatMap(state -> state.condition().flatMap(PortState.Reached::topicId));
        Map<Integer, Long> landed = landing.filter(state -> topicId.equals(Optional.of(state.topicId())))
                .map(LandingState::offsets)
                .orElse(Map.of());
        long lag = 0;
        for (Map.Entry<Integer, Long> end : topic.entrySet()) {
            lag += Math.max(0, end.getValue() - landed.getOrDefault(end.getKey(), 0L));
        }
        return Optional.of(lag);
    }

    private static List<PortDetails.FieldBody> fields(String prefix, List<Property> properties) {
        List<PortDetails.FieldBody> fields = new ArrayList<>();
        for (Property property : properties) {
            fields.add(new PortDetails.FieldBody(
                    prefix + property.name(),
                    property.type().map(MeshView::type).orElse("unknown"),
                    property.required(),
                    property.classification(),
                    property.encryption().map(Encryption::word),
                    property.description()));
            fields.addAll(fields(prefix + property.name() + ".", property.properties()));
        }
        return fields;
    }

    private static String type(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.zoned() ? "timestamp with time zone" : "timestamp";
        }
        if (type instanceof DataType.ListOf list) {
            return "list of " + type(list.element());
        }
        if (type instanceof DataType.MapOf map) {
            return "map of " + type(map.value());
        }
        return type.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
