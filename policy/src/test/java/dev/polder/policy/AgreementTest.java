package dev.polder.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The decider and the reference decide the same. */
class AgreementTest {
    private static final int MESHES = 52;
    private static final int QUESTIONS = 1_000;

    @Test
    void generatedQuestionsAreDecidedAsTheReferenceDecidesThem() {
        int permitted = 0;
        int obliged = 0;
        int asked = 0;
        for (int mesh = 0; mesh < MESHES; mesh++) {
            Generated generated = new Generated(mesh);
            List<PortFacts> ports = generated.ports();
            List<Principal> principals = generated.principals();
            List<Grant> grants = generated.grants(ports, 120);
            PolicySet set = compiled(generated, 4 + mesh % 12);
            PolicyDecider decider = decider(() -> set, ports, grants);
            ReferenceDecider reference = new ReferenceDecider(set, ports, grants);
            for (int i = 0; i < QUESTIONS; i++) {
                ReadQuestion question = generated.question(principals, ports);
                Decision decision = decider.decide(question);
                Decision expected = reference.decide(question);
                assertThat(decision.permitted())
                        .as("mesh %s: %s by %s", mesh, question, decision.reasons())
                        .isEqualTo(expected.permitted());
                assertThat(decision.obligations())
                        .as("mesh %s: %s by %s", mesh, question, decision.reasons())
                        .isEqualTo(expected.obligations());
                assertThat(decision.reasons().get(0).effect())
                        .isEqualTo(decision.permitted() ? Effect.PERMIT : Effect.DENY);
                assertThat(decision.reasons())
                        .allSatisfy(reason -> assertThat(reason.text()).isNotNull());
                asked++;
                permitted += decision.permitted() ? 1 : 0;
                obliged += decision.obligations().isEmpty() ? 0 : 1;
            }
        }
        assertThat(asked).isGreaterThan(50_000);
        assertThat(permitted).isBetween(asked / 20, asked * 19 / 20);
        assertThat(obliged).isGreaterThan(asked / 50);
    }

    @Test
    void whatHasChangedIsSeenByTheNextQuestion() {
        Generated generated = new Generated(77);
        List<PortFacts> ports = generated.ports();
        List<Principal> principals = generated.principals();
        AtomicReference<PolicySet> set = new AtomicReference<>(PolicySet.EMPTY);
        AtomicReference<List<Grant>> grants = new AtomicReference<>(List.of());
        AtomicReference<List<PortFacts>> current = new AtomicReference<>(ports);
        PolicyDecider decider = new PolicyDecider(
                set::get,
                id -> current.get().stream().filter(it -> it.id().equals(id)).findFirst(),
                new ByPort(grants)::of);
        for (int change = 0; change < 30; change++) {
            switch (change % 3) {
                case 0 -> set.set(compiled(generated, 10));
                case 1 -> grants.set(generated.grants(ports, 60));
                default -> current.set(generated.ports());
            }
            ReferenceDecider reference = new ReferenceDecider(set.get(), current.get(), grants.get());
            for (int i = 0; i < 30; i++) {
                ReadQuestion question = generated.question(principals, ports);
                Decision expected = reference.decide(question);
                Decision decision = decider.decide(question);
                assertThat(decision.permitted()).isEqualTo(expected.permitted());
                assertThat(decision.obligations()).isEqualTo(expected.obligations());
            }
        }
    }

    /** Grants by port, the same lists as long as all are the same. */
    private static final class ByPort {
        private final AtomicReference<List<Grant>> all;
        private List<Grant> known = List.of();
        private Map<PortAddress, List<Grant>> byPort = Map.of();

        ByPort(AtomicReference<List<Grant>> all) {
            this.all = all;
        }

        List<Grant> of(PortAddress port) {
            if (known != all.get()) {
                known = all.get();
                byPort = known.stream().collect(Collectors.groupingBy(Grant::port));
            }
            return byPort.getOrDefault(port, List.of());
        }
    }

    private static PolicySet compiled(Generated generated, int policies) {
        PolicySet.Compilation compilation = PolicySet.compile(generated.policies(policies));
        return compilation.set().orElseThrow(() -> new AssertionError(compilation.findings()));
    }

    private static PolicyDecider decider(
            java.util.function.Supplier<PolicySet> set, List<PortFacts> ports, List<Grant> grants) {
        Map<PortId, PortFacts> byId = ports.stream().collect(Collectors.toMap(PortFacts::id, Function.identity()));
        Map<PortAddress, List<Grant>> byPort = grants.stream().collect(Collectors.groupingBy(Grant::port));
        return new PolicyDecider(
                set, id -> Optional.ofNullable(byId.get(id)), port -> byPort.getOrDefault(port, List.of()));
    }
}
