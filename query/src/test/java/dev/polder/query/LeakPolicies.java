package dev.polder.query;

import dev.polder.core.access.Decision;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.contract.DataType;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyParser;
import dev.polder.policy.ColumnFacts;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.query.LeakCase.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Policies and grants by chance, a reader whom they are about, and what the reader may see of a port: once as the real decider decides
 * by the documents, and once as plain Java has it, which knows what each condition means and has nothing in common with the decider.
 */
final class LeakPolicies {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final List<String> PURPOSES = List.of("research", "billing");
    private static final Set<String> PII = Set.of("mail", "code", "address.city");
    private static final Set<String> RESTRICTED = Set.of("amount", "born", "address.zip", "lines.price");

    /** Who reads which domain's port. */
    private record Asking(Principal principal, String purpose, String domain) {
        boolean belongs() {
            return principal.belongsTo(new DomainName(domain));
        }
    }

    private record When(String cel, Predicate<Asking> java) {}

    private record Which(String cel, BiPredicate<ColumnFacts, Asking> java) {}

    private record Shows(String yaml, Mask mask) {}

    private record Masking(Which columns, Shows mask) {}

    private record Policy(
            String domain,
            When when,
            boolean blocks,
            boolean denies,
            Optional<Function<Asking, Filter>> filter,
            List<Masking> masks) {
        boolean isAbout(Asking asking) {
            return blocks
                    && (domain.isEmpty() || domain.equals(asking.domain()))
                    && when.java().test(asking);
        }
    }

    private static final List<When> WHENS = List.of(
            new When("", asking -> true),
            new When("purpose == 'research'", asking -> asking.purpose().equals("research")),
            new When("purpose.startsWith('bill')", asking -> asking.purpose().equals("billing")),
            new When("!(port.domain in principal.domains)", asking -> !asking.belongs()),
            new When(
                    "'EU' in principal.teams",
                    asking -> asking.principal().teams().contains("EU")),
            new When(
                    "principal.teams.exists(t, t == 'US') || purpose == 'research'",
                    asking -> asking.principal().teams().contains("US")
                            || asking.purpose().equals("research")),
            new When("port.domain == 'a'", asking -> asking.domain().equals("a")),
            new When("now < timestamp('2026-01-01T00:00:00Z')", asking -> false),
            new When("now.getFullYear() == 2026 && 'gold' in port.tags", asking -> true),
            new When(
                    "principal.kind == 'service' || purpose == 'billing'",
                    asking -> asking.purpose().equals("billing")),
            new When("'restricted' in port.classifications && principal.name == 'p'", asking -> true));

    private static final List<Which> WHICH = List.of(
            new Which("column.path == 'mail'", (column, asking) -> column.path().equals("mail")),
            new Which(
                    "column.name in ['region', 'qty']",
                    (column, asking) -> Set.of("region", "qty").contains(column.path())),
            new Which("'pii' in column.tags", (column, asking) -> PII.contains(column.path())),
            new Which("column.classification == 'restricted'", (column, asking) -> RESTRICTED.contains(column.path())),
            new Which("column.type == 'string'", (column, asking) -> column.type() instanceof DataType.Text),
            new Which(
                    "column.path.startsWith('address')",
                    (column, asking) -> column.path().startsWith("address")),
            new Which(
                    "column.path == 'address.zip'",
                    (column, asking) -> column.path().equals("address.zip")),
            new Which(
                    "column.type in ['number', 'timestamp']",
                    (column, asking) -> column.type() instanceof DataType.Decimal
                            || column.type() instanceof DataType.Float64
                            || column.type() instanceof DataType.Timestamp),
            new Which(
                    "purpose == 'research' && column.path in ['seen', 'born', 'score']",
                    (column, asking) -> asking.purpose().equals("research")
                            && Set.of("seen", "born", "score").contains(column.path())),
            new Which(
                    "column.path == 'active'", (column, asking) -> column.path().equals("active")),
            new Which(
                    "column.path == 'lines.sku'",
                    (column, asking) -> column.path().equals("lines.sku")));

