package dev.polder.server.privacy;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.query.SealedColumn;
import dev.polder.server.WiredServer;
import dev.polder.server.config.PrivacyConfig;
import java.time.Clock;

/** Tries to open what stands in a column, as a query would. */
final class ColumnTrial {
    private final PortId port;
    private final SchemaObject schema;
    private final Privacy privacy;

    ColumnTrial(WiredServer server, PortId port, SchemaObject schema) {
        this.port = port;
        this.schema = schema;
        this.privacy =
                new Privacy(PrivacyConfig.in(server.warehouse().resolve("data")), server.database(), Clock.systemUTC());
    }

    /** The value, {@code forgotten} or {@code refused}. */
    String open(String column, String stored) {
        return open(column, stored, null);
    }

    String open(String column, String stored, String subject) {
        SealedColumn sealed = privacy.sealed(port, schema).stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .orElseThrow();
        try {
            return sealed.opener().open(stored, subject).orElse("forgotten");
        } catch (SealedColumn.NotGenuine e) {
            return "refused";
        }
    }
}
