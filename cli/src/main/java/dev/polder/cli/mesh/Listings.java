package dev.polder.cli.mesh;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;

/** The columns that lists of the mesh's things have. */
final class Listings {
    private Listings() {}

    static Listing domains() {
        return new Listing()
                .column("DOMAIN", Listings::address)
                .column("TITLE", "title")
                .column("OWNER", "owner")
                .number(
                        "PRODUCTS",
                        item -> Integer.toString(item.at("products").items().size()));
    }

    static Listing products() {
        return new Listing()
                .column("PRODUCT", Listings::address)
                .styled("READY", PortView::ready)
                .column("VERSION", "version")
                .column("STATUS", "status")
                .column("TEAM", "team")
                .number(
                        "PORTS",
                        item -> Integer.toString(item.at("ports").items().size()));
    }

    static Listing ports() {
        return new Listing()
                .column("PORT", PortView::id)
                .styled("READY", PortView::ready)
                .column("REASON", PortView::reason)
                .number("LANDED", "landed")
                .number("DEAD LETTERS", "deadLetters")
                .number("WAITING", "deadLettersWaiting")
                .number("DRIFT", item -> item.at("drift").text("records").orElse(""))
                .column("CONTRACT", item -> item.at("contract").text("version").orElse(""));
    }

    static Listing contracts() {
        return new Listing()
                .column("PORT", PortView::id)
                .column("CONTRACT", "id")
                .column("VERSION", "version")
                .column("STATUS", "status")
                .column("STANDARD", "apiVersion");
    }

    static Listing policies() {
        return new Listing()
                .column("POLICY", Listings::address)
                .column("KIND", "kind")
                .column("ENFORCEMENT", "enforcement")
                .column("DOES", "does")
                .number("VERSION", "version")
                .column("CHANGED", item -> date(item, "changedAt"))
                .column("BY", "changedBy");
    }

    static Listing exceptions() {
        return new Listing()
                .column("POLICY", "policy")
                .column("PRODUCT", "product")
                .styled("UNTIL", Listings::end)
                .column("APPROVER", "approver")
                .column("REASON", "reason");
    }

    private static Cell end(Json exception) {
        String until = date(exception, "expires");
        return exception.isTrue("active") ? Cell.of(until) : new Cell(until + " (over)", Style.CAUTION);
    }

    /** The day of a moment; JSON has it to the second. */
    private static String date(Json item, String name) {
        return item.text(name).map(text -> text.replaceFirst("T.*", "")).orElse("");
    }

    /** Where it stands in the mesh; of a contract, its port. */
    static String address(Json item) {
        return item.text("address")
                .or(() -> item.text("port"))
                .or(() -> item.text("name"))
                .orElse("");
    }
}
