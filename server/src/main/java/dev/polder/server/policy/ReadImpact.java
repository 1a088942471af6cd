package dev.polder.server.policy;

import dev.polder.core.access.Decider;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.server.readers.PortUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks two deciders, of now and of then, the questions that grants and those who have read lately stand for. */
final class ReadImpact {
    /** Which of the grants is hit, on which version of its port. */
    record GrantHit(Grant grant, PortId port, DecisionChange change) {}

    /**
     * Who has read lately and is hit.
     *
     * @param purpose for which they may read
     * @param columns those that they read and that would be shown otherwise; empty when it is not about columns, or not known
     */
    record ReaderHit(
            PortUser user, PortId port, Optional<String> purpose, Set<String> columns, DecisionChange change) {}

    private final MeshModel mesh;
    private final Decider now;
    private final Decider then;
    private final Function<String, Optional<Principal>> principals;
    private final Instant at;

    ReadImpact(
            MeshModel mesh, Decider now, Decider then, Function<String, Optional<Principal>> principals, Instant at) {
        this.mesh = mesh;
        this.now = now;
        this.then = then;
        this.principals = principals;
        this.at = at;
    }

    List<GrantHit> grants(List<Grant> grants) {
        Map<PortAddress, List<PortId>> ports =
                ports().stream().collect(Collectors.groupingBy(PortId::address, TreeMap::new, Collectors.toList()));
        List<GrantHit> hits = new ArrayList<>();
        for (Grant grant : grants) {
            if (grant.isActive(at)) {
                Principal reader = reader(grant.grantee());
                for (PortId port : ports.getOrDefault(grant.port(), List.of())) {
                    change(reader, port, Optional.of(grant.purpose()))
                            .ifPresent(change -> hits.add(new GrantHit(grant, port, change)));
                }
            }
        }
        return hits;
    }

    List<ReaderHit> readers(Map<PortId, List<PortUser>> users, List<Grant> grants) {
        List<ReaderHit> hits = new ArrayList<>();
        new TreeMap<>(users)
                .forEach((port, readers) -> readers.forEach(user -> {
                    Principal principal = principal(user.principal());
                    for (Optional<String> purpose : purposes(principal, port, grants)) {
                        change(principal, port, purpose)
                                .ifPresent(change ->
                                        hit(user, port, purpose, change).ifPresent(hits::add));
                    }
                }));
        return hits;
    }

    private Optional<DecisionChange> change(Principal reader, PortId port, Optional<String> purpose) {
        ReadQuestion question = new ReadQuestion(reader, port, purpose, at);
        return DecisionChange.between(now.decide(question), then.decide(question));
    }

    private static Optional<ReaderHit> hit(
            PortUser user, PortId port, Optional<String> purpose, DecisionChange change) {
        Set<String> read = change.columns().stream()
                .filter(column -> user.columns().stream().anyMatch(it -> it.is(top(column))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean onlyColumns = change.details().size() == change.columns().size()
                && !change.columns().isEmpty();
        boolean unknown = user.whole().isPresent() || user.unclear().isPresent();
        return onlyColumns && read.isEmpty() && !unknown
                ? Optional.empty()
                : Optional.of(new ReaderHit(user, port, purpose, read, change));
    }

    private static String top(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    /** None, and those that the reader has grants for: what was said with a query is not kept. */
    private Set<Optional<String>> purposes(Principal principal, PortId port, List<Grant> grants) {
        Set<Optional<String>> purposes = new LinkedHashSet<>();
        purposes.add(Optional.empty());
        grants.stream()
                .filter(grant -> grant.port().equals(port.address()) && grant.isActive(at) && grant.isFor(principal))
                .forEach(grant -> purposes.add(Optional.of(grant.purpose())));
        return purposes;
    }

    private Principal reader(Grantee grantee) {
        return grantee instanceof Grantee.TeamNamed team ? member(team.name()) : principal(grantee.name());
    }

    private Principal principal(String name) {
        return principals.apply(name).orElseGet(() -> person(name, Set.of(), Map.of()));
    }

    /** Somebody who is in this team only. */
    private Principal member(String team) {
        Map<DomainName, DomainRole> domains = new HashMap<>();
        for (MeshModel.Domain domain : mesh.domains()) {
            if (domain.owner().filter(team::equals).isPresent()) {
                domains.put(domain.name(), DomainRole.OWNER);
            } else if (domain.developers().contains(team)) {
                domains.put(domain.name(), DomainRole.DEVELOPER);
            }
        }
        return person("a member of " + team, Set.of(team), domains);
    }

    private static Principal person(String name, Set<String> teams, Map<DomainName, DomainRole> domains) {
        return new Principal(name, Principal.Kind.PERSON, teams, Set.of(), domains);
    }

    private List<PortId> ports() {
        return mesh.products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .map(OutputPort::id)
                .sorted()
                .toList();
    }
}
