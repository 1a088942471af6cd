package dev.polder.server.runs;

import dev.polder.core.access.Decider;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.runs.PostgresRunStore.Outcome;
import dev.polder.server.runs.PostgresRunStore.Scheduling;
import dev.polder.server.runs.Run.State;
import dev.polder.server.runs.Run.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Decides what runs, gives it to the worker, and keeps how it ended. */
public final class RunService {
    /** A worker polls every second; after this long it is taken for dead. */
    static final Duration SILENCE = Duration.ofSeconds(60);
    /** How long a refusal that is worded otherwise counts as the same: reasons may tell the time. */
    private static final Duration SAME_REASON = Duration.ofMinutes(1);

    private final PostgresRunStore store;
    private final MeshService mesh;
    private final ProvisionedPorts ports;
    private final Candidates candidates;
    private final Decider decider;
    private final AuditTrail audit;
    private final Clock clock;

    /**
     * @param decider asked for each input of each run, with the product as the one who reads
     * @param audit told of what a run reads before it is given away
     */
    public RunService(
            Database database,
            MeshService mesh,
            ProvisionedPorts ports,
            Snapshots snapshots,
            Decider decider,
            AuditTrail audit,
            Clock clock) {
        this.store = new PostgresRunStore(database);
        this.mesh = mesh;
        this.ports = ports;
        this.candidates = new Candidates(mesh, ports, snapshots);
        this.decider = decider;
        this.audit = audit;
        this.clock = clock;
    }

    PostgresRunStore store() {
        return store;
    }

    /** The newest run by the output port it makes. */
    public Map<String, RunBody> newestByPort() {
        return bodies(store.newestByPort(Outcome.ANY));
    }

    /** The newest run that was published, by the output port it made. */
    public Map<String, RunBody> publishedByPort() {
        return bodies(store.newestByPort(Outcome.PUBLISHED));
    }

    /** The newest run whose result was checked, by the output port it makes. */
    public Map<String, RunBody> checkedByPort() {
        return bodies(store.newestByPort(Outcome.CHECKED));
    }

    /** Output port → the ports whose first data its transform waits for; ports that wait for nothing are left out. */
    public Map<String, List<String>> waiting() {
        return candidates.waiting();
    }

    private static Map<String, RunBody> bodies(List<Run> runs) {
        return runs.stream().collect(Collectors.toMap(Run::port, RunBody::of));
    }

    /** Notes that the worker lives, and gives it a run if one is due and it has none. */
    Optional<Work.RunOrder> claim(Work.Poll poll) {
        if (poll.busy()) {
            return store.scheduling(scheduling -> {
                scheduling.heard(poll, clock.instant());
                return Optional.empty();
            });
        }
        // Reading tables takes time, and decisions need a transaction of their own, so both are before the lock.
        Instant seen = clock.instant();
        Set<String> known = candidates.transforms();
        List<Candidate> found = candidates.all();
        List<Reading> readings = found.stream()
                .map(candidate -> Reading.of(candidate, decider, clock.instant()))
                .toList();
        return store.scheduling(scheduling -> {
            Instant now = clock.instant();
            scheduling.heard(poll, now);
            scheduling.forgetWishes(known, seen);
            return choose(scheduling, readings, poll.worker(), now);
        });
    }

    /** Marks runs of a worker that is gone, so that nobody waits for them. */
    public void loseSilentRuns() {
        store.scheduling(scheduling -> {
            Instant now = clock.instant();
            scheduling.loseRunsOfSilentWorker(now.minus(SILENCE), now);
            return true;
        });
    }

    /**
     * Keeps how a run ended; the same report twice changes nothing.
     *
     * @throws PolderException NOT_FOUND when there is no such run, DENIED when it was given to somebody else
     */
    void finish(UUID id, Work.RunReport report) {
        store.scheduling(scheduling -> {
            Run run = scheduling.find(id).orElseThrow(() -> unknown(id));
            if (!run.worker().equals(Optional.of(report.worker()))) {
                throw new PolderException(
                        Code.DENIED,
                        "The run " + id + " was not given to the worker " + report.worker(),
                        "Report only the runs that you were given");
            }
            // A worker that was taken for dead may still have published.
            if (run.state() == State.RUNNING || run.state() == State.LOST) {
                scheduling.finish(new Run(
                        run.id(),
                        run.transform(),
                        run.port(),
                        run.trigger(),
                        report.state(),
                        run.worker(),
                        run.inputs(),
                        run.definition(),
                        run.attempt(),
                        run.queuedAt(),
                        run.startedAt(),
                        Optional.of(clock.instant()),
                        Optional.of(report.rows()),
                        report.snapshotId(),
                        report.checks(),
                        report.error()));
            }
            return true;
        });
    }

