package dev.polder.core.mesh;

import dev.polder.core.name.DomainName;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyParser;
import dev.polder.core.policy.PolicyReading;
import dev.polder.core.policy.PolicyTestParser;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The policies among the files of a directory, and whose they are. */
final class PolicyFiles {
    /** Where a domain's files stand when its own document is not among them. */
    private static final Pattern DOMAIN_FOLDER = Pattern.compile("(?:^|/)domains/([a-z][a-z0-9-]{0,62})(?:/|$)");

    private static final Pattern STANDS_WITH_POLICIES =
            Pattern.compile("(?:^|/)policies/(?:tests/|exceptions/)?[^/]+\\.(?:yaml|yml|json)$");

    private final SortedMap<String, DomainDocument> domains;
    private final List<Finding> findings;

    PolicyFiles(SortedMap<String, DomainDocument> domains, List<Finding> findings) {
        this.domains = domains;
        this.findings = findings;
    }

    List<PolicyDocument> read(List<MeshFile> files) {
        List<PolicyDocument> read = new ArrayList<>();
        Map<String, MeshFile> known = new HashMap<>();
        for (MeshFile file : files) {
            if (file.kind() == MeshFile.Kind.POLICY_TEST) {
                file.root().ifPresent(root -> PolicyTestParser.parse(root, findings));
            } else if (file.kind().isPolicy() && file.root().isPresent()) {
                PolicyReading reading = PolicyParser.parse(file.root().get(), file.text(), domain(file));
                findings.addAll(reading.findings());
                reading.document().ifPresent(document -> {
                    checkName(new PolicyFile(document), file, known);
                    read.add(document);
                });
            }
        }
        return read;
    }

    /** A file that is meant to be a policy and is none would protect nothing, and nobody would know. */
    void findUnknown(List<MeshFile> files, Set<String> paths) {
        Set<String> known = new HashSet<>();
        Set<String> products = new HashSet<>();
        for (MeshFile file : files) {
            known.add(file.path());
            if (file.kind().isOfProducts()) {
                products.add(file.folder());
            }
        }
        for (String path : paths) {
            if (STANDS_WITH_POLICIES.matcher(path).find()
                    && !known.contains(path)
                    && !products.contains(Paths.folder(path))) {
                findings.add(Finding.error(
                        Code.DOCUMENT_KIND,
                        Position.start(path),
                        "The file stands among the policies, but is none.",
                        "Write `kind: AccessPolicy`, ProductPolicy, PolicyException or PolicyTest, or move the file."));
            }
        }
    }

    private void checkName(PolicyFile policy, MeshFile file, Map<String, MeshFile> known) {
        MeshFile other = known.putIfAbsent(policy.key(), file);
        if (other != null) {
            findings.add(Finding.error(
                    Code.NAME_COLLISION,
                    policy.document().places().of("name"),
                    (policy.isException() ? "The exception to " : "The policy ") + policy.address() + " is also in "
                            + other.path() + ".",
                    policy.isException() ? "Keep one of them." : "Rename one of them."));
        }
    }

    private Optional<DomainName> domain(MeshFile file) {
        Optional<String> nearest = domains.keySet().stream()
                .filter(folder -> Paths.isIn(file.folder(), folder))
                .max(Comparator.comparingInt(String::length));
        if (nearest.isPresent()) {
            return nearest.map(folder ->
                    new DomainName(KebabName.suggestion(domains.get(folder).name())));
        }
        Matcher folder = DOMAIN_FOLDER.matcher(file.folder());
        return folder.find() && DomainName.isValid(folder.group(1))
                ? Optional.of(new DomainName(folder.group(1)))
                : Optional.empty();
    }
}
