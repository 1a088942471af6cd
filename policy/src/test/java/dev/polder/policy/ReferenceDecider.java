package dev.polder.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Decision.Reason;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.MaskFit;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.RowFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of decisions written down one after the other: nothing is kept, nothing is skipped, dev.cel runs every condition. */
final class ReferenceDecider implements Decider {
    private static final Reason SOME = new Reason("reference", Effect.NOTED, "");

    private final PolicySet set;
    private final List<PortFacts> ports;
    private final List<Grant> grants;

    ReferenceDecider(PolicySet set, List<PortFacts> ports, List<Grant> grants) {
        this.set = set;
        this.ports = ports;
        this.grants = grants;
    }

    @Override
    public Decision decide(ReadQuestion question) {
        Principal principal = question.principal();
        if (principal.kind() == Principal.Kind.SYSTEM) {
            return permitted(Obligations.NONE);
        }
        Optional<PortFacts> port =
                ports.stream().filter(it -> it.id().equals(question.port())).findFirst();
        if (port.isEmpty()) {
            return denied();
        }
        boolean permit = principal.belongsTo(question.port().address().domain()) || principal.is(MeshRole.ADMIN);
        List<String> filters = new ArrayList<>();
        Map<String, List<Mask>> masks = new HashMap<>();
        for (CompiledAccess policy : applying(question)) {
            AccessPolicy document = policy.document();
            Values values = AccessValues.add(question, AccessValues.of(port.get()));
            Optional<Boolean> applies = policy.when().isEmpty()
                    ? Optional.of(true)
                    : run(policy.when().get(), values);
            if (applies.isEmpty() && document.tightens() || applies.orElse(false) && document.denies()) {
                return denied();
            }
            if (!applies.orElse(false)) {
                continue;
            }
            permit |= document.permits();
            if (policy.rowFilter().isPresent()) {
                RowFilter filter = policy.rowFilter().get();
                if (!filter.problems(port.get().record()).isEmpty()) {
                    return denied();
                }
                filters.add(filter.written(principal, question.purpose()));
            }
            for (CompiledAccess.ColumnMask mask : policy.masks()) {
                for (ColumnFacts column : port.get().columns()) {
                    Optional<Boolean> masked = run(mask.columns(), AccessValues.add(column, values.copy()));
                    if (masked.isEmpty()) {
                        return denied();
                    }
                    if (masked.get()) {
                        add(column, mask.mask(), masks);
                    }
                }
            }
        }
        Optional<Grant> grant = Optional.empty();
        if (!permit) {
            grant = grant(question);
            if (grant.isEmpty()) {
                return denied();
            }
            for (String text : grant.get().rowFilters()) {
                RowFilter filter = RowFilter.read(text).filter().orElseThrow();
                if (!filter.problems(port.get().record()).isEmpty()) {
                    return denied();
                }
                filters.add(filter.written(principal, question.purpose()));
            }
            if (!grant.get().masks().keySet().stream()
                    .allMatch(path -> port.get().columns().stream()
                            .anyMatch(column -> column.path().equals(path)))) {
                return denied();
            }
            grant.get()
                    .masks()
                    .forEach((path, mask) -> port.get().columns().stream()
                            .filter(column -> column.path().equals(path))
                            .forEach(column -> add(column, mask, masks)));
        }
        return permitted(new Obligations(
                grant.flatMap(Grant::columns), distinct(filters), chosen(masks, grant.flatMap(Grant::columns))));
    }

    private List<CompiledAccess> applying(ReadQuestion question) {
        return set.access().stream()
                .filter(it -> it.isFor(question.port().address().domain()))
                .filter(it -> it.document().enforcement() == Enforcement.BLOCK)
                .filter(it -> set.exceptions().stream().noneMatch(exception -> isExcepted(it, exception, question)))
                .toList();
    }

    private static boolean isExcepted(CompiledAccess policy, PolicyException exception, ReadQuestion question) {
        return exception.policy().equals(policy.document().name())
                && exception.product().equals(question.port().address().productAddress())
                && question.at().isBefore(exception.expires());
    }

    private Optional<Grant> grant(ReadQuestion question) {
        Optional<Grant> best = Optional.empty();
        for (Grant grant : grants) {
            boolean fits = grant.port().equals(question.port().address())
                    && grant.isFor(question.principal())
                    && grant.isActive(question.at())
                    && question.purpose().equals(Optional.of(grant.purpose()));
            if (fits && (best.isEmpty() || isBetter(grant, best.get()))) {
                best = Optional.of(grant);
            }
        }
        return best;
    }

    private static boolean isBetter(Grant one, Grant other) {
        int fewer = Integer.compare(obligations(one), obligations(other));
        int newer = one.from().compareTo(other.from());
        return fewer < 0 || fewer == 0 && (newer > 0 || newer == 0 && one.id().compareTo(other.id()) < 0);
    }

    private static int obligations(Grant grant) {
        return grant.rowFilters().size()
                + grant.masks().size()
                + (grant.columns().isPresent() ? 1 : 0);
    }

    private static void add(ColumnFacts column, Mask mask, Map<String, List<Mask>> to) {
        Mask fitted = column.isInList() ? new Mask.Null() : MaskFit.fitted(mask, column.type());
        to.computeIfAbsent(column.masked(), path -> new ArrayList<>()).add(fitted);
    }

    private static Map<String, Mask> chosen(Map<String, List<Mask>> masks, Optional<Set<String>> columns) {
        return masks.entrySet().stream()
                .filter(it ->
                        columns.isEmpty() || columns.get().contains(it.getKey().split("\\.")[0]))
                .filter(it ->
                        masks.keySet().stream().noneMatch(outer -> it.getKey().startsWith(outer + ".")))
                .collect(Collectors.toMap(Map.Entry::getKey, it -> Mask.strictest(it.getValue())));
    }

    private static List<String> distinct(Collection<String> filters) {
        return filters.stream().distinct().toList();
    }

    private static Optional<Boolean> run(Expression condition, Values values) {
        try {
            return Optional.of((Boolean) condition.program().eval(values));
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    private static Decision permitted(Obligations obligations) {
        return new Decision(true, obligations, List.of(SOME));
    }

    private static Decision denied() {
        return new Decision(false, Obligations.NONE, List.of(SOME));
    }
}
