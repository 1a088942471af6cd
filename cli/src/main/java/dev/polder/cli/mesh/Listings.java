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
                .column("TITLE", item -> item.text("title").orElse(""))
                .column("OWNER", item -> item.text("owner").orElse(""))
                .number(
                        "PRODUCTS",
                        item -> Integer.toString(item.at("products").items().size()));
    }

    static Listing products() {
        return new Listing()
                .column("PRODUCT", Listings::address)
                .styled("READY", PortView::ready)
                .column("VERSION", item -> item.text("version").orElse(""))
                .column("STATUS", item -> item.text("status").orElse(""))
                .column("TEAM", item -> item.text("team").orElse(""))
                .number(
                        "PORTS",
                        item -> Integer.toString(item.at("ports").items().size()));
    }

    static Listing ports() {
        return new Listing()
                .column("PORT", PortView::id)
                .styled("READY", PortView::ready)
                .column("REASON", PortView::reason)
                .number("LANDED", item -> item.text("landed").orElse(""))
                .number("DEAD LETTERS", item -> item.text("deadLetters").orElse(""))
                .number("WAITING", item -> item.text("deadLettersWaiting").orElse(""))
                .number("DRIFT", item -> item.at("drift").text("records").orElse(""))
                .column("CONTRACT", item -> item.at("contract").text("version").orElse(""));
    }

    static Listing contracts() {
        return new Listing()
                .column("PORT", PortView::id)
                .column("CONTRACT", item -> item.text("id").orElse(""))
                .column("VERSION", item -> item.text("version").orElse(""))
                .column("STATUS", item -> item.text("status").orElse(""))
                .column("STANDARD", item -> item.text("apiVersion").orElse(""));
    }

    static Listing policies() {
        return new Listing()
                .column("POLICY", Listings::address)
                .column("KIND", item -> item.text("kind").orElse(""))
                .column("ENFORCEMENT", item -> item.text("enforcement").orElse(""))
                .column("DOES", item -> item.text("does").orElse(""))
                .number("VERSION", item -> item.text("version").orElse(""))
                .column("CHANGED", item -> date(item, "changedAt"))
                .column("BY", item -> item.text("changedBy").orElse(""));
    }

    static Listing exceptions() {
        return new Listing()
                .column("POLICY", item -> item.text("policy").orElse(""))
                .column("PRODUCT", item -> item.text("product").orElse(""))
                .styled("UNTIL", Listings::end)
                .column("APPROVER", item -> item.text("approver").orElse(""))
                .column("REASON", item -> item.text("reason").orElse(""));
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
