package dev.polder.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.bench.data.Contracts;
import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is compared must do the same work. */
class OrderChecksTest {
    private final ContractGate gate = ContractGate.compile(Contracts.orders());

    @Test
    void allGiveTheSameVerdictOnGeneratedOrders() {
        Records orders = Orders.withInvalid(1, 22_000, 4);
        Map<String, OrderCheck> contenders = Map.of(
                "gate", new GateOrderCheck(gate),
                "networknt", new NetworkntOrderCheck(),
                "Jackson", new JacksonOrderCheck());
        int refused = 0;
        for (int i = 0; i < orders.count(); i++) {
            byte[] order = Arrays.copyOfRange(orders.body(), orders.start(i), orders.end(i));
            boolean accepted = gate.check(RawRecord.json(order)) instanceof Verdict.Accepted;
            refused += accepted ? 0 : 1;
            for (Map.Entry<String, OrderCheck> contender : contenders.entrySet()) {
                assertThat(contender.getValue().accepts(orders.body(), orders.start(i), orders.end(i)))
                        .as("%s on %s", contender.getKey(), new String(order, StandardCharsets.UTF_8))
                        .isEqualTo(accepted);
            }
        }
        assertThat(refused).isEqualTo(5_500);
    }

    @Test
    void allAcceptShuffledAndSpacedOrders() {
        for (Records orders : new Records[] {Orders.shuffled(1, 1_000), Orders.spaced(1, 1_000)}) {
            for (OrderCheck contender :
                    new OrderCheck[] {new GateOrderCheck(gate), new NetworkntOrderCheck(), new JacksonOrderCheck()}) {
                for (int i = 0; i < orders.count(); i++) {
                    assertThat(contender.accepts(orders.body(), orders.start(i), orders.end(i)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void genericAvroAcceptsWhatTheGateWrote() {
        Records orders = Orders.valid(1, 1_000);
        OrderCheck avro = new AvroOrderCheck(gate.avroSchema("bench", "Order"));
        RecordChecker checker = gate.checker();
        for (byte[] order : orders.split()) {
            byte[] written = ((Verdict.Accepted) gate.check(RawRecord.json(order))).avro();
            assertThat(avro.accepts(written, 0, written.length)).isTrue();
            assertThat(checker.avro(written, 0, written.length)).isTrue();
        }
    }
}
