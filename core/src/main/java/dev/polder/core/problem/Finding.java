package dev.polder.core.problem;

import java.util.Objects;

/**
 * One thing that is wrong, or worth a look, in a document.
 *
 * @param message what is wrong, with the value
 * @param remedy what to do about it
 */
public record Finding(Code code, Severity severity, Position position, String message, String remedy) {
    /** Only {@code ERROR} stops a document from being applied. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public Finding {
        Objects.requireNonNull(code);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(position);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
    }

    public static Finding error(Code code, Position position, String message, String remedy) {
        return new Finding(code, Severity.ERROR, position, message, remedy);
    }

    public static Finding warning(Code code, Position position, String message, String remedy) {
        return new Finding(code, Severity.WARNING, position, message, remedy);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:col CODE message → remedy}. */
    @Override
    public String toString() {
        return position + " " + code + " " + message + " → " + remedy;
    }
}
