package dev.polder.server.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.server.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * An entry as it is shown.
 *
 * @param outcome one of {@link Outcome}, unless somebody has changed it
 * @param details a JSON object of strings; a string when somebody has made it something else
 */
record AuditEntry(
        long sequence,
        Instant at,
        String principal,
        String action,
        Optional<String> target,
        String outcome,
        @JsonRawValue String details,
        String hash) {
    static AuditEntry of(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("sequence"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("principal"),
                row.getString("action"),
                Optional.ofNullable(row.getString("target")),
                row.getString("outcome"),
                shown(row.getString("details")),
                HexFormat.of().formatHex(row.getBytes("hash")));
    }

    private static String shown(String details) {
        try {
            return Json.mapper().readTree(details).isObject() ? details : Json.text(details);
        } catch (JacksonException e) {
            return Json.text(details);
        }
    }
}