    private static final List<Shows> MASKS = List.of(
            new Shows("'null'", new Mask.Null()),
            new Shows("hash", new Mask.Hash()),
            new Shows("lastFour", new Mask.LastFour()),
            new Shows("yearOnly", new Mask.YearOnly()),
            new Shows("{ bucket: 10 }", new Mask.Bucket(10)),
            new Shows("{ bucket: 1000 }", new Mask.Bucket(1000)),
            new Shows("{ redact: { pattern: '[0-9]', with: '#' } }", new Mask.Redact("[0-9]", "#")),
            new Shows("{ redact: { pattern: '[a-m]+', with: '' } }", new Mask.Redact("[a-m]+", "")));

    private final Random random;
    private final List<Policy> policies = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final Map<UUID, List<Filter>> filtersOf = new LinkedHashMap<>();
    private final Principal principal;
    private final String purpose;
    private final PolicyDecider decider;

    LeakPolicies(Random random) {
        this.random = random;
        this.purpose = one(PURPOSES);
        Set<String> teams = new LinkedHashSet<>();
        Stream.of("EU", "US").filter(team -> random.nextBoolean()).forEach(teams::add);
        this.principal = new Principal(
                "p",
                Principal.Kind.PERSON,
                teams,
                Set.of(),
                random.nextInt(4) == 0 ? Map.of(new DomainName("a"), DomainRole.DEVELOPER) : Map.of());
        for (int i = random.nextInt(6); i > 0; i--) {
            policies.add(policy());
        }
        for (String domain : List.of("a", "b")) {
            grant(domain, "p", purpose, NOW.plus(Duration.ofDays(1)));
            // Others, which may be the better ones, or none for this question.
            for (int i = random.nextInt(3); i > 0; i--) {
                grant(domain, one(List.of("EU", "US", "p", "q")), one(PURPOSES), NOW.plusSeconds(random.nextInt(3)));
            }
        }
        PolicySet set = compiled();
        this.decider = new PolicyDecider(
                () -> set,
                port -> Optional.of(facts(port)),
                port -> grants.stream()
                        .filter(grant -> grant.port().equals(port))
                        .toList());
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Policy policy() {
        When when = one(WHENS);
        String domain = one(List.of("", "", "a", "b"));
        boolean blocks = random.nextInt(8) > 0;
        if (random.nextInt(25) == 0) {
            return new Policy(domain, when, blocks, true, Optional.empty(), List.of());
        }
        Optional<Function<Asking, Filter>> filter = random.nextInt(2) > 0 ? Optional.empty() : Optional.of(filter());
        List<Masking> masks = new ArrayList<>();
        for (int i = random.nextInt(3) + (filter.isEmpty() ? 1 : 0); i > 0; i--) {
            masks.add(new Masking(one(WHICH), one(MASKS)));
        }
        return new Policy(domain, when, blocks, false, filter, masks);
    }

    private Function<Asking, Filter> filter() {
        if (random.nextInt(4) == 0) {
            return asking -> new Filter(
                    "region in principal.teams || mail == principal.name",
                    row -> asking.principal().teams().contains(String.valueOf(row.get("region"))));
        }
        Filter filter = one(LeakCase.FILTERS);
        return asking -> filter;
    }

    private void grant(String domain, String to, String purpose, Instant until) {
        UUID id = new UUID(3, grants.size());
        List<Filter> filters = random.nextInt(3) > 0 ? List.of() : List.of(one(LeakCase.FILTERS));
        Map<String, Mask> masks = new LinkedHashMap<>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            masks.put(one(columns()).path(), one(MASKS).mask());
        }
        filtersOf.put(id, filters);
        grants.add(new Grant(
                id,
                Set.of("EU", "US").contains(to)
                        ? new Grant.Grantee.TeamNamed(to)
                        : new Grant.Grantee.PrincipalNamed(to),
                PortId.parse(domain + ".mesh.rows.v1").address(),
                purpose,
                shown(),
                filters.stream().map(Filter::cel).toList(),
                masks,
                NOW.minus(Duration.ofDays(random.nextInt(3))),
                until));
    }

    private Optional<Set<String>> shown() {
        if (random.nextInt(3) > 0) {
            return Optional.empty();
        }
        Set<String> shown = new LinkedHashSet<>(Set.of("id"));
        LeakCase.COLUMNS.stream().filter(column -> random.nextInt(4) > 0).forEach(column -> shown.add(column.name()));
        return Optional.of(shown);
    }

