package dev.polder.core.problem;

/** What kind of refusal a {@link Code} is; the HTTP edge and the CLI derive status and exit code from it. */
public enum Kind {
    INVALID(422),
    NOT_FOUND(404),
    CONFLICT(409),
    DENIED(403),
    UNAVAILABLE(503),
    INTERNAL(500);

    private final int httpStatus;

    Kind(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The HTTP status that an edge answers with unless the code says otherwise. */
    public int httpStatus() {
        return httpStatus;
    }
}
