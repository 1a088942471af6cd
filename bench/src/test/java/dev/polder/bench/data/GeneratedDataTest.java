package dev.polder.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.SchemaObject;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedDataTest {
    @Test
    void everyOrderHasTheSameLength() {
        assertThat(Orders.valid(1, 5_000).split()).allMatch(order -> order.length == Orders.BYTES);
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        assertThat(Orders.valid(1, 100).body()).isEqualTo(Orders.valid(1, 100).body());
    }

    @Test
    void flatRowsKeepTheirContract() throws IOException {
        for (int width : new int[] {12, 40, 200}) {
            Columns columns = new Columns(width);
            assertThat(accepted(columns.contract(), columns.json(50).body(), RecordFormat.NDJSON))
                    .isEqualTo(50);
            assertThat(accepted(columns.contract(), columns.csv(50), RecordFormat.CSV))
                    .isEqualTo(50);
        }
    }

    @Test
    void documentsKeepTheirContract() throws IOException {
        assertThat(accepted(Contracts.nested(), Shipments.valid(500).body(), RecordFormat.NDJSON))
                .isEqualTo(500);
    }

    private static int accepted(SchemaObject contract, byte[] body, RecordFormat format) throws IOException {
        int[] count = new int[1];
        ContractGate.compile(contract).checkAll(new ByteArrayInputStream(body), format, new RecordSink() {
            @Override
            public void accepted(RecordChecker record) {
                count[0]++;
            }

            @Override
            public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                throw new AssertionError(refusals);
            }
        });
        return count[0];
    }
}
