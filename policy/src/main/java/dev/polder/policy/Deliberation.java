package dev.polder.policy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Decision.Reason;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.DomainName;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.RowFilter;
import dev.polder.policy.PortGrants.PortGrant;
import dev.polder.policy.PortView.PortMask;
import dev.polder.policy.PortView.PortPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One question being decided. */
final class Deliberation {
    private final ReadQuestion question;
    private final PortView view;
    private final Grants grants;
    private final Values values;
    private final List<Reason> denials = new ArrayList<>();
    private final List<Reason> permits = new ArrayList<>();
    private final List<Reason> obliging = new ArrayList<>();
    private final List<Reason> noted = new ArrayList<>();
    private final List<PortPolicy> applied = new ArrayList<>();
    private final Map<String, RowFilter> rowFilters = new LinkedHashMap<>();
    private final MaskChoice masks;

    Deliberation(ReadQuestion question, PortView view, Grants grants) {
        this.question = question;
        this.view = view;
        this.grants = grants;
        this.values = AccessValues.add(question, view.values());
        this.masks = new MaskChoice(view.places());
    }

    Decision decision() {
        long[] candidates = view.candidates(values);
        for (int i = Candidates.next(candidates, 0); i >= 0; i = Candidates.next(candidates, i + 1)) {
            consider(view.policies().get(i));
        }
        Optional<PortGrant> granted = permitted() ? Optional.empty() : granted();
        if (denials.isEmpty()) {
            for (PortPolicy policy : applied) {
                oblige(policy);
            }
            if (granted.isPresent()) {
                oblige(granted.get());
            }
        }
        if (!denials.isEmpty()) {
            return denial();
        }
        return permission(granted.isPresent() ? granted.get().grant().columns() : Optional.empty());
    }

    private Decision denial() {
        denials.addAll(noted);
        return new Decision(false, Obligations.NONE, denials);
    }

    private Decision permission(Optional<Set<String>> columns) {
        permits.addAll(obliging);
        permits.addAll(noted);
        return new Decision(true, new Obligations(columns, written(), masks.chosen(columns)), permits, view.about());
    }

    private void consider(PortPolicy policy) {
        Term.Outcome applies = policy.open().test(values);
        if (applies == Term.Outcome.FALSE) {
            return;
        }
        Optional<PolicyException> exception = policy.exception(question.at());
        AccessPolicy document = policy.policy().document();
        if (exception.isPresent()) {
            note(
                    policy,
                    applies,
                    () -> "an exception is made until " + exception.get().expires() + ", approved by "
                            + exception.get().approver());
        } else if (document.enforcement() != Enforcement.BLOCK) {
            String why = document.enforcement() == Enforcement.WARN ? "it only warns" : "it is only audited";
            note(policy, applies, () -> why);
        } else if (applies == Term.Outcome.FAILED) {
            failed(policy, document);
        } else {
            apply(policy, document);
        }
    }

    /** Of a policy that had no effect: which it would have had. */
    private void note(PortPolicy policy, Term.Outcome applies, Supplier<String> why) {
        AccessPolicy document = policy.policy().document();
        String would = document.denies() ? "would deny" : document.tightens() ? "would filter or mask" : "would permit";
        noted.add(new Reason(
                policy.policy().source(),
                Effect.NOTED,
                () -> would + ", but " + why.get()
                        + (applies == Term.Outcome.TRUE
                                ? because(policy)
                                : ", and its condition cannot be evaluated")));
    }

    /** What takes nothing away may fail without harm. */
    private void failed(PortPolicy policy, AccessPolicy document) {
        Supplier<String> text =
                () -> "its condition cannot be evaluated: " + document.when().orElseThrow();
        if (document.tightens()) {
            denials.add(new Reason(policy.policy().source(), Effect.DENY, text));
        } else {
            noted.add(new Reason(policy.policy().source(), Effect.NOTED, text));
        }
    }

    private void apply(PortPolicy policy, AccessPolicy document) {
        String source = policy.policy().source();
        if (document.denies()) {
            denials.add(new Reason(source, Effect.DENY, () -> title(document) + because(policy)));
        }
        if (document.permits()) {
            permits.add(new Reason(source, Effect.PERMIT, () -> title(document) + because(policy)));
        }
        if (policy.hasBadFilter()) {
            denials.add(new Reason(
                    source,
                    Effect.DENY,
                    "its row filter does not fit the port's columns: "
                            + document.rowFilter().orElseThrow()));
        }
        applied.add(policy);
    }

