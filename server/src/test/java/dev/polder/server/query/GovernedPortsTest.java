package dev.polder.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GovernedPortsTest {
    private static final String NAME = "sales.orders.order_lines";
    private static final Principal ANA = new Principal("ana", Principal.Kind.PERSON, Set.of(), Set.of(), Map.of());

    @TempDir
    private Path directory;

    private final Deque<Decision> decisions = new ArrayDeque<>();
    private GovernedPorts ports;

    @BeforeEach
    void publish() throws Exception {
        PublishedRows rows = new PublishedRows(
                directory, "SELECT 1 AS id", Types.NestedField.optional(1, "id", Types.IntegerType.get()));
        Decider decider = question -> decisions.remove();
        ports = new GovernedPorts(rows, decider, ANA, () -> Optional.of(ANA), Optional.empty(), Clock.systemUTC());
    }

    private static Decision owing(String... filters) {
        return new Decision(
                true,
                new Obligations(Optional.empty(), List.of(filters), Map.of()),
                List.of(new Decision.Reason("test", Decision.Effect.PERMIT, "it is a test")));
    }

    @Test
    void aPortThatIsNamedTwiceIsReadUnderTheSameObligations() {
        decisions.addAll(List.of(owing("id > 0"), owing("id > 0")));

        assertThat(ports.resolve(NAME)).isPresent();
        assertThat(ports.resolve(NAME)).isPresent();
    }

    @Test
    void aPortThatIsNamedTwiceIsNotReadWhenMoreIsOwedTheSecondTime() {
        decisions.addAll(List.of(owing(), owing("id > 0")));
        ports.resolve(NAME);

        assertThatThrownBy(() -> ports.resolve(NAME))
                .isInstanceOf(PolderException.class)
                .hasMessage("What ana may see of sales.orders.order-lines.v1 has changed while the query ran");
    }
}
