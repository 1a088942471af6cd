package dev.polder.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.document.TextPlace;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.MaskFit;
import dev.polder.core.policy.PolicyText;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.policy.PortView.PortPolicy;
import java.util.ArrayList;
import java.util.List;

/** What access policies cannot do with a port. */
final class PortCheck {
    private final PolicySet set;

    PortCheck(PolicySet set) {
        this.set = set;
    }

    List<Finding> check(PortFacts port) {
        List<Finding> findings = new ArrayList<>();
        PortView view = new PortView(set, port);
        for (PortPolicy policy : view.policies()) {
            AccessPolicy document = policy.policy().document();
            if (policy.hasBadFilter()) {
                badFilter(port, policy, document.rowFilter().orElseThrow(), findings);
            }
            document.masks().forEach(rule -> masks(port, policy, rule, findings));
        }
        return findings;
    }

    private static void badFilter(PortFacts port, PortPolicy policy, PolicyText text, List<Finding> findings) {
        AccessPolicy document = policy.policy().document();
        for (CelProblem problem : policy.policy().rowFilter().orElseThrow().problems(port.record())) {
            Position place = new TextPlace(document.source(), text.position()).of(text.text(), problem.offset());
            String message = "The row filter of " + document.name() + " is none for " + port.id() + ": "
                    + problem.message() + " Nobody it is about could read the port.";
            String remedy = problem.remedy() + " Or exclude the port in `when`.";
            findings.add(
                    policy.policy().blocks()
                            ? Finding.error(Code.POLICY_INVALID, place, message, remedy)
                            : Finding.warning(Code.POLICY_INVALID, place, message, remedy));
        }
    }

    private static void masks(PortFacts port, PortPolicy policy, AccessPolicy.MaskRule rule, List<Finding> findings) {
        Mask mask = rule.mask();
        policy.masks().stream()
                .filter(it -> it.rule() == rule)
                .map(PortView.PortMask::column)
                .filter(column -> column.isInList() || !MaskFit.fits(mask, column.type()))
                .filter(column -> !(mask instanceof Mask.Null) || column.isInList())
                .forEach(column -> findings.add(Finding.warning(
                        Code.POLICY_INVALID,
                        rule.position(),
                        "The mask of " + policy.policy().document().name() + " does not fit " + column.path() + " of "
                                + port.id() + ", which "
                                + (column.isInList()
                                        ? "is in " + column.masked() + ": all of that is shown as null"
                                        : "is of type " + column.type().logicalType() + ": it is shown as null")
                                + ".",
                        "Choose a mask that fits, or write the mask null.")));
    }
}
