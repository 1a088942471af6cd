package dev.polder.client;

import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Objects;

/** What an apply would change, or did change. */
public record MeshPlan(List<Change> changes, List<Finding> findings) {
    public MeshPlan {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }

    /**
     * One resource.
     *
     * @param action {@code create}, {@code change}, {@code remove} or {@code none}
     * @param kind {@code domain}, {@code product}, {@code port}, {@code contract}, {@code pipeline}, {@code topic}, {@code table}
     * @param reason why, in words; may be empty
     */
    public record Change(String action, String kind, String address, String reason) {
        public Change {
            Objects.requireNonNull(action);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(address);
            Objects.requireNonNull(reason);
        }
    }

    /** The changes that are any. */
    public List<Change> effective() {
        return changes.stream()
                .filter(change -> !change.action().equals("none"))
                .toList();
    }

    /** How many resources have an action. */
    public long count(String action) {
        return changes.stream().filter(change -> change.action().equals(action)).count();
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    static MeshPlan of(Json answer) {
        return new MeshPlan(
                answer.at("changes").items().stream()
                        .map(change -> new Change(
                                change.text("action").orElse("none"),
                                change.text("kind").orElse(""),
                                change.text("address").orElse(""),
                                change.text("reason").orElse("")))
                        .toList(),
                Problems.findings(answer));
    }
}