    private PolicySet compiled() {
        List<PolicyDocument> documents = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            Asking nobody = new Asking(principal, purpose, "a");
            StringBuilder text = new StringBuilder("apiVersion: polder.dev/v1\nkind: AccessPolicy\nname: p" + i + "\n");
            text.append(policy.blocks() ? "" : "enforcement: warn\n");
            text.append(
                    policy.when().cel().isEmpty()
                            ? ""
                            : "when: |-\n  " + policy.when().cel() + "\n");
            text.append(policy.denies() ? "effect: deny\n" : "");
            policy.filter()
                    .ifPresent(filter -> text.append("rowFilter: |-\n  ")
                            .append(filter.apply(nobody).cel())
                            .append('\n'));
            text.append(policy.masks().isEmpty() ? "" : "masks:\n");
            policy.masks()
                    .forEach(mask -> text.append("  - columns: |-\n      ")
                            .append(mask.columns().cel())
                            .append("\n    mask: ")
                            .append(mask.mask().yaml())
                            .append('\n'));
            Optional<DomainName> domain =
                    Optional.of(policy.domain()).filter(it -> !it.isEmpty()).map(DomainName::new);
            documents.add(PolicyParser.read("p" + i + ".yaml", text.toString(), domain)
                    .document()
                    .orElseThrow(() -> new IllegalStateException(text.toString())));
        }
        PolicySet.Compilation compilation = PolicySet.compile(documents);
        return compilation
                .set()
                .orElseThrow(
                        () -> new IllegalStateException(compilation.findings().toString()));
    }

    /** What the reader may see of rows in a domain's port; empty when nothing, as both agree. */
    Optional<LeakCase> on(String domain, List<Map<String, Object>> rows) {
        PortId port = PortId.parse(domain + ".mesh.rows.v1");
        Decision decision = decider.decide(new ReadQuestion(principal, port, Optional.of(purpose), NOW));
        Asking asking = new Asking(principal, purpose, domain);
        List<Policy> about =
                policies.stream().filter(policy -> policy.isAbout(asking)).toList();
        Optional<Grant> grant = asking.belongs() ? Optional.empty() : grant(port);
        boolean permitted = about.stream().noneMatch(Policy::denies) && (asking.belongs() || grant.isPresent());
        if (decision.permitted() != permitted) {
            throw new AssertionError(permitted + " was expected: " + decision + " by " + policies);
        }
        return permitted ? Optional.of(expected(asking, about, grant, rows, decision)) : Optional.empty();
    }

    private Optional<Grant> grant(PortId port) {
        return grants.stream()
                .filter(grant -> grant.port().equals(port.address()))
                .filter(grant -> grant.grantee().name().equals("p")
                        || principal.teams().contains(grant.grantee().name()))
                .filter(grant ->
                        grant.purpose().equals(purpose) && grant.until().isAfter(NOW))
                .min(Comparator.comparingInt((Grant grant) -> grant.masks().size()
                                + grant.rowFilters().size()
                                + (grant.columns().isPresent() ? 1 : 0))
                        .thenComparing(Grant::from, Comparator.reverseOrder())
                        .thenComparing(Grant::id));
    }

    private LeakCase expected(
            Asking asking,
            List<Policy> about,
            Optional<Grant> grant,
            List<Map<String, Object>> rows,
            Decision decision) {
        List<Predicate<Map<String, Object>>> filters = new ArrayList<>();
        Map<String, Set<Mask>> masks = new LinkedHashMap<>();
        for (Policy policy : about) {
            policy.filter().ifPresent(filter -> filters.add(filter.apply(asking).java()));
            for (Masking masking : policy.masks()) {
                columns().stream()
                        .filter(column -> masking.columns().java().test(column, asking))
                        .forEach(column -> put(column, masking.mask().mask(), masks));
            }
        }
        grant.ifPresent(it -> {
            filtersOf.get(it.id()).forEach(filter -> filters.add(filter.java()));
            it.masks()
                    .forEach((path, mask) -> columns().stream()
                            .filter(column -> column.path().equals(path))
                            .forEach(column -> put(column, mask, masks)));
        });
        Map<String, Mask> chosen = new LinkedHashMap<>();
        masks.forEach((path, several) -> chosen.put(path, strictest(several)));
        return new LeakCase(
                rows,
                decision.obligations(),
                new Obligations(grant.flatMap(Grant::columns), List.of(), chosen),
                filters);
    }

    private static void put(ColumnFacts column, Mask mask, Map<String, Set<Mask>> to) {
        boolean fits = column.path().equals(column.masked()) && fits(mask, column.type());
        to.computeIfAbsent(column.masked(), path -> new LinkedHashSet<>()).add(fits ? mask : new Mask.Null());
    }

    private static boolean fits(Mask mask, DataType type) {
        boolean number = Stream.of(
                        DataType.Int32.class, DataType.Int64.class, DataType.Float64.class, DataType.Decimal.class)
                .anyMatch(kind -> kind.isInstance(type));
        boolean day = type instanceof DataType.Date || type instanceof DataType.Timestamp;
        boolean text = type instanceof DataType.Text;
        if (mask instanceof Mask.Hash) {
            return number || day || text;
        }
        return mask instanceof Mask.Bucket ? number : mask instanceof Mask.YearOnly ? day : text;
    }

    /** The one that shows least; where two show different things, nothing. */
    private static Mask strictest(Set<Mask> masks) {
        if (masks.size() == 1) {
            return masks.iterator().next();
        }
        if (masks.stream().anyMatch(Mask.Null.class::isInstance)) {
            return new Mask.Null();
        }
        if (masks.stream().anyMatch(Mask.Hash.class::isInstance)) {
            return new Mask.Hash();
        }
        if (masks.stream().allMatch(Mask.Bucket.class::isInstance)) {
            return new Mask.Bucket(1000);
        }
        return new Mask.Null();
    }

    private static PortFacts facts(PortId port) {
        return new PortFacts(port, "active", Set.of("gold"), columns(), record());
    }

    private static DataType.Struct record() {
        return new DataType.Struct(List.of(
                new DataType.Field("id", new DataType.Int64(), true),
                new DataType.Field("region", new DataType.Text(), false),
                new DataType.Field("mail", new DataType.Text(), false),
                new DataType.Field("code", new DataType.Text(), false),
                new DataType.Field("qty", new DataType.Int32(), false),
                new DataType.Field("amount", new DataType.Decimal(12, 2), false),
                new DataType.Field("score", new DataType.Float64(), false),
                new DataType.Field("born", new DataType.Date(), false),
                new DataType.Field("seen", new DataType.Timestamp(false), false),
                new DataType.Field("active", new DataType.Bool(), false),
                new DataType.Field(
                        "address",
                        new DataType.Struct(List.of(
                                new DataType.Field("city", new DataType.Text(), false),
                                new DataType.Field("zip", new DataType.Text(), false))),
                        false),
                new DataType.Field(
                        "lines",
                        new DataType.ListOf(
                                new DataType.Struct(List.of(
                                        new DataType.Field("sku", new DataType.Text(), false),
                                        new DataType.Field("price", new DataType.Decimal(9, 2), false))),
                                false),
                        false)));
    }

    private static List<ColumnFacts> columns() {
        List<ColumnFacts> columns = new ArrayList<>();
        record().fields().forEach(field -> add(field, "", "", columns));
        return columns;
    }

    private static void add(DataType.Field field, String parent, String list, List<ColumnFacts> to) {
        String path = parent + field.name();
        to.add(new ColumnFacts(
                path,
                list.isEmpty() ? path : list,
                field.type(),
                RESTRICTED.contains(path) ? "restricted" : "",
                PII.contains(path) ? Set.of("pii") : Set.of(),
                "",
                field.required(),
                false,
                false,
                false));
        boolean isList = field.type() instanceof DataType.ListOf;
        DataType inner = isList ? ((DataType.ListOf) field.type()).element() : field.type();
        if (inner instanceof DataType.Struct struct) {
            struct.fields().forEach(member -> add(member, path + ".", isList ? path : list, to));
        }
    }

    @Override
    public String toString() {
        return principal + " for " + purpose + " under " + policies + " and " + grants;
    }
}
