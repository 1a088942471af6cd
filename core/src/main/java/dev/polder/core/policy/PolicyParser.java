package dev.polder.core.policy;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.Places;
import dev.polder.core.document.PolderDocument;
import dev.polder.core.document.YamlReader;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads documents about policies: {@code kind: AccessPolicy}, {@code ProductPolicy}, {@code PolicyException}. Reports everything that
 * is wrong at once, but for the expressions, which {@code PolicySet} compiles; never throws for what a document says.
 */
public final class PolicyParser {
    /** What {@code kind} may say. */
    public static final Set<String> KINDS = Set.of("AccessPolicy", "ProductPolicy", "PolicyException");

    private static final Map<String, Enforcement> ENFORCEMENTS =
            Map.of("block", Enforcement.BLOCK, "warn", Enforcement.WARN, "audit", Enforcement.AUDIT);
    private static final Map<String, AccessPolicy.Effect> EFFECTS =
            Map.of("permit", AccessPolicy.Effect.PERMIT, "deny", AccessPolicy.Effect.DENY);
    private static final Map<String, ProductPolicy.Target> TARGETS = Map.of(
            "product", ProductPolicy.Target.PRODUCT,
            "port", ProductPolicy.Target.PORT,
            "column", ProductPolicy.Target.COLUMN,
            "input", ProductPolicy.Target.INPUT);

    private final Optional<DomainName> domain;
    private final String source;
    private final Node root;
    private final List<Finding> findings = new ArrayList<>();

