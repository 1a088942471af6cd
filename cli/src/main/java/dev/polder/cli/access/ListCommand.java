package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder access list}. */
@Command(
        name = "list",
        header = "List requests for access and grants.",
        description = "Yours, those of your teams, and those on the ports of your domains.")
final class ListCommand extends ServerCommand {
    /** As the server says it. */
    enum State {
        REQUESTED,
        ACTIVE,
        EXPIRED,
        REVOKED,
        RENEWED,
        REFUSED,
        WITHDRAWN,
        CLOSED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--mine", description = "Only what you asked for, or what is for you or your teams.")
    private boolean mine;

    @Option(names = "--port", paramLabel = "ADDRESS", description = "Only on this port.")
    private String port;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only on ports of this domain.")
    private String domain;

    @Option(names = "--state", paramLabel = "STATE", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private State state;

    @Option(
            names = "--expiring",
            paramLabel = "DAYS",
            arity = "0..1",
            fallbackValue = "14",
            description = "Only active grants that end within so many days; 14 without a number.")
    private Integer expiring;

    @Option(
            names = "--problems",
            description =
                    "Only active grants that are worth nothing now, such as one whose purpose a changed policy denies.")
    private boolean problems;

    @Mixin
    private OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Map<String, String> question = new HashMap<>();
        if (mine) {
            question.put("mine", "true");
        }
        if (problems) {
            question.put("problems", "true");
        }
        Optional.ofNullable(port)
                .ifPresent(text -> question.put("port", PortAddress.parse(text).toString()));
        Optional.ofNullable(domain).ifPresent(text -> question.put("domain", new DomainName(text).value()));
        Optional.ofNullable(state).ifPresent(word -> question.put("state", word.toString()));
        Optional.ofNullable(expiring).ifPresent(days -> question.put("expiringWithin", "P" + days + "D"));
        List<Json> requests = client().access().list(question);
        if (requests.isEmpty() && output.isTable()) {
            terminal().note(problems ? "No grant has a problem." : "There are none.");
        } else {
            new RequestView(terminal()).list(output, requests);
        }
        return problems && !requests.isEmpty() ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
