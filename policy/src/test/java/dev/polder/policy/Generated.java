package dev.polder.policy;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.contract.DataType;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.PolicyDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Meshes, policies, grants and questions by chance, but the same for the same seed. */
final class Generated {
    private static final List<String> DOMAINS = List.of("sales", "hr", "web");
    private static final List<String> TEAMS = List.of("analysts", "fraud-team", "web-team", "auditors");
    private static final List<String> PURPOSES = List.of("marketing", "fraud", "audit", "7", "");
    private static final List<String> TAGS = List.of("pii", "gold", "finance");
    private static final List<String> CLASSES = List.of("", "public", "confidential", "restricted");
    private static final List<String> COLUMNS = List.of("id", "region", "mail", "born", "amount", "flag");
    private static final List<String> MASKS = List.of(
            "hash", "'null'", "lastFour", "yearOnly", "{ bucket: 10 }", "{ bucket: 7 }", "{ redact: { pattern: a } }");
    private static final List<String> FILTERS = List.of(
            "region == 'EU'",
            "region == principal.name || `region` == purpose",
            "region in principal.teams",
            "amount > 5",
            "mail == principal.name",
            "nothing == 1");

    private final Random random;

    Generated(long seed) {
        this.random = new Random(seed);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> Set<T> some(Collection<T> of, int percent) {
        return of.stream().filter(it -> chance(percent)).collect(Collectors.toSet());
    }

    List<PortFacts> ports() {
        List<PortFacts> ports = new ArrayList<>();
        for (String domain : DOMAINS) {
            for (String port : List.of("a.x.v1", "a.y.v2", "b.x.v1")) {
                ports.add(port(PortId.parse(domain + "." + port)));
            }
        }
        return ports;
    }

    private PortFacts port(PortId id) {
        List<ColumnFacts> columns = new ArrayList<>();
        List<DataType.Field> fields = new ArrayList<>();
        for (String name : COLUMNS) {
            if (chance(80)) {
                DataType type = switch (name) {
                    case "born" -> new DataType.Date();
                    case "amount" -> new DataType.Int64();
                    case "flag" -> new DataType.Bool();
                    default -> new DataType.Text();
                };
                columns.add(column(name, name, type));
                fields.add(new DataType.Field(name, type, false));
            }
        }
        DataType.Struct address =
                new DataType.Struct(List.of(new DataType.Field("street", new DataType.Text(), false)));
        columns.add(column("address", "address", address));
        columns.add(column("address.street", "address.street", new DataType.Text()));
        columns.add(column("lines", "lines", new DataType.ListOf(address, false)));
        columns.add(column("lines.street", "lines", new DataType.Text()));
        fields.add(new DataType.Field("address", address, false));
        fields.add(new DataType.Field("lines", new DataType.ListOf(address, false), false));
        return new PortFacts(
                id, one(List.of("active", "deprecated")), some(TAGS, 40), columns, new DataType.Struct(fields));
    }

    private ColumnFacts column(String path, String masked, DataType type) {
        return new ColumnFacts(
                path, masked, type, one(CLASSES), some(TAGS, 25), "", chance(50), false, false, chance(20));
    }

    List<Principal> principals() {
        List<Principal> principals = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Map<DomainName, DomainRole> domains = new HashMap<>();
            some(DOMAINS, 15).forEach(it -> domains.put(new DomainName(it), DomainRole.OWNER));
            principals.add(new Principal(
                    "p" + i,
                    i == 0 ? Principal.Kind.SYSTEM : one(List.of(Principal.Kind.PERSON, Principal.Kind.SERVICE)),
                    some(TEAMS, 40),
                    i == 1 ? Set.of(MeshRole.ADMIN) : some(List.of(MeshRole.GOVERNANCE), 20),
                    domains));
        }
        return principals;
    }

