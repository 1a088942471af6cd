package dev.polder.cli.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.mesh.MeshReading;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents read, and their policies compiled.
 *
 * @param model present only when no finding is an error
 * @param policies empty when they do not compile
 * @param findings all, in order of place
 */
public record PolicyLint(
        Optional<MeshModel> model,
        List<PolicyDocument> documents,
        Optional<PolicySet> policies,
        List<Finding> findings) {
    public PolicyLint {
        documents = List.copyOf(documents);
        findings = List.copyOf(findings);
    }

    /** @param files path → text */
    public static PolicyLint read(Map<String, String> files) {
        MeshReading reading = MeshReader.read(files);
        if (reading.policies().isEmpty()) {
            // Compiling needs classes that nobody else needs.
            return new PolicyLint(reading.model(), List.of(), Optional.empty(), reading.findings());
        }
        List<Finding> findings = new ArrayList<>(reading.findings());
        PolicySet.Compilation compilation = PolicySet.compile(reading.policies());
        compilation.findings().stream()
                .filter(finding -> !isElsewhere(finding) && !findings.contains(finding))
                .forEach(findings::add);
        compilation.set().ifPresent(set -> reading.model().ifPresent(model -> checkPorts(set, model, findings)));
        findings.sort(Comparator.comparing(Finding::position).thenComparing(Finding::code));
        boolean sound = findings.stream().noneMatch(Finding::isError);
        return new PolicyLint(reading.model().filter(model -> sound), reading.policies(), compilation.set(), findings);
    }

    /** What an exception is to may live in another repository; applying it finds out. */
    private static boolean isElsewhere(Finding finding) {
        return finding.code() == Code.REFERENCE_UNKNOWN && !finding.isError();
    }

    private static void checkPorts(PolicySet set, MeshModel model, List<Finding> findings) {
        for (MeshModel.Product product : model.products()) {
            for (MeshModel.OutputPort port : product.outputPorts()) {
                set.check(PortFacts.of(product, port)).stream()
                        .filter(finding -> !findings.contains(finding))
                        .forEach(findings::add);
            }
        }
    }
}