    /**
     * Has the transform that makes a port run as soon as the worker is free. A run that is under way may have begun before what
     * it is asked for, so it does not count; a run that already waits does.
     */
    Run request(PortAddress address) {
        PortId port = ports.newest(address).port().id();
        Product product = mesh.current().products().stream()
                .filter(candidate -> candidate.address().equals(address.productAddress()))
                .findFirst()
                .orElseThrow();
        Transform transform = product.transforms().stream()
                .filter(candidate -> candidate.into().equals(port))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.USAGE,
                        "No transform makes the port " + port + "; records are sent to it",
                        "Run a port that a transform makes, or send records: polder ingest " + address + " FILE"));
        String name = Candidate.address(product.address(), transform);
        return store.scheduling(scheduling -> {
            return Optional.ofNullable(scheduling.queued().get(name)).orElseGet(() -> {
                Run run = queued(name, port, clock.instant());
                scheduling.insert(run);
                return run;
            });
        });
    }

    private static Run queued(String transform, PortId port, Instant now) {
        return new Run(
                UUID.randomUUID(),
                transform,
                port.toString(),
                Trigger.REQUEST,
                State.QUEUED,
                Optional.empty(),
                Map.of(),
                "",
                1,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private record Due(Reading reading, Trigger trigger, Optional<Run> queued, Optional<Run> last) {
        /** Wishes of people first, then whoever has waited longest. */
        static final Comparator<Due> ORDER = Comparator.comparing(
                        (Due due) -> due.queued().isEmpty())
                .thenComparing(due -> due.last()
                        .map(run -> run.endedAt().orElse(run.queuedAt()))
                        .orElse(Instant.EPOCH));

        Candidate candidate() {
            return reading.candidate();
        }
    }

    private Optional<Work.RunOrder> choose(Scheduling scheduling, List<Reading> readings, String worker, Instant now) {
        Map<String, Run> started = scheduling.lastStarted();
        Map<String, Run> wishes = scheduling.queued();
        List<Due> due = new ArrayList<>();
        for (Reading reading : readings) {
            Optional<Run> last =
                    Optional.ofNullable(started.get(reading.candidate().address()));
            Optional<Run> queued =
                    Optional.ofNullable(wishes.get(reading.candidate().address()));
            trigger(reading, queued, last, now).ifPresent(trigger -> due.add(new Due(reading, trigger, queued, last)));
        }
        due.sort(Due.ORDER);
        due.forEach(it -> it.reading().refusal().ifPresent(why -> refuse(scheduling, it, worker, why, now)));
        return due.stream()
                .filter(it -> it.reading().refusal().isEmpty())
                .findFirst()
                .map(first -> start(scheduling, first, worker, now));
    }

    private Work.RunOrder start(Scheduling scheduling, Due due, String worker, Instant now) {
        Run run = started(due, worker, now);
        due.reading().events(run.id(), now).forEach(audit::record);
        keep(scheduling, due, run);
        return order(due.reading(), run);
    }

    private static void keep(Scheduling scheduling, Due due, Run run) {
        if (due.queued().isPresent()) {
            scheduling.claim(run);
        } else {
            scheduling.insert(run);
        }
    }

    /** Keeps since when and why it does not run: once, and again for another reason or for somebody who wished it. */
    private void refuse(Scheduling scheduling, Due due, String worker, Failure why, Instant now) {
        boolean isKnown = due.queued().isEmpty()
                && due.last()
                        .filter(run -> run.state() == State.REFUSED
                                && (run.error().equals(Optional.of(why))
                                        || run.endedAt()
                                                .orElse(now)
                                                .plus(SAME_REASON)
                                                .isAfter(now)))
                        .isPresent();
        if (isKnown) {
            return;
        }
        Run run = started(due, worker, now);
        due.reading().events(run.id(), now).forEach(audit::record);
        keep(scheduling, due, run);
        scheduling.finish(run.ended(State.REFUSED, now, Optional.of(why)));
    }

    private static Optional<Trigger> trigger(Reading reading, Optional<Run> queued, Optional<Run> last, Instant now) {
        if (queued.isPresent()) {
            return last.filter(run -> run.state().isOpen()).isPresent()
                    ? Optional.empty()
                    : Optional.of(queued.get().trigger());
        }
        Candidate candidate = reading.candidate();
        return Schedule.due(
                candidate.transform().run(),
                last,
                reading.definition(),
                candidate.snapshots(),
                candidate.isComplete(),
                now);
    }

    private static Run started(Due due, String worker, Instant now) {
        int attempt = due.trigger() == Trigger.RETRY ? due.last().orElseThrow().attempt() + 1 : 1;
        return new Run(
                due.queued().map(Run::id).orElseGet(UUID::randomUUID),
                due.candidate().address(),
                due.candidate().output().id().toString(),
                due.trigger(),
                State.RUNNING,
                Optional.of(worker),
                due.candidate().snapshots(),
                due.reading().definition(),
                attempt,
                due.queued().map(Run::queuedAt).orElse(now),
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Work.RunOrder order(Reading reading, Run run) {
        Candidate candidate = reading.candidate();
        PortId output = candidate.output().id();
        return new Work.RunOrder(
                run.id(),
                run.transform(),
                output.toString(),
                output.namespace(),
                output.table(),
                candidate.transform().sql(),
                candidate.inputs().stream()
                        .map(input -> new Work.InputOrder(
                                input.name(),
                                input.port().namespace(),
                                input.port().table(),
                                input.snapshot(),
                                reading.columns(input),
                                reading.nulls(input)))
                        .toList(),
                Rules.of(candidate.output()));
    }

    private static PolderException unknown(UUID id) {
        return new PolderException(Code.NOT_FOUND, "There is no run " + id, "See what there is: GET /v1/runs");
    }
}