    List<PolicyDocument> policies(int count) {
        List<PolicyDocument> policies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String domain = chance(70) ? "" : one(DOMAINS);
            String when = chance(10) ? "" : "when: |-\n  " + condition(3) + "\n";
            policies.add(Given.document(
                    domain, "AccessPolicy", "name: p" + i + "\n" + enforcement() + when + effect(domain)));
        }
        for (int i = 0; i < 4; i++) {
            policies.add(Given.document(
                    "",
                    "PolicyException",
                    "policy: mesh/p" + random.nextInt(count) + "\nproduct: " + one(DOMAINS)
                            + ".a\nreason: r\napprover: c\nexpires: 2026-11-2" + (1 + random.nextInt(5)) + "\n"));
        }
        return policies;
    }

    private String enforcement() {
        return chance(85) ? "" : one(List.of("enforcement: warn\n", "enforcement: audit\n"));
    }

    private String effect(String domain) {
        if (chance(15)) {
            return "effect: deny\n";
        }
        StringBuilder effect = new StringBuilder(domain.isEmpty() && chance(20) ? "effect: permit\n" : "");
        if (chance(35)) {
            effect.append("rowFilter: |-\n  ")
                    .append(chance(95) ? one(FILTERS.subList(0, 5)) : one(FILTERS))
                    .append('\n');
        }
        if (effect.isEmpty() || chance(60)) {
            effect.append("masks:\n");
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                effect.append("  - mask: ")
                        .append(one(MASKS))
                        .append("\n    columns: |-\n      ")
                        .append(columns(2))
                        .append('\n');
            }
        }
        return effect.toString();
    }

    String condition(int depth) {
        if (depth > 0 && chance(65)) {
            return switch (random.nextInt(5)) {
                case 0 -> "!(" + condition(depth - 1) + ")";
                case 1, 2 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
                case 3 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
                default -> "(" + leaf() + " ? " + condition(depth - 1) + " : " + leaf() + ")";
            };
        }
        return leaf();
    }

    private String leaf() {
        return switch (random.nextInt(26)) {
            case 0 -> "port.domain in principal.domains";
            case 1 -> "purpose == '" + one(PURPOSES) + "'";
            case 2 -> "purpose != '" + one(PURPOSES) + "'";
            case 3 -> "'" + one(TEAMS) + "' in principal.teams";
            case 4 -> "'" + one(TAGS) + "' in port.tags";
            case 5 -> "'" + one(CLASSES) + "' in port.classifications";
            case 6 -> "port.domain == '" + one(DOMAINS) + "'";
            case 7 -> "port.status == 'active'";
            case 8 -> "purpose in ['fraud', 'audit']";
            case 9 -> "principal.name.startsWith('p1')";
            case 10 -> "principal.kind == 'service'";
            case 11 -> "port.address.endsWith('x') || port.product.contains('a')";
            case 12 -> "port.major >= 2";
            case 13 -> "size(principal.teams) > 1";
            case 14 -> "principal.teams.exists(t, t.startsWith(port.domain))";
            case 15 -> "principal.domains.all(purpose, purpose != port.domain)";
            case 16 -> "int(purpose) > 5";
            case 17 -> "now < timestamp('2026-11-23T10:00:00Z')";
            case 18 -> "now.getHours() < 12";
            case 19 -> "purpose.matches('^(m|f)')";
            case 20 -> "'governance' in principal.roles";
            case 21 -> "purpose.startsWith('" + one(List.of("m", "fraud", "p-1", "")) + "')";
            case 22 -> "purpose.contains('a') && now >= timestamp('2026-11-23T10:00:00Z')";
            case 23 -> "size(purpose) == 0 || int(purpose) == 7 || principal.kind == 'service'";
            case 24 -> "purpose in principal.teams";
            default -> "principal.name == 'p' + string(port.major)";
        };
    }

    private String columns(int depth) {
        if (depth > 0 && chance(50)) {
            return chance(30)
                    ? "!(" + columns(depth - 1) + ")"
                    : "(" + columns(depth - 1) + one(List.of(" && ", " || ")) + columns(depth - 1) + ")";
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> "'" + one(TAGS) + "' in column.tags";
            case 2, 3 -> "column.classification == '" + one(CLASSES) + "'";
            case 4 -> "column.name == '" + one(COLUMNS) + "'";
            case 5 -> "column.type == 'string'";
            case 6 -> "column.path.startsWith('address')";
            case 7 -> "column.required || column.encrypted";
            case 8 -> "purpose != 'fraud'";
            default -> chance(20) ? "int(column.name) == 1 || column.name == 'id'" : "column.name in principal.teams";
        };
    }

    List<Grant> grants(List<PortFacts> ports, int count) {
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Mask> masks = new HashMap<>();
            if (chance(40)) {
                masks.put(
                        one(List.of("mail", "amount", "address.street", "lines.street", "gone")), new Mask.LastFour());
                masks.put(one(COLUMNS), one(List.of(new Mask.Hash(), new Mask.Bucket(5))));
            }
            Instant from = Given.NOW.plus(Duration.ofDays(random.nextInt(5) - 3));
            grants.add(new Grant(
                    new UUID(1, i),
                    chance(50)
                            ? new Grant.Grantee.TeamNamed(one(TEAMS))
                            : new Grant.Grantee.PrincipalNamed("p" + random.nextInt(14)),
                    one(ports).id().address(),
                    one(PURPOSES),
                    chance(30) ? Optional.of(new HashSet<>(some(COLUMNS, 50))) : Optional.empty(),
                    chance(30) ? List.of(one(FILTERS)) : List.of(),
                    masks,
                    from,
                    from.plus(Duration.ofDays(1 + random.nextInt(4)))));
        }
        return grants;
    }

    ReadQuestion question(List<Principal> principals, List<PortFacts> ports) {
        PortId port = chance(1) ? PortId.parse("no.such.port.v1") : one(ports).id();
        // So many that a decider cannot keep what it found out about all of them.
        String purpose = chance(20) ? "p-" + random.nextInt(400) : one(PURPOSES);
        return new ReadQuestion(
                one(principals),
                port,
                purpose.isEmpty() && chance(50) ? Optional.empty() : Optional.of(purpose),
                Given.NOW.plus(Duration.ofHours(12L * (random.nextInt(9) - 4))).minusNanos(chance(20) ? 1 : 0));
    }
}
