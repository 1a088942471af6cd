package dev.polder.bench.policy;

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
import dev.polder.policy.ColumnFacts;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A large mesh by chance, the same every time: 25 domains, 500 ports of 20 columns, 2,000 principals, policies and grants. */
final class GovernedMesh {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final int DOMAINS = 25;
    private static final int PORTS = 500;
    private static final int PRINCIPALS = 2_000;
    private static final int TEAMS = 120;
    private static final int PURPOSES = 30;
    private static final int TAGS = 40;
    private static final List<String> CLASSES = List.of("", "public", "confidential", "restricted");

    private final Random random;
    private final List<PortFacts> ports = new ArrayList<>();
    private final List<Principal> principals = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();

    GovernedMesh(int grants) {
        this(grants, 4711);
    }

    private GovernedMesh(int count, long seed) {
        this.random = new Random(seed);
        for (int i = 0; i < PORTS; i++) {
            ports.add(port(PortId.parse("domain-" + i % DOMAINS + ".product-" + i / 2 + ".port-" + i + ".v1")));
        }
        for (int i = 0; i < PRINCIPALS; i++) {
            principals.add(principal("principal-" + i));
        }
        for (int i = 0; i < count; i++) {
            grants.add(grant(i));
        }
    }

    private String number(String word, int most) {
        return word + "-" + random.nextInt(most);
    }

