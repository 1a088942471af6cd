package dev.polder.cli.mesh;

import dev.polder.cli.render.Listing;
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

    /** Where it stands in the mesh; of a contract, its port. */
    static String address(Json item) {
        return item.text("address")
                .or(() -> item.text("port"))
                .or(() -> item.text("name"))
                .orElse("");
    }
}
