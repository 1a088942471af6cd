package dev.polder.server.ingest;

import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.RawRecord;
import dev.polder.gate.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * How a refused record is kept: the value is its bytes as they came (of one that was too large the first 64 KiB), the headers say
 * why, under which contract, and where it came from.
 */
final class DeadLetter {
    private DeadLetter() {}

    /**
     * @param source who sent it, such as {@code http:admin}
     * @param columns of a CSV body; without them the record's cells mean nothing
     */
    static List<Header> headers(
            RawRecord record,
            List<Refusal> refusals,
            PortLookup.Provisioned target,
            String source,
            List<String> columns) {
        List<Header> headers = new ArrayList<>();
        DeadLetterHeaders.write(
                record,
                refusals,
                columns,
                new DeadLetterHeaders.Origin(target.contractId(), target.contractVersion(), source),
                (name, value) -> headers.add(new RecordHeader(name, value)));
        return headers;
    }
}