    private Set<String> some(String word, int of, int most) {
        Set<String> some = new HashSet<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            some.add(number(word, of));
        }
        return some;
    }

    private PortFacts port(PortId id) {
        List<ColumnFacts> columns = new ArrayList<>();
        List<DataType.Field> fields = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = i == 0 ? "region" : i == 1 ? "owner" : "column_" + i;
            DataType type = i < 12 ? new DataType.Text() : i < 16 ? new DataType.Int64() : new DataType.Date();
            fields.add(new DataType.Field(name, type, false));
            columns.add(new ColumnFacts(
                    name,
                    name,
                    type,
                    CLASSES.get(random.nextInt(CLASSES.size())),
                    random.nextInt(6) == 0 ? Set.of("pii") : Set.of(),
                    "",
                    false,
                    false,
                    false,
                    false));
        }
        return new PortFacts(id, "active", some("tag", TAGS, 4), columns, new DataType.Struct(fields));
    }

    private Principal principal(String name) {
        Map<DomainName, DomainRole> domains = new HashMap<>();
        some("domain", DOMAINS, 2).forEach(it -> domains.put(new DomainName(it), DomainRole.DEVELOPER));
        return new Principal(
                name,
                random.nextInt(5) == 0 ? Principal.Kind.SERVICE : Principal.Kind.PERSON,
                some("team", TEAMS, 6),
                random.nextInt(50) == 0 ? Set.of(MeshRole.GOVERNANCE) : Set.of(),
                domains);
    }

    private Grant grant(int index) {
        boolean team = random.nextInt(2) == 0;
        return new Grant(
                new UUID(7, index),
                team
                        ? new Grant.Grantee.TeamNamed(number("team", TEAMS))
                        : new Grant.Grantee.PrincipalNamed(number("principal", PRINCIPALS)),
                ports.get(random.nextInt(PORTS)).id().address(),
                number("purpose", PURPOSES),
                random.nextInt(4) == 0 ? Optional.of(Set.of("region", "column_3", "column_13")) : Optional.empty(),
                random.nextInt(4) == 0 ? List.of("region == 'EU'") : List.of(),
                random.nextInt(4) == 0 ? Map.of("column_5", new Mask.Hash()) : Map.of(),
                NOW.minus(Duration.ofDays(random.nextInt(300))),
                NOW.plus(Duration.ofDays(random.nextInt(300) - 20L)));
    }

    /** Four tenths of the policies are the mesh's, the others those of the domains. */
    PolicySet policies(int count) {
        List<PolicyDocument> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<DomainName> domain =
                    i % 10 < 4 ? Optional.empty() : Optional.of(new DomainName("domain-" + i % DOMAINS));
            String text = "apiVersion: polder.dev/v1\nkind: AccessPolicy\nname: policy-" + i + "\n"
                    + (i % 20 == 19 ? "enforcement: warn\n" : "") + "when: |-\n  " + condition(i, domain.isEmpty())
                    + "\n" + effect(i);
            PolicyReading reading = PolicyParser.read("policy-" + i + ".yaml", text, domain);
            documents.add(reading.document()
                    .orElseThrow(
                            () -> new IllegalStateException(reading.findings().toString())));
        }
        PolicySet.Compilation compilation = PolicySet.compile(documents);
        return compilation
                .set()
                .orElseThrow(() ->
                        new IllegalStateException(compilation.findings().get(0).toString()));
    }

    private String condition(int index, boolean ofMesh) {
        String outside = "!(port.domain in principal.domains) && purpose != '" + number("purpose", PURPOSES) + "'";
        String where = ofMesh
                ? "'" + number("tag", TAGS) + "' in port.tags"
                : "port.product == '" + number("product", PORTS / 2) + "'";
        return switch (index % 8) {
            case 0, 1 -> where + " && " + outside;
            case 2 ->
                "'restricted' in port.classifications && purpose == '" + number("purpose", PURPOSES) + "' && !('"
                        + number("team", TEAMS) + "' in principal.teams)";
            case 3 ->
                "principal.kind == 'service' && purpose in ['" + number("purpose", PURPOSES) + "', '"
                        + number("purpose", PURPOSES) + "']";
            case 4 -> where + " && (" + outside + " || '" + number("team", TEAMS) + "' in principal.teams)";
            case 5 -> "purpose.startsWith('" + number("purpose", PURPOSES) + "') && " + outside;
            case 6 ->
                index % 3 == 0
                        ? where + " && principal.teams.exists(team, team in port.tags || team == '"
                                + number("team", TEAMS) + "')"
                        : where + " && '" + number("team", TEAMS) + "' in principal.teams";
            default ->
                index % 3 == 0
                        ? where + " && now < timestamp('2027-01-01T00:00:00Z') && " + outside
                        : index % 3 == 1
                                ? where + " && now.getHours() < 18 && " + outside
                                : "port.status == 'deprecated' || principal.name == '" + number("principal", PRINCIPALS)
                                        + "'";
        };
    }

    private static String effect(int index) {
        return switch (index % 5) {
            case 0 -> "masks:\n  - { columns: \"'pii' in column.tags\", mask: hash }\n";
            case 1 -> "masks:\n  - { columns: \"column.classification == 'restricted'\", mask: lastFour }\n";
            case 2 -> "rowFilter: region == 'EU' || owner == principal.name\n";
            case 3 -> "rowFilter: region in principal.teams || region == 'US'\n";
            default -> "effect: deny\n";
        };
    }

    /** Questions in which principal, port and purpose together hardly ever come again; half of them are for a grant. */
    List<ReadQuestion> questions(int count) {
        List<ReadQuestion> questions = new ArrayList<>(count);
        Map<String, List<Principal>> members = new HashMap<>();
        for (Principal principal : principals) {
            principal
                    .teams()
                    .forEach(team -> members.computeIfAbsent(team, it -> new ArrayList<>())
                            .add(principal));
        }
        Map<String, Principal> byName =
                principals.stream().collect(Collectors.toMap(Principal::name, principal -> principal));
        while (questions.size() < count) {
            Grant grant = grants.get(random.nextInt(grants.size()));
            boolean granted = random.nextInt(2) == 0;
            List<Principal> team = members.getOrDefault(grant.grantee().name(), List.of());
            Principal asking = !granted
                    ? principals.get(random.nextInt(PRINCIPALS))
                    : team.isEmpty()
                            ? byName.getOrDefault(grant.grantee().name(), principals.get(0))
                            : team.get(random.nextInt(team.size()));
            questions.add(new ReadQuestion(
                    asking,
                    grant.port().major(1),
                    Optional.of(granted ? grant.purpose() : number("purpose", PURPOSES)),
                    NOW.plusSeconds(random.nextInt(1_000))));
        }
        return questions;
    }

    Map<PortId, PortFacts> ports() {
        return ports.stream().collect(Collectors.toMap(PortFacts::id, port -> port));
    }

    Map<PortAddress, List<Grant>> grants() {
        return grants.stream().collect(Collectors.groupingBy(Grant::port));
    }
}
