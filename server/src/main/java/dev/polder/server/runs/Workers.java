package dev.polder.server.runs;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;

/** What a worker may be called. */
final class Workers {
    private Workers() {}

    static String checked(String worker) {
        if (worker == null || worker.isBlank() || worker.length() > 100) {
            throw invalid("A worker must say who it is");
        }
        return worker;
    }

    static PolderException invalid(String message) {
        return new PolderException(Code.BODY_INVALID, message, "See /openapi.yaml for what this route takes");
    }
}
