package dev.polder.cli.letters;

import dev.polder.cli.SinceOption;
import dev.polder.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which letters a replay or a discard means. */
final class SelectionOptions {
    @Option(names = "--id", paramLabel = "ID", description = "This letter; may be repeated.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--group", paramLabel = "GROUP", description = "The letters of this group of 'list'.")
    private String group;

    @Option(names = "--code", paramLabel = "CODE", description = "Those refused with this code, such as RECORD_RANGE.")
    private String code;

    @Option(
            names = "--field",
            paramLabel = "PATH",
            description = "Those refused for this field, such as lines[*].price.")
    private String field;

    @Mixin
    private SinceOption since = new SinceOption();

    @Option(names = "--all", description = "All that wait.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only say what would happen.")
    private boolean dryRun;

    boolean isDryRun() {
        return dryRun;
    }

    /** @param after where the request before this one ended */
    Json.Members wish(Optional<String> after) {
        Json.Members wish = Json.object()
                .with("group", Optional.ofNullable(group))
                .with("code", Optional.ofNullable(code))
                .with("field", Optional.ofNullable(field))
                .with("since", since.time())
                .with("after", after);
        if (!ids.isEmpty()) {
            wish.with("ids", Json.texts(ids));
        }
        if (all) {
            wish.with("all", true);
        }
        if (dryRun) {
            wish.with("dryRun", true);
        }
        return wish;
    }
}
