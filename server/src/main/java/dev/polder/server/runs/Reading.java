package dev.polder.server.runs;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.mesh.InputRead;
import dev.polder.core.problem.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a transform may read at one moment, decided for its product. */
record Reading(Candidate candidate, List<InputRead> reads) {
    Reading {
        reads = List.copyOf(reads);
    }

    static Reading of(Candidate candidate, Decider decider, Instant at) {
        return new Reading(candidate, InputRead.of(candidate.product(), candidate.transform(), decider, at));
    }

    /** Why it may not run. */
    Optional<Failure> refusal() {
        return reads.stream()
                .filter(read -> read.refusal().isPresent())
                .findFirst()
                .map(read ->
                        new Failure(Code.INPUT_REFUSED.name(), read.refusal().orElseThrow(), read.remedy()));
    }

    /** The only columns of an input that there are; empty for all. */
    Optional<List<String>> columns(Candidate.Input input) {
        return owed(input).columns().map(names -> names.stream().sorted().toList());
    }

    /** The columns of an input of which nothing is shown. */
    List<String> nulls(Candidate.Input input) {
        return owed(input).masks().entrySet().stream()
                .filter(mask -> mask.getValue() instanceof Mask.Null)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Obligations owed(Candidate.Input input) {
        return reads.stream()
                .filter(read -> read.input().name().folded().equals(input.name()))
                .findFirst()
                .map(read -> read.decision().obligations())
                .orElse(Obligations.NONE);
    }

    /** What the transform is, with what it is shown: when another column is granted it has to run again. */
    String definition() {
        return candidate.definition(candidate.inputs().stream()
                .filter(input -> !owed(input).isEmpty())
                .map(input ->
                        input.name() + columns(input).map(Object::toString).orElse("") + nulls(input))
                .collect(Collectors.joining("\n")));
    }

    /** For the audit: who reads what for what by which decision, one event for each input. */
    List<AuditEvent> events(UUID run, Instant at) {
        boolean refused = refusal().isPresent();
        return reads.stream().map(read -> event(read, run, refused, at)).toList();
    }

    private AuditEvent event(InputRead read, UUID run, boolean refused, Instant at) {
        Map<String, String> details = new TreeMap<>();
        details.put("run", run.toString());
        details.put("transform", candidate.transform().name());
        details.put(
                "decision",
                read.decision().reasons().stream()
                        .map(reason -> reason.effect() + " " + reason.source())
                        .collect(Collectors.joining("; ")));
        read.question().purpose().ifPresent(purpose -> details.put("purpose", purpose));
        snapshot(read).ifPresent(snapshot -> details.put("snapshot", snapshot.toString()));
        if (refused) {
            // Nothing of the others is read either.
            details.put("problem", read.refusal().orElse("the run needs another input that is refused"));
        }
        return new AuditEvent(
                at,
                read.question().principal().name(),
                "transform.read",
                Optional.of(read.port().toString()),
                refused ? Outcome.DENIED : Outcome.ALLOWED,
                details);
    }

    private Optional<Long> snapshot(InputRead read) {
        return candidate.inputs().stream()
                .filter(input -> input.name().equals(read.input().name().folded()))
                .findFirst()
                .flatMap(Candidate.Input::snapshot);
    }
}
