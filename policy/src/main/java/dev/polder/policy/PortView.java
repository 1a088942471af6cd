package dev.polder.policy;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.contract.DataType;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.MaskFit;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.RowFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One version of a port as one set of policies sees it: the policies that can apply to it at all, with everything evaluated that depends
 * on the port and its columns alone. Nothing in it depends on who asks or when. Safe for many threads.
 */
final class PortView {
    private static final Set<Variable> OF_PORT = group("port");
    private static final Set<Variable> OF_COLUMN = group("port", "column");

    /**
     * A policy on the port.
     *
     * @param when its condition, with what is known of it
     * @param open what is left of its condition to be tested
     * @param masks those that may be put, whoever asks
     * @param masksAll whether all of them are put, whoever asks
     * @param rowFilter empty also when it is none for the port's records
     */
    record PortPolicy(
            CompiledAccess policy,
            Term when,
            Term open,
            List<PortMask> masks,
            boolean masksAll,
            Optional<RowFilter> rowFilter,
            boolean hasBadFilter,
            List<PolicyException> exceptions) {
        Optional<PolicyException> exception(Instant at) {
            for (PolicyException exception : exceptions) {
                if (exception.isActive(at)) {
                    return Optional.of(exception);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A mask that may be put on a column.
     *
     * @param when what is left of the condition for the column
     * @param mask as it fits
     * @param on the column it is put on
     * @param place that column's number
     */
    record PortMask(AccessPolicy.MaskRule rule, ColumnFacts column, Term when, Mask mask, String on, int place) {}

    private final PortFacts facts;
    private final Optional<DataType.Struct> about;
    private final Values values;
    private final List<PortPolicy> policies;
    private final Candidates candidates;
    private final MaskChoice.Places places;
    private volatile PortGrants grants;

    PortView(PolicySet set, PortFacts facts) {
        this.facts = facts;
        this.about = Optional.of(facts.record());
        this.values = AccessValues.of(facts);
        this.places = new MaskChoice.Places(facts.columns());
        List<PortPolicy> found = new ArrayList<>();
        for (CompiledAccess policy : set.access()) {
            if (policy.isFor(facts.id().address().domain())) {
                on(policy, set).ifPresent(found::add);
            }
        }
        this.policies = List.copyOf(found);
        this.candidates = new Candidates(policies.stream().map(PortPolicy::open).toList());
        this.grants = new PortGrants(List.of(), facts);
    }

    private static Set<Variable> group(String... groups) {
        Set<Variable> variables = EnumSet.noneOf(Variable.class);
        for (Variable variable : Variable.values()) {
            if (Set.of(groups).contains(variable.group())) {
                variables.add(variable);
            }
        }
        return variables;
    }

    private Optional<PortPolicy> on(CompiledAccess policy, PolicySet set) {
        Term when =
                policy.when().map(it -> it.condition().known(OF_PORT, values)).orElse(Term.ALWAYS);
        if (when.isKnown(Term.Outcome.FALSE)) {
            return Optional.empty();
        }
        List<PortMask> masks = new ArrayList<>();
        policy.masks()
                .forEach(mask ->
                        facts.columns().forEach(column -> mask(mask, column).ifPresent(masks::add)));
        boolean bad = policy.rowFilter()
                .filter(it -> !it.problems(facts.record()).isEmpty())
                .isPresent();
        return Optional.of(new PortPolicy(
                policy,
                when,
                when.open(set.shared()),
                List.copyOf(masks),
                masks.stream().allMatch(mask -> mask.when().isKnown(Term.Outcome.TRUE)),
                policy.rowFilter().filter(it -> !bad),
                bad,
                set.exceptions(policy.document().name(), facts.id().address().productAddress())));
    }

    private Optional<PortMask> mask(CompiledAccess.ColumnMask mask, ColumnFacts column) {
        Term when = mask.columns().condition().known(OF_COLUMN, AccessValues.add(column, values.copy()));
        if (when.isKnown(Term.Outcome.FALSE)) {
            return Optional.empty();
        }
        Mask fitted = column.isInList() ? new Mask.Null() : MaskFit.fitted(mask.mask(), column.type());
        return Optional.of(
                new PortMask(mask.rule(), column, when, fitted, column.masked(), places.number(column.masked())));
    }

    /** The columns that masks are put on, for people. */
    static String columns(List<PortMask> masks) {
        return masks.stream().map(PortMask::on).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** The numbers of the policies that can apply to a question; see {@link Candidates#next}. */
    long[] candidates(Values question) {
        return candidates.of(question);
    }

    /** Where masks can be put. */
    MaskChoice.Places places() {
        return places;
    }

    PortFacts facts() {
        return facts;
    }

    /** The records that decisions on this view are about. */
    Optional<DataType.Struct> about() {
        return about;
    }

    List<PortPolicy> policies() {
        return policies;
    }

    /** The values of the port, to be added to. */
    Values values() {
        return values.copy();
    }

    /** The grants of a list, found by who was granted them; kept as long as it is the same list. */
    PortGrants grants(List<Grant> list) {
        PortGrants known = grants;
        if (known.areOf(list)) {
            return known;
        }
        PortGrants made = new PortGrants(list, facts);
        grants = made;
        return made;
    }
}
