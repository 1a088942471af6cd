package dev.polder.client;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From {@code application/problem+json} (RFC 9457) to exceptions and findings. */
final class Problems {
    private Problems() {}

    /**
     * What an answer with an error status says.
     *
     * @param where the request, for answers that explain nothing
     */
    static PolderException exception(int status, Optional<Json> body, String where) {
        Json problem = body.orElse(Json.NULL);
        Code code = problem.text("code").flatMap(Problems::code).orElseGet(() -> byStatus(status));
        String message = problem.text("detail")
                .or(() -> problem.text("title"))
                .orElseGet(() -> where + " answered " + status + " without saying why");
        String remedy = problem.text("remedy").orElseGet(() -> remedy(code));
        return new PolderException(code, message, remedy, findings(problem));
    }

    static List<Finding> findings(Json answer) {
        return answer.at("findings").items().stream().map(Problems::finding).toList();
    }

    private static Finding finding(Json finding) {
        return new Finding(
                finding.text("code").flatMap(Problems::code).orElse(Code.INTERNAL),
                finding.text("severity")
                        .filter(severity -> severity.equalsIgnoreCase("warning"))
                        .map(severity -> Finding.Severity.WARNING)
                        .orElse(Finding.Severity.ERROR),
                new Position(finding.text("file").orElse(""), (int) Math.max(1, finding.number("line")), (int)
                        Math.max(1, finding.number("column"))),
                finding.text("message").orElse(""),
                finding.text("remedy").orElse(""));
    }

    private static Optional<Code> code(String name) {
        try {
            return Optional.of(Code.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Code byStatus(int status) {
        return switch (status) {
            case 400, 405, 406, 415 -> Code.USAGE;
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.DENIED;
            case 404 -> Code.NOT_FOUND;
            case 409 -> Code.ALREADY_EXISTS;
            case 412, 428 -> Code.PRECONDITION_FAILED;
            case 413 -> Code.RECORD_TOO_LARGE;
            case 422 -> Code.BODY_INVALID;
            case 429 -> Code.OVERLOADED;
            case 502, 503, 504 -> Code.UNAVAILABLE;
            default -> Code.INTERNAL;
        };
    }

    private static String remedy(Code code) {
        return switch (code) {
            case UNAUTHENTICATED -> "Give a valid token by POLDER_TOKEN or --token-file";
            case NOT_FOUND -> "Look at what there is: polder get products";
            case OVERLOADED, UNAVAILABLE, NOT_READY -> "Try again in a moment; polder status shows what is missing";
            case INTERNAL -> "Look at the server's log: logs/server.log in its data directory";
            default -> "See docs/reference/errors.md for " + code;
        };
    }
}