    private PolicyParser(Optional<DomainName> domain, String source, Node root) {
        this.domain = domain;
        this.source = source;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @param file the name that positions carry
     * @param domain whose it is; empty when it is the mesh's
     */
    public static PolicyReading read(String file, String text, Optional<DomainName> domain) {
        YamlReader.Reading reading = YamlReader.read(file, text);
        List<Finding> findings = new ArrayList<>(reading.findings());
        Optional<PolicyReading> parsed = reading.root().map(root -> parse(root, text, domain));
        parsed.ifPresent(it -> findings.addAll(it.findings()));
        boolean sound = findings.stream().noneMatch(Finding::isError);
        return new PolicyReading(parsed.flatMap(PolicyReading::document).filter(it -> sound), findings);
    }

    /**
     * Reads a document.
     *
     * @param source the document, verbatim
     * @param domain whose it is; empty when it is the mesh's
     */
    public static PolicyReading parse(Node root, String source, Optional<DomainName> domain) {
        PolicyParser parser = new PolicyParser(domain, source, root);
        Optional<PolicyDocument> document = parser.document();
        boolean sound = parser.findings.stream().noneMatch(Finding::isError);
        return new PolicyReading(document.filter(it -> sound), parser.findings);
    }

    private Optional<PolicyDocument> document() {
        String kind = Nodes.text(root, "kind").filter(KINDS::contains).orElse("AccessPolicy");
        Optional<Fields> found = PolderDocument.fields(root, kind, findings);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        return switch (kind) {
            case "ProductPolicy" -> productPolicy(fields);
            case "PolicyException" -> ExceptionParser.parse(fields, domain, source, findings);
            default -> accessPolicy(fields);
        };
    }

    private Optional<PolicyDocument> accessPolicy(Fields fields) {
        Optional<PolicyName> name = name(fields);
        Optional<String> title = fields.text("title");
        Optional<String> description = fields.text("description");
        Optional<Enforcement> enforcement = fields.choice("enforcement", ENFORCEMENTS);
        Optional<PolicyText> when = expression(fields, "when");
        Optional<AccessPolicy.Effect> effect = fields.choice("effect", EFFECTS);
        List<AccessPolicy.MaskRule> masks = masks(fields);
        Optional<PolicyText> rowFilter = expression(fields, "rowFilter");
        fields.refuseUnknown();
        boolean obliges =
                fields.value("masks").isPresent() || fields.value("rowFilter").isPresent();
        if (!obliges && fields.value("effect").isEmpty()) {
            findings.add(Finding.error(
                    Code.POLICY_INVALID,
                    fields.position(),
                    "The policy does nothing.",
                    "Add `effect: deny`, `effect: permit`, `masks: …` or `rowFilter: …`."));
        }
        if (obliges && effect.filter(AccessPolicy.Effect.DENY::equals).isPresent()) {
            fields.report(
                    Code.POLICY_INVALID,
                    "effect",
                    "The policy denies, so nobody is left to whom its masks and row filter would apply.",
                    "Remove `effect: deny`, or the masks and the row filter.");
        }
        if (domain.isPresent()
                && effect.filter(AccessPolicy.Effect.PERMIT::equals).isPresent()) {
            fields.report(
                    Code.POLICY_LOOSENS,
                    "effect",
                    "A policy of the domain " + domain.get() + " permits, but a domain's policies may only tighten.",
                    "Approve access requests to permit, or have the mesh agree on the policy in its own folder policies/.");
        }
        return name.map(it -> new AccessPolicy(
                it,
                title,
                description,
                enforcement.orElse(Enforcement.BLOCK),
                when,
                effect,
                masks,
                rowFilter,
                source,
                Places.of(root)));
    }

    private List<AccessPolicy.MaskRule> masks(Fields fields) {
        List<AccessPolicy.MaskRule> masks = new ArrayList<>();
        for (Fields rule : fields.mappings("masks")) {
            Optional<PolicyText> columns =
                    rule.requiredValue("columns").isPresent() ? expression(rule, "columns") : Optional.empty();
            rule.allow("mask");
            Optional<Node> mask = rule.node().find("mask");
            if (mask.isEmpty()) {
                findings.add(Fields.missing("mask", rule.position()));
            }
            rule.refuseUnknown();
            mask.flatMap(node -> MaskParser.parse(node, findings))
                    .ifPresent(it ->
                            columns.ifPresent(text -> masks.add(new AccessPolicy.MaskRule(text, it, rule.position()))));
        }
        return masks;
    }

    private Optional<PolicyDocument> productPolicy(Fields fields) {
        Optional<PolicyName> name = name(fields);
        Optional<String> title = fields.text("title");
        Optional<String> description = fields.text("description");
        Optional<Enforcement> enforcement = fields.choice("enforcement", ENFORCEMENTS);
        Optional<ProductPolicy.Target> target = fields.choice("for", TARGETS);
        Optional<PolicyText> when = expression(fields, "when");
        Optional<PolicyText> require = fields.requiredValue("require").flatMap(it -> expression(fields, "require"));
        Optional<PolicyText> message = expression(fields, "message");
        Optional<String> remedy = fields.text("remedy");
        fields.requiredValue("for");
        fields.requiredText("remedy");
        fields.refuseUnknown();
        if (name.isEmpty() || target.isEmpty() || require.isEmpty() || remedy.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProductPolicy(
                name.get(),
                title,
                description,
                enforcement.orElse(Enforcement.BLOCK),
                target.get(),
                when,
                require.get(),
                message,
                remedy.get(),
                source,
                Places.of(root)));
    }

    private Optional<PolicyName> name(Fields fields) {
        Optional<String> name = fields.requiredText("name");
        if (name.isPresent() && !PolicyName.isValid(name.get())) {
            fields.report(
                    Code.NAME_INVALID,
                    "name",
                    "The policy has a name that is not kebab-case.",
                    "Write lower-case letters and digits, words joined by '-', at most 63 in all.");
            return Optional.empty();
        }
        if (domain.filter(it -> it.value().equals("mesh")).isPresent()) {
            fields.report(
                    Code.NAME_COLLISION,
                    "name",
                    "The domain is called mesh, so its policies cannot be told from the mesh's.",
                    "Keep the policy in the mesh's own folder policies/.");
            return Optional.empty();
        }
        return name.map(it -> new PolicyName(domain, it));
    }

    /** An expression; {@code true} and {@code false} need no quotes. */
    private Optional<PolicyText> expression(Fields fields, String field) {
        Optional<Node> value = fields.value(field);
        if (value.isPresent() && value.get() instanceof Node.Bool bool) {
            return Optional.of(new PolicyText(String.valueOf(bool.value()), bool.position()));
        }
        Optional<String> text = fields.text(field);
        if (text.filter(String::isBlank).isPresent()) {
            fields.report(
                    Code.FIELD_VALUE, field, "The field \"" + field + "\" is blank.", "Write an expression in CEL.");
            return Optional.empty();
        }
        Position position = fields.position(field);
        return text.map(it -> new PolicyText(it, position));
    }
}
