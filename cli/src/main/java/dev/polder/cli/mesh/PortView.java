package dev.polder.cli.mesh;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import java.util.Optional;

/** How an output port of the API is shown. */
public final class PortView {
    private PortView() {}

    /** {@code domain.product.port}. */
    public static String address(Json port) {
        return port.text("address").or(() -> port.text("port")).orElse("");
    }

    /** {@code domain.product.port.v1}. */
    public static String id(Json port) {
        String address = address(port);
        return address.matches(".*\\.v\\d+")
                ? address
                : port.text("id")
                        .or(() -> port.text("major").map(major -> address + ".v" + major))
                        .orElse(address);
    }

    /** The condition {@code Ready}, wherever the answer has it. */
    static Json condition(Json port) {
        if (!port.at("condition").isNull()) {
            return port.at("condition");
        }
        return port.at("conditions").items().stream()
                .filter(condition -> condition.text("type").equals(Optional.of("Ready")))
                .findFirst()
                .orElse(Json.NULL);
    }

    public static boolean isReady(Json port) {
        return port.isTrue("ready") || condition(port).isTrue("status");
    }

    public static String reason(Json port) {
        if (isReady(port) && !port.at("waitsFor").items().isEmpty()) {
            return "WaitingForInputs";
        }
        return condition(port).text("reason").or(() -> port.text("reason")).orElse("");
    }

    public static String message(Json port) {
        return condition(port).text("message").or(() -> port.text("message")).orElse("");
    }

    /** {@code yes} or {@code no}. */
    public static Cell ready(Json port) {
        return isReady(port) ? new Cell("yes", Style.GOOD) : new Cell("no", Style.BAD);
    }

    /** What a port has not done yet: records in the topic that are not in the table. */
    public static String lag(Json port) {
        return port.text("lag").orElse("");
    }
}
