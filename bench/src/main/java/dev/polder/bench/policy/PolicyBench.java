package dev.polder.bench.policy;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Cpu;
import dev.polder.bench.Figure;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Grant;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code polder bench policy}: one thread decides about 1,000 policies and 10,000 grants; every round with a decider of its own, so that
 * each meets every port for the first time.
 */
public final class PolicyBench {
    private static final int POLICIES = 1_000;
    private static final int GRANTS = 10_000;
    private static final double MICROSECOND = 1e3;

    private final Samples compile = new Samples();
    private final Samples first50 = new Samples();
    private final Samples first99 = new Samples();
    private final Samples p50 = new Samples();
    private final Samples p99 = new Samples();
    private final Samples rate = new Samples();
    private final Samples explained = new Samples();
    private final Samples permitted = new Samples();

    private PolicyBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) {
        PolicyBench bench = new PolicyBench();
        int questions = options.quick() ? 5_000 : 200_000;
        GovernedMesh mesh = new GovernedMesh(GRANTS);
        progress.say("warm-up");
        bench.round(mesh, questions, new PolicyBench());
        for (int round = 1; round <= options.rounds(); round++) {
            progress.say("round " + round + " of " + options.rounds());
            bench.round(mesh, questions, bench);
        }
        return bench.figures();
    }

    private void round(GovernedMesh mesh, int count, PolicyBench to) {
        long start = Cpu.ofThread();
        PolicySet policies = mesh.policies(POLICIES);
        to.compile.add((Cpu.ofThread() - start) / 1e6);
        Map<PortId, PortFacts> ports = mesh.ports();
        Map<PortAddress, List<Grant>> grants = mesh.grants();
        Decider decider = new PolicyDecider(
                () -> policies,
                port -> Optional.ofNullable(ports.get(port)),
                port -> grants.getOrDefault(port, List.of()));
        long[] first = times(decider, firsts(mesh, ports));
        to.first50.add(quantile(first, 0.5));
        to.first99.add(quantile(first, 0.99));
        List<ReadQuestion> questions = mesh.questions(count);
        times(decider, questions.subList(0, count / 4));
        long[] times = times(decider, questions);
        to.p50.add(quantile(times, 0.5));
        to.p99.add(quantile(times, 0.99));
        to.rate.add(rate(decider, questions, PolicyBench::refuse));
        to.explained.add(rate(decider, questions, decision -> decision.reasons().forEach(Decision.Reason::text)));
        long yes = questions.stream()
                .filter(question -> decider.decide(question).permitted())
                .count();
        to.permitted.add(100.0 * yes / count);
    }

    /** What everybody does who hands data out: a refusal says why. */
    private static void refuse(Decision decision) {
        if (!decision.permitted()) {
            decision.reasons().get(0).text();
        }
    }

    private static double rate(Decider decider, List<ReadQuestion> questions, Consumer<Decision> reader) {
        long before = Cpu.ofThread();
        for (ReadQuestion question : questions) {
            reader.accept(decider.decide(question));
        }
        return questions.size() / ((Cpu.ofThread() - before) / 1e9);
    }

    /** One question for each port. */
    private static List<ReadQuestion> firsts(GovernedMesh mesh, Map<PortId, PortFacts> ports) {
        List<ReadQuestion> any = mesh.questions(ports.size());
        List<PortId> ids = List.copyOf(ports.keySet());
        return java.util.stream.IntStream.range(0, ids.size())
                .mapToObj(i -> new ReadQuestion(
                        any.get(i).principal(),
                        ids.get(i),
                        any.get(i).purpose(),
                        any.get(i).at()))
                .toList();
    }

    private static long[] times(Decider decider, List<ReadQuestion> questions) {
        long[] times = new long[questions.size()];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            refuse(decider.decide(questions.get(i)));
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    private static double quantile(long[] times, double part) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))] / MICROSECOND;
    }

    private List<Figure> figures() {
        return List.of(
                Figure.of("policy.decision.p50", "a decision, distinct questions, median", p50, "µs")
                        .valueAtMost(20),
                Figure.of("policy.decision.p99", "the same, 99 of 100", p99, "µs")
                        .valueAtMost(200),
                Figure.of("policy.decisions", "decisions by one core", rate, "decisions/s")
                        .valueAtLeast(100_000, 200_000),
                Figure.of("policy.explained", "the same, with every reason's text", explained, "decisions/s"),
                Figure.of("policy.first.p50", "the first decision about a port", first50, "µs"),
                Figure.of("policy.first.p99", "the same, 99 of 100", first99, "µs"),
                Figure.of("policy.compile", "compile 1,000 policies", compile, "ms"),
                Figure.of("policy.permitted", "of the questions, permitted", permitted, "%"));
    }
}
