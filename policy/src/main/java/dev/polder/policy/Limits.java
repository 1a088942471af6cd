package dev.polder.policy;

import dev.cel.common.CelOptions;

/** How large expressions may be, and how much they may do. */
final class Limits {
    /** The most that an expression may cost; see {@link Cost}. */
    static final long COST = 20_000;

    static final int LONGEST_PATTERN = 200;

    static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(4_000)
            .maxParseRecursionDepth(40)
            .maxParseExpressionNodeCount(400)
            .maxParseErrorRecoveryLimit(10)
            .maxRegexProgramSize(2_000)
            .comprehensionMaxIterations(10_000)
            .populateMacroCalls(true)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private Limits() {}
}
