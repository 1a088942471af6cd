package dev.polder.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps all ports landed, one after the other, until its thread is interrupted. */
final class LandingLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LandingLoop.class);
    private static final Duration PAUSE = Duration.ofMillis(300);
    /** Many small commits cost more than they bring. */
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final Topics topics;
    private final Lander lander;
    private final Deliveries deliveries;
    private final LongSupplier nanoTime;
    private final AtomicReference<List<Landing>> wanted = new AtomicReference<>(List.of());
    private final Map<String, PortProgress> progress = new HashMap<>();

    LandingLoop(Topics topics, Lander lander, Deliveries deliveries, LongSupplier nanoTime) {
        this.topics = Objects.requireNonNull(topics);
        this.lander = Objects.requireNonNull(lander);
        this.deliveries = Objects.requireNonNull(deliveries);
        this.nanoTime = Objects.requireNonNull(nanoTime);
    }

    /** What this process knows of a port; the truth is in the table. */
    private static final class PortProgress {
        private Landing landing;
        private Map<Integer, Long> landed = Map.of();
        private boolean known;
        private Optional<Problem> problem = Optional.empty();
        private int failures;
        private long notBefore;
    }

    /** Replaces the ports to keep landed. */
    void keep(List<Landing> landings) {
        wanted.set(landings);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pass();
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every port once. */
    void pass() throws InterruptedException {
        List<Landing> landings = wanted.get();
        progress.keySet().retainAll(landings.stream().map(Landing::port).toList());
        Map<String, TopicState> states;
        try {
            states = topics.states(landings.stream().map(Landing::topic).toList());
        } catch (RuntimeException e) {
            LOG.warn("Topics cannot be looked at. reason={}", e.getMessage());
            return;
        }
        for (Landing landing : landings) {
            TopicState state = states.get(landing.topic());
            if (state != null) {
                visit(landing, state);
            }
        }
    }

    private void visit(Landing landing, TopicState state) throws InterruptedException {
        PortProgress port = progress.computeIfAbsent(landing.port(), name -> new PortProgress());
        // Another contract, other rules: what waited may be published now.
        boolean changed = !landing.equals(port.landing);
        long now = nanoTime.getAsLong();
        if (!changed && now - port.notBefore < 0 || !changed && port.known && isCovered(port, state)) {
            return;
        }
        port.landing = landing;
        try {
            Lander.Outcome outcome = lander.land(landing, state);
            LandingReport report = outcome.report();
            // Offsets move without records where a producer's transactions end.
            boolean worthTelling = changed || !report.offsets().equals(port.landed) || port.problem.isPresent();
            port.known = true;
            port.landed = report.offsets();
            port.problem = Optional.empty();
            port.failures = 0;
            port.notBefore = now + BETWEEN_COMMITS.toNanos();
            if (outcome.notice().isPresent()) {
                Problem notice = outcome.notice().get();
                LOG.warn("Landed with a notice. port={} notice={}", landing.port(), notice.message());
                LandingReport told = LandingReport.failed(landing.port(), report.offsets(), notice);
                deliveries.send(controlPlane -> controlPlane.report(told));
            }
            if (worthTelling) {
                deliveries.send(controlPlane -> controlPlane.report(report));
            }
        } catch (RuntimeException e) {
            failed(port, landing, e);
        }
    }

    private void failed(PortProgress port, Landing landing, RuntimeException failure) throws InterruptedException {
        Problem problem = Failures.ofLanding(failure);
        port.known = false;
        port.failures++;
        long seconds = Math.min(LONGEST_BACK_OFF.toSeconds(), 1L << Math.min(port.failures - 1, 10));
        port.notBefore = nanoTime.getAsLong() + Duration.ofSeconds(seconds).toNanos();
        if (!port.problem.equals(Optional.of(problem))) {
            LOG.error("Landing failed. port={} code={}", landing.port(), problem.code(), failure);
            port.problem = Optional.of(problem);
            LandingReport report = LandingReport.failed(landing.port(), port.landed, problem);
            deliveries.send(controlPlane -> controlPlane.report(report));
        }
    }

    private static boolean isCovered(PortProgress port, TopicState state) {
        return state.partitions().entrySet().stream()
                .allMatch(held -> Objects.equals(
                        port.landed.get(held.getKey()), held.getValue().to()));
    }
}
