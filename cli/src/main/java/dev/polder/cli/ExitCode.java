package dev.polder.cli;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;

/** How a command ended. */
public final class ExitCode {
    public static final int OK = 0;
    /** Findings, a breaking change, refused records, or something that is not ready. */
    public static final int FINDINGS = 1;

    public static final int USAGE = 2;
    /** Refused or failed. */
    public static final int FAILED = 3;

    private ExitCode() {}

    static int of(PolderException problem) {
        if (problem.code() == Code.IN_USE) {
            return FAILED;
        }
        if (!problem.findings().isEmpty() || problem.code() == Code.CONTRACT_BREAKING) {
            return FINDINGS;
        }
        return problem.code() == Code.USAGE ? USAGE : FAILED;
    }
}
