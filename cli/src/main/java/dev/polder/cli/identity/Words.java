package dev.polder.cli.identity;

import dev.polder.client.Json;
import java.util.stream.Collectors;

/** Lists of names, as people read them. */
final class Words {
    private Words() {}

    static String of(Json list) {
        return list.items().stream().map(item -> item.scalar().orElse("")).collect(Collectors.joining(", "));
    }
}
