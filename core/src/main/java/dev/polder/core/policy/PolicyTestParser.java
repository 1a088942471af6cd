package dev.polder.core.policy;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Mask;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Purpose;
import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.PolderDocument;
import dev.polder.core.document.Quoted;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code kind: PolicyTest}. */
public final class PolicyTestParser {
    private static final Map<String, Principal.Kind> KINDS = Map.of(
            "person", Principal.Kind.PERSON,
            "service", Principal.Kind.SERVICE,
            "product", Principal.Kind.PRODUCT,
            "system", Principal.Kind.SYSTEM);
    private static final Map<String, MeshRole> ROLES =
            Map.of("admin", MeshRole.ADMIN, "governance", MeshRole.GOVERNANCE);
    private static final Map<String, Boolean> DECISIONS = Map.of("permit", true, "deny", false);

    private final List<Finding> findings;

    private PolicyTestParser(List<Finding> findings) {
        this.findings = findings;
    }

    /** The test; empty, with findings, when it cannot be run. */
    public static Optional<PolicyTest> parse(Node root, List<Finding> findings) {
        List<Finding> own = new ArrayList<>();
        Optional<PolicyTest> test = new PolicyTestParser(own).test(root);
        findings.addAll(own);
        return test.filter(it -> own.stream().noneMatch(Finding::isError));
    }

    private Optional<PolicyTest> test(Node root) {
        Optional<Fields> found = PolderDocument.fields(root, "PolicyTest", findings);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> title = fields.text("title");
        List<PolicyName> only = new ArrayList<>();
        fields.texts("only").forEach(text -> policy(fields, "only", text).ifPresent(only::add));
        Map<String, String> given = fields.textsByName("given");
        fields.requiredValue("cases");
        List<PolicyTest.Case> cases = new ArrayList<>();
        fields.mappings("cases").forEach(item -> testCase(item).ifPresent(cases::add));
        fields.refuseUnknown();
        return Optional.of(new PolicyTest(title, only, given, cases, fields.position()));
    }

    private Optional<PolicyTest.Case> testCase(Fields fields) {
        Optional<String> name = fields.requiredText("name");
        Optional<Instant> at = fields.text("at").flatMap(text -> moment(fields, text));
        boolean isAboutProduct = fields.value("product").isPresent();
        Optional<PolicyTest.Case> read =
                isAboutProduct ? judges(fields, name.orElse(""), at) : reads(fields, name.orElse(""), at);
        fields.refuseUnknown();
        return name.flatMap(it -> read);
    }

    private Optional<PolicyTest.Case> judges(Fields fields, String name, Optional<Instant> at) {
        Optional<String> product = fields.requiredText("product");
        Optional<Fields> expect = fields.requiredMapping("expect");
        List<PolicyTest.Expected> violations = new ArrayList<>();
        expect.ifPresent(it -> {
            it.requiredValue("violations");
            for (Fields item : it.mappings("violations")) {
                Optional<PolicyName> policy = item.requiredText("policy").flatMap(text -> policy(item, "policy", text));
                Optional<String> place = item.text("at");
                item.refuseUnknown();
                policy.ifPresent(known -> violations.add(new PolicyTest.Expected(known, place)));
            }
            it.refuseUnknown();
        });
        return product.map(it -> new PolicyTest.Judges(name, it, at, violations, fields.position()));
    }

    private Optional<PolicyTest.Case> reads(Fields fields, String name, Optional<Instant> at) {
        Optional<Principal> principal = fields.requiredMapping("principal").flatMap(this::principal);
        Optional<String> purpose = fields.text("purpose");
        purpose.filter(said -> !Purpose.isValid(said))
                .ifPresent(said -> fields.report(
                        Code.FIELD_VALUE,
                        "purpose",
                        Quoted.value(said) + " is no purpose.",
                        "Write " + Purpose.RULE + "; leave it out when none is said."));
        Optional<String> port = fields.requiredText("port");
        boolean granted = fields.bool("granted").orElse(false);
        Optional<Fields> expect = fields.requiredMapping("expect");
        Optional<Boolean> permitted = expect.flatMap(it -> it.choice("decision", DECISIONS));
        Optional<Map<String, Mask>> masks = expect.filter(
                        it -> it.value("masks").isPresent())
                .flatMap(it -> it.mapping("masks"))
                .map(this::masks);
        Optional<List<String>> rowFilters =
                expect.filter(it -> it.value("rowFilters").isPresent()).map(it -> it.texts("rowFilters"));
        expect.ifPresent(Fields::refuseUnknown);
        if (expect.isPresent() && permitted.isEmpty() && masks.isEmpty() && rowFilters.isEmpty()) {
            fields.report(
                    Code.FIELD_MISSING,
                    "expect",
                    "The case \"" + name + "\" expects nothing.",
                    "Add decision: permit or deny, masks: or rowFilters: to expect.");
        }
        if (principal.isEmpty() || port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PolicyTest.Reads(
                name,
                principal.get(),
                purpose,
                port.get(),
                granted,
                at,
                permitted,
                masks,
                rowFilters,
                fields.position()));
    }

    private Optional<Principal> principal(Fields fields) {
        Optional<String> name = fields.requiredText("name");
        Optional<Principal.Kind> kind = fields.choice("kind", KINDS);
        List<String> teams = fields.texts("teams");
        Set<MeshRole> roles = new HashSet<>();
        for (String role : fields.texts("roles")) {
            if (ROLES.containsKey(role)) {
                roles.add(ROLES.get(role));
            } else {
                fields.report(
                        Code.FIELD_VALUE,
                        "roles",
                        "There is no role " + Quoted.value(role) + ".",
                        "Write admin or governance; roles in domains follow from domains:.");
            }
        }
        Map<DomainName, DomainRole> domains = new HashMap<>();
        for (String domain : fields.texts("domains")) {
            if (DomainName.isValid(domain)) {
                domains.put(new DomainName(domain), DomainRole.DEVELOPER);
            } else {
                fields.report(
                        Code.NAME_INVALID,
                        "domains",
                        Quoted.value(domain) + " is no name of a domain.",
                        "Write the names of domains in kebab-case.");
            }
        }
        fields.refuseUnknown();
        return name.map(it -> new Principal(it, kind.orElse(Principal.Kind.PERSON), Set.copyOf(teams), roles, domains));
    }

    private Map<String, Mask> masks(Fields fields) {
        Map<String, Mask> masks = new LinkedHashMap<>();
        for (String column : fields.names()) {
            fields.allow(column);
            MaskParser.parse(fields.node().entries().get(column), findings).ifPresent(mask -> masks.put(column, mask));
        }
        return new TreeMap<>(masks);
    }

    private static Optional<PolicyName> policy(Fields fields, String field, String text) {
        Optional<PolicyName> name = PolicyName.parse(text);
        if (name.isEmpty()) {
            fields.report(
                    Code.FIELD_VALUE,
                    field,
                    Quoted.value(text) + " names no policy.",
                    "Write mesh/name for a policy of the mesh, domain/name for one of a domain.");
        }
        return name;
    }

    private static Optional<Instant> moment(Fields fields, String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            fields.report(
                    Code.FIELD_VALUE,
                    "at",
                    Quoted.value(text) + " is no moment.",
                    "Write a moment such as 2027-01-31T18:00:00Z.");
            return Optional.empty();
        }
    }
}
