package dev.polder.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A refusal as RFC 9457 {@code application/problem+json}.
 *
 * @param title what the code means in general
 * @param detail what happened here
 * @param incident an id under which the server's log has more; only for defects
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        Code code,
        String detail,
        String remedy,
        List<FindingBody> findings,
        Optional<String> incident) {
    static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        findings = List.copyOf(findings);
    }

    static Problem of(PolderException refusal) {
        return of(status(refusal.code()), refusal);
    }

    static Problem of(int status, PolderException refusal) {
        return new Problem(
                "urn:polder:problem:" + refusal.code(),
                refusal.code().meaning(),
                status,
                refusal.code(),
                Secrets.redacted(refusal.getMessage()),
                Secrets.redacted(refusal.remedy()),
                refusal.findings().stream().map(FindingBody::of).toList(),
                Optional.empty());
    }

    static Problem ofDefect(String incident) {
        return new Problem(
                "urn:polder:problem:" + Code.INTERNAL,
                Code.INTERNAL.meaning(),
                500,
                Code.INTERNAL,
                "The server failed to answer",
                "Look for incident " + incident + " in the server's log",
                List.of(),
                Optional.of(incident));
    }

    /** The HTTP status for a code: that of its kind, but for the few that HTTP has a status of its own for. */
    static int status(Code code) {
        if (code == Code.UNAUTHENTICATED) {
            return 401;
        }
        if (code == Code.BODY_TOO_LARGE) {
            return 413;
        }
        if (code == Code.USAGE || code == Code.BODY_INVALID) {
            return 400;
        }
        if (code == Code.OVERLOADED) {
            return 429;
        }
        if (code == Code.PRECONDITION_FAILED) {
            return 412;
        }
        return code.kind().httpStatus();
    }

    void write(Context context) {
        if (status == 401) {
            context.header("WWW-Authenticate", "Bearer realm=\"polder\"");
        }
        if (status == 429 && context.res().getHeader("Retry-After") == null) {
            context.header("Retry-After", "1");
        }
        context.status(status).result(Json.bytes(this)).contentType(CONTENT_TYPE);
    }

    /** A finding in an answer. */
    public record FindingBody(
            Code code, String severity, String file, int line, int column, String message, String remedy) {
        public static FindingBody of(Finding finding) {
            return new FindingBody(
                    finding.code(),
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.position().file(),
                    finding.position().line(),
                    finding.position().column(),
                    Secrets.redacted(finding.message()),
                    Secrets.redacted(finding.remedy()));
        }
    }
}
