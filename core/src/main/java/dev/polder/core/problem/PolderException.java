package dev.polder.core.problem;

import java.util.List;
import java.util.Objects;

/** The one exception that crosses module borders: a stable code, what happened, and what to do about it. */
public final class PolderException extends RuntimeException {
    private final Code code;
    private final String remedy;
    private final transient List<Finding> findings;

    public PolderException(Code code, String message, String remedy) {
        this(code, message, remedy, List.of(), null);
    }

    public PolderException(Code code, String message, String remedy, Throwable cause) {
        this(code, message, remedy, List.of(), cause);
    }

    /** A refusal that consists of findings, such as a mesh directory that does not lint. */
    public PolderException(Code code, String message, String remedy, List<Finding> findings) {
        this(code, message, remedy, findings, null);
    }

    private PolderException(Code code, String message, String remedy, List<Finding> findings, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.code = Objects.requireNonNull(code);
        this.remedy = Objects.requireNonNull(remedy);
        this.findings = List.copyOf(findings);
    }

    public Code code() {
        return code;
    }

    /** What the reader should do next; never empty. */
    public String remedy() {
        return remedy;
    }

    /** All single findings behind this refusal; empty when the message says it all. */
    public List<Finding> findings() {
        return findings;
    }
}
