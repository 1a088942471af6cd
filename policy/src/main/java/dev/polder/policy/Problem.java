package dev.polder.policy;

/**
 * Why an expression cannot be used.
 *
 * @param offset of the character where it stands, from 0
 */
record Problem(int offset, String message, String remedy) {
    /** Ends the reading of an expression. */
    static final class Found extends RuntimeException {
        private final long expression;
        private final String remedy;

        /**
         * @param expression the id of the part that it is about
         */
        Found(long expression, String message, String remedy) {
            super(message, null, false, false);
            this.expression = expression;
            this.remedy = remedy;
        }

        long expression() {
            return expression;
        }

        String remedy() {
            return remedy;
        }
    }
}