    private void oblige(PortPolicy policy) {
        if (policy.rowFilter().isEmpty() && policy.masks().isEmpty()) {
            return;
        }
        String source = policy.policy().source();
        policy.rowFilter().ifPresent(filter -> {
            rowFilters.putIfAbsent(filter.text(), filter);
            obliging.add(new Reason(source, Effect.ROW_FILTER, () -> filter.text() + because(policy)));
        });
        if (policy.masks().isEmpty()) {
            return;
        }
        List<PortMask> put = policy.masksAll() ? policy.masks() : applying(policy, source);
        for (PortMask mask : put) {
            masks.add(mask.place(), mask.mask());
        }
        if (!put.isEmpty()) {
            obliging.add(new Reason(source, Effect.MASK, () -> PortView.columns(put) + because(policy)));
        }
    }

    /** The masks of a policy whose conditions are true; one that cannot be evaluated denies. */
    private List<PortMask> applying(PortPolicy policy, String source) {
        List<PortMask> applying = new ArrayList<>();
        for (PortMask mask : policy.masks()) {
            Term.Outcome applies = mask.when().test(valuesOf(mask));
            if (applies == Term.Outcome.FAILED) {
                denials.add(new Reason(
                        source,
                        Effect.DENY,
                        () -> "it cannot be evaluated whether it masks "
                                + mask.column().path()));
                return List.of();
            }
            if (applies == Term.Outcome.TRUE) {
                applying.add(mask);
            }
        }
        return applying;
    }

    private Values valuesOf(PortMask mask) {
        return mask.when().reads().isEmpty() ? values : AccessValues.add(mask.column(), values);
    }

    private String because(PortPolicy policy) {
        return policy.policy().when().isEmpty() ? "" : ", because " + Explanation.of(policy.when(), values);
    }

    private static String title(AccessPolicy policy) {
        return policy.title().orElse(policy.denies() ? "denies" : "permits");
    }

    private List<String> written() {
        Set<String> written = new LinkedHashSet<>();
        for (RowFilter filter : rowFilters.values()) {
            written.add(filter.written(question.principal(), question.purpose()));
        }
        return List.copyOf(written);
    }

    /** Whether it is permitted without a grant, for which reasons are added. */
    private boolean permitted() {
        Principal principal = question.principal();
        DomainName domain = view.facts().id().address().domain();
        if (principal.belongsTo(domain)) {
            permits.add(
                    0,
                    new Reason(
                            "domain " + domain, Effect.PERMIT, principal.name() + " belongs to the domain " + domain));
        } else if (principal.is(MeshRole.ADMIN)) {
            permits.add(0, new Reason("mesh", Effect.PERMIT, principal.name() + " is an admin of the mesh"));
        }
        return !permits.isEmpty();
    }

    private Optional<PortGrant> granted() {
        PortGrants known;
        try {
            known = view.grants(grants.of(view.facts().id().address()));
        } catch (RuntimeException e) {
            // Whatever it was: who cannot be shown to have a grant has none.
            denials.add(new Reason("grants", Effect.DENY, "the grants cannot be read now"));
            return Optional.empty();
        }
        Optional<PortGrant> best = known.best(question);
        if (best.isEmpty()) {
            denials.add(new Reason("grants", Effect.DENY, () -> whyNot(known.active(question))));
            return best;
        }
        PortGrant grant = best.get();
        if (grant.filters().isEmpty()) {
            denials.add(new Reason(
                    grant.source(), Effect.DENY, "a row filter or mask of the grant does not fit the port's columns"));
            return Optional.empty();
        }
        permits.add(new Reason(
                grant.source(),
                Effect.PERMIT,
                () -> "granted to " + grant.grant().grantee().name() + " for '"
                        + grant.grant().purpose() + "' until " + grant.grant().until()));
        return best;
    }

    private String whyNot(List<PortGrant> active) {
        if (active.isEmpty()) {
            return "the port belongs to another domain and there is no grant for it";
        }
        String purposes = active.stream()
                .map(grant -> "'" + grant.grant().purpose() + "'")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return question.purpose()
                        .map(purpose -> "there is no grant for the purpose '" + purpose + "'")
                        .orElse("no purpose was said")
                + "; there is one for " + purposes;
    }

    private void oblige(PortGrant grant) {
        grant.filters().orElseThrow().forEach(filter -> {
            rowFilters.putIfAbsent(filter.text(), filter);
            obliging.add(new Reason(grant.source(), Effect.ROW_FILTER, filter.text()));
        });
        if (!grant.masks().isEmpty()) {
            grant.masks().forEach((path, mask) -> masks.add(view.places().number(path), mask));
            obliging.add(new Reason(
                    grant.source(),
                    Effect.MASK,
                    () -> grant.masks().keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        grant.grant()
                .columns()
                .ifPresent(columns -> obliging.add(new Reason(
                        grant.source(),
                        Effect.COLUMNS,
                        () -> columns.stream().sorted().collect(Collectors.joining(", ")))));
    }
}
