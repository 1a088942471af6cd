package dev.polder.cli.privacy;

import dev.polder.cli.render.Listing;
import dev.polder.client.Json;
import java.util.stream.Collectors;

/** Domains with the ids of their keys. */
final class KeyLines {
    private KeyLines() {}

    static Listing listing() {
        return new Listing()
                .column("DOMAIN", "domain")
                .column("VALUES", item -> ids(item, "value"))
                .column("JOINS", item -> ids(item, "join"))
                .column("SUBJECTS", item -> ids(item, "subject"));
    }

    private static String ids(Json item, String purpose) {
        return item.at("keys").at(purpose).items().stream()
                .map(id -> id.scalar().orElse(""))
                .collect(Collectors.joining(" "));
    }
}
