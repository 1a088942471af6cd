package dev.polder.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Objects;

/** A failure as it is told to people: no stack trace, no value of a record. */
record Problem(Code code, String message, String remedy) {
    Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
    }

    static Problem of(PolderException e) {
        return new Problem(e.code(), e.getMessage(), e.remedy());
    }

    ObjectNode toJson() {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("code", code.name());
        node.put("message", message);
        node.put("remedy", remedy);
        return node;
    }
}
