package dev.polder.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.contract.DataType;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyParser;
import dev.polder.core.policy.PolicyReading;
import dev.polder.core.problem.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Policies, ports, principals and questions for tests. */
final class Given {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");

    private Given() {}

    /** An access policy of the mesh, by the lines after its name. */
    static PolicyDocument access(String name, String body) {
        return document("", "AccessPolicy", "name: " + name + "\n" + body);
    }

    /** A document; of the mesh when the domain is blank. */
    static PolicyDocument document(String domain, String kind, String body) {
        PolicyReading reading = PolicyParser.read(
                "p.yaml",
                "apiVersion: polder.dev/v1\nkind: " + kind + "\n" + body,
                domain.isEmpty() ? Optional.empty() : Optional.of(new DomainName(domain)));
        assertThat(reading.findings()).isEmpty();
        return reading.document().orElseThrow();
    }

    static PolicySet set(PolicyDocument... documents) {
        PolicySet.Compilation compilation = PolicySet.compile(List.of(documents));
        assertThat(compilation.findings()).filteredOn(Finding::isError).isEmpty();
        return compilation.set().orElseThrow();
    }

    static ColumnFacts column(String path, DataType type, String classification, String... tags) {
        return new ColumnFacts(path, path, type, classification, Set.of(tags), "", false, false, false, false);
    }

    static PortFacts port(PortId id, ColumnFacts... columns) {
        return new PortFacts(
                id,
                "active",
                Set.of("gold"),
                List.of(columns),
                new DataType.Struct(Arrays.stream(columns)
                        .filter(it -> !it.path().contains("."))
                        .map(it -> new DataType.Field(it.path(), it.type(), false))
                        .toList()));
    }

    /** {@code sales.orders.order-lines.v1}. */
    static PortFacts orderLines() {
        return port(
                PORT,
                column("id", new DataType.Int64(), ""),
                column("region", new DataType.Text(), ""),
                column("email", new DataType.Text(), "restricted", "pii"),
                column("born", new DataType.Date(), "confidential", "pii"),
                column("amount", new DataType.Decimal(9, 2), "confidential"));
    }

    static Principal person(String name, List<String> teams, String... domains) {
        return new Principal(
                name,
                Principal.Kind.PERSON,
                Set.copyOf(teams),
                Set.of(),
                Arrays.stream(domains).collect(Collectors.toMap(DomainName::new, it -> DomainRole.DEVELOPER)));
    }

    static Principal admin() {
        return new Principal("root", Principal.Kind.PERSON, Set.of(), Set.of(MeshRole.ADMIN), Map.of());
    }

    static ReadQuestion question(Principal principal, String purpose) {
        return new ReadQuestion(principal, PORT, purpose.isEmpty() ? Optional.empty() : Optional.of(purpose), NOW);
    }

    /** A grant to a person until tomorrow. */
    static Grant grant(String person, String purpose, List<String> filters, Map<String, Mask> masks) {
        return grant(new Grant.Grantee.PrincipalNamed(person), PORT.address(), purpose, filters, masks, 1);
    }

    static Grant grant(
            Grant.Grantee grantee,
            PortAddress port,
            String purpose,
            List<String> filters,
            Map<String, Mask> masks,
            int number) {
        return new Grant(
                new UUID(0, number),
                grantee,
                port,
                purpose,
                Optional.empty(),
                filters,
                masks,
                NOW.minusSeconds(3600L + number),
                NOW.plusSeconds(86_400));
    }

    static PolicyDecider decider(PolicySet set, Grant... grants) {
        PortFacts port = orderLines();
        List<Grant> list = new ArrayList<>(List.of(grants));
        return new PolicyDecider(
                () -> set, id -> Optional.of(port).filter(it -> it.id().equals(id)), address -> list);
    }
}
