package dev.polder.policy;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.policy.MaskFit;
import dev.polder.core.policy.RowFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The grants on a port, found by who was granted them, and what they oblige to on its records. */
final class PortGrants {
    private static final Comparator<PortGrant> SHOWS_MOST = Comparator.comparingInt(PortGrant::obligations)
            .thenComparing(it -> it.grant().from(), Comparator.reverseOrder())
            .thenComparing(it -> it.grant().id());

    /**
     * A grant on a port.
     *
     * @param filters empty when one of its conditions does not fit the port's records: nobody approved to show what it was to hide
     * @param masks as they fit the port's columns, by what they are put on
     */
    record PortGrant(Grant grant, Optional<List<RowFilter>> filters, Map<String, Mask> masks) {
        int obligations() {
            return (grant.columns().isPresent() ? 1 : 0)
                    + grant.rowFilters().size()
                    + grant.masks().size();
        }

        String source() {
            return "grant " + grant.id();
        }
    }

    private final List<Grant> source;
    private final Map<String, List<PortGrant>> byPrincipal = new HashMap<>();
    private final Map<String, List<PortGrant>> byTeam = new HashMap<>();

    PortGrants(List<Grant> grants, PortFacts port) {
        this.source = grants;
        for (Grant grant : grants) {
            Map<String, List<PortGrant>> index =
                    grant.grantee() instanceof Grant.Grantee.TeamNamed ? byTeam : byPrincipal;
            index.computeIfAbsent(grant.grantee().name(), name -> new ArrayList<>())
                    .add(on(port, grant));
        }
    }

    /** Whether they are made of this very list. */
    boolean areOf(List<Grant> grants) {
        return source == grants;
    }

    /**
     * The grant that a question is permitted by: of those for the principal or a team of theirs that are active and for the purpose, the
     * one that obliges to least, of these the newest. Grants are never mixed: each was approved as a whole.
     */
    Optional<PortGrant> best(ReadQuestion question) {
        if (question.purpose().isEmpty()) {
            return Optional.empty();
        }
        String purpose = question.purpose().get();
        PortGrant best = null;
        for (PortGrant candidate : active(question)) {
            boolean fits = candidate.grant().purpose().equals(purpose);
            if (fits && (best == null || SHOWS_MOST.compare(candidate, best) < 0)) {
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The grants of the principal and their teams that are active. */
    List<PortGrant> active(ReadQuestion question) {
        List<PortGrant> active = new ArrayList<>();
        gather(byPrincipal.get(question.principal().name()), question, active);
        if (!byTeam.isEmpty()) {
            for (String team : question.principal().teams()) {
                gather(byTeam.get(team), question, active);
            }
        }
        return active;
    }

    private static void gather(List<PortGrant> grants, ReadQuestion question, List<PortGrant> to) {
        if (grants == null) {
            return;
        }
        for (PortGrant grant : grants) {
            if (grant.grant().isActive(question.at())) {
                to.add(grant);
            }
        }
    }

    static PortGrant on(PortFacts port, Grant grant) {
        PortGrant unfit = new PortGrant(grant, Optional.empty(), Map.of());
        List<RowFilter> filters = new ArrayList<>();
        for (String text : grant.rowFilters()) {
            RowFilter.Reading reading = RowFilter.read(text);
            List<CelProblem> problems =
                    reading.filter().map(it -> it.problems(port.record())).orElse(reading.problems());
            if (!problems.isEmpty()) {
                return unfit;
            }
            reading.filter().ifPresent(filters::add);
        }
        Map<String, Mask> masks = new HashMap<>();
        for (Map.Entry<String, Mask> mask : grant.masks().entrySet()) {
            if (!put(port, mask.getKey(), mask.getValue(), masks)) {
                return unfit;
            }
        }
        return new PortGrant(grant, Optional.of(List.copyOf(filters)), Map.copyOf(masks));
    }

    /** Puts a mask on the column of a path, or on the list that it is in, and answers whether the port has such a column. */
    private static boolean put(PortFacts port, String path, Mask mask, Map<String, Mask> to) {
        boolean found = false;
        for (ColumnFacts column : port.columns()) {
            if (column.path().equals(path)) {
                Mask fitted = column.isInList() ? new Mask.Null() : MaskFit.fitted(mask, column.type());
                to.merge(column.masked(), fitted, (one, other) -> Mask.strictest(List.of(one, other)));
                found = true;
            }
        }
        return found;
    }
}
