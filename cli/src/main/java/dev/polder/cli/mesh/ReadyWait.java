package dev.polder.cli.mesh;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits until what was applied is provisioned, and shows how far it is. */
final class ReadyWait {
    private static final Duration POLL = Duration.ofMillis(250);

    private final Terminal terminal;
    private final PolderClient client;
    private final Duration patience;

    ReadyWait(Terminal terminal, PolderClient client, Duration patience) {
        this.terminal = terminal;
        this.client = client;
        this.patience = patience;
    }

    /** Whether all ports that the plan names became ready in time; what did not is said. */
    boolean until(MeshPlan applied) throws InterruptedException {
        Set<String> addresses = applied.changes().stream()
                .filter(change ->
                        change.kind().equals("port") && !change.action().equals("remove"))
                .map(MeshPlan.Change::address)
                .collect(Collectors.toSet());
        long deadline = System.nanoTime() + patience.toNanos();
        Set<String> told = new HashSet<>();
        while (true) {
            List<Json> ports = client.ports().stream()
                    .filter(port -> addresses.contains(PortView.address(port)) || addresses.contains(PortView.id(port)))
                    .toList();
            List<Json> waiting =
                    ports.stream().filter(port -> !PortView.isReady(port)).toList();
            show(ports, waiting, told);
            if (waiting.isEmpty() && !(ports.isEmpty() && !addresses.isEmpty())) {
                return true;
            }
            if (System.nanoTime() >= deadline) {
                giveUp(waiting);
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void show(List<Json> ports, List<Json> waiting, Set<String> told) {
        if (terminal.errIsTerminal()) {
            if (waiting.isEmpty()) {
                terminal.progress("");
            } else {
                terminal.progress((ports.size() - waiting.size()) + " of " + ports.size() + " ports ready; waiting for "
                        + Style.printable(PortView.id(waiting.get(0)) + " (" + PortView.reason(waiting.get(0)) + ")"));
            }
        }
        if (waiting.isEmpty()) {
            if (ports.isEmpty()) {
                return;
            }
            terminal.note(terminal.styledNote(
                    ports.size() == 1 ? "The port is ready." : "All " + ports.size() + " ports are ready.",
                    Style.GOOD));
            return;
        }
        if (!terminal.errIsTerminal()) {
            waiting.stream()
                    .map(port -> PortView.id(port) + ": " + PortView.reason(port))
                    .filter(told::add)
                    .forEach(line -> terminal.note("waiting for " + Style.printable(line)));
        }
    }

    private void giveUp(List<Json> waiting) {
        if (terminal.errIsTerminal()) {
            terminal.progress("");
        }
        waiting.forEach(port -> terminal.note("NOT_READY "
                + Style.printable(
                        PortView.id(port) + " is not ready: " + PortView.reason(port) + " " + PortView.message(port))
                + " → polder describe " + PortView.address(port)));
        terminal.note("Not ready after " + patience.toSeconds() + " s; what was applied stays and is tried again.");
    }
}
