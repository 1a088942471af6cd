package dev.polder.server.runs;

import dev.polder.core.contract.ContractRules;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.quality.ExecutableRule;
import java.math.BigDecimal;
import java.util.List;

/** The quality rules of a port's contract as the worker takes them. */
final class Rules {
    private Rules() {}

    /** What the gate has decided for each record is not measured again. */
    static List<Work.RuleOrder> of(OutputPort port) {
        List<ExecutableRule> rules =
                port.ingested() ? ContractRules.overTheSet(port.schema()) : ContractRules.executable(port.schema());
        return rules.stream().map(Rules::order).toList();
    }

    private static Work.RuleOrder order(ExecutableRule rule) {
        return new Work.RuleOrder(
                rule.name(),
                rule.column(),
                rule.aggregate(),
                rule.query(),
                rule.operator().name(),
                rule.bounds().stream().map(BigDecimal::toPlainString).toList(),
                rule.blocks(),
                rule.unit().name());
    }
}
