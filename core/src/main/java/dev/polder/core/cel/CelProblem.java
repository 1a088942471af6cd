package dev.polder.core.cel;

/**
 * Why a rule cannot be run.
 *
 * @param offset of the character where it stands, from 0
 */
public record CelProblem(int offset, String message, String remedy) {
    /** Ends the reading of a rule. */
    static final class Found extends RuntimeException {
        private final transient CelProblem problem;

        Found(int offset, String message, String remedy) {
            super(message, null, false, false);
            this.problem = new CelProblem(offset, message, remedy);
        }

        CelProblem problem() {
            return problem;
        }
    }
}
