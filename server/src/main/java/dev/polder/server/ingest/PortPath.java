package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.util.OptionalInt;

/**
 * The port that a request names in its path.
 *
 * @param major from the query; empty for the newest
 */
public record PortPath(PortAddress address, OptionalInt major) {
    public static PortPath of(Context context) {
        PortAddress address = PortAddress.parse(
                context.pathParam("domain") + "." + context.pathParam("product") + "." + context.pathParam("port"));
        return new PortPath(address, major(context.queryParam("major")));
    }

    private static OptionalInt major(String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("\\d{1,3}")) {
            throw new PolderException(
                    Code.USAGE, "'" + text + "' is no major version", "Use a number from 0 to 999, such as major=1");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}
