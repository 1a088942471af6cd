package dev.polder.server.runs;

/** Why something failed, as a worker told it. */
public record Failure(String code, String message, String remedy) {
    public Failure {
        code = code == null ? "INTERNAL" : code;
        message = message == null ? "" : message;
        remedy = remedy == null ? "" : remedy;
    }
}
