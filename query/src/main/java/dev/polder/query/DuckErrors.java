package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * DuckDB's errors as refusals. What is said while names and types are bound speaks of the SQL and is passed on; what is said
 * while rows are read may quote them and is replaced.
 */
final class DuckErrors {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String DIALECT = "Correct the SQL; it is DuckDB's dialect, which is close to PostgreSQL's";

    private static final Pattern NOT_GENUINE =
            Pattern.compile(Pattern.quote(SealedFunctions.NOT_GENUINE) + "(\\w+): ([a-z', ]+)\\.");

    private DuckErrors() {}

    /** What was said before anything was read. */
    static PolderException whileBinding(SQLException error, SqlText sql) {
        JsonNode json = json(error);
        String place = sql.place(position(json));
        String message = firstLine(json.path("exception_message").asString(""));
        return switch (kind(json)) {
            case "parser", "syntax" -> refusal(Code.SQL_INVALID, message + place, DIALECT);
            case "binder", "catalog" -> bound(json, message, place);
            default -> whileRunning(error, sql);
        };
    }

    /**
     * Without the error as its cause, because it may quote data and causes end up in logs. Even what sounds like an error of binding may
     * quote a value here, such as a path into JSON that was read.
     *
     * @param error with {@code errors_as_json} set
     */
    static PolderException whileRunning(SQLException error, SqlText sql) {
        JsonNode json = json(error);
        String place = sql.place(position(json));
        if (String.valueOf(error.getMessage()).contains(SealedFunctions.NOT_GENUINE)) {
            return notGenuine(error);
        }
        return switch (kind(json)) {
            case "conversion", "mismatch type" ->
                refusal(
                        Code.SQL_FAILED,
                        "A value cannot be converted to the type that is asked for" + place,
                        "Use TRY_CAST, which gives NULL");
            case "out of range" ->
                refusal(
                        Code.SQL_FAILED,
                        "A number is too large for its type" + place,
                        "Cast to a wider type, such as DECIMAL(38,2) or DOUBLE");
            case "out of memory", "object size" ->
                refusal(
                        Code.SQL_LIMIT,
                        "The query needs more memory than it may use",
                        "Read fewer columns or rows, or aggregate before you join or sort");
            case "permission" ->
                refusal(Code.SQL_FORBIDDEN, "The query may not do this" + place, "Read from ports only");
            case "io", "http" ->
                refusal(
                        Code.SQL_FAILED,
                        "A data file cannot be read; it may just have been replaced",
                        "Send the query again");
            case "not implemented" ->
                refusal(
                        Code.SQL_INVALID,
                        "The query asks for something that DuckDB does not do" + place,
                        "Write it another way");
            default ->
                refusal(
                        Code.SQL_FAILED,
                        "The query failed while it ran" + place,
                        "Check the values it works on, with TRY_CAST or TRY()");
        };
    }

    /** A file that cannot be read, without what the error may quote. */
    static PolderException unreadable(SQLException error) {
        return refusal(
                Code.SQL_FAILED,
                "A data file cannot be read; it may just have been replaced",
                "Try again; when it fails again, check the files of the table");
    }

    private static PolderException notGenuine(SQLException error) {
        Matcher found = NOT_GENUINE.matcher(error.getMessage());
        return refusal(
                Code.SQL_FAILED,
                found.find()
                        ? "A value of the encrypted column " + found.group(1) + " cannot be read: it is "
                                + found.group(2)
                        : "An encrypted value cannot be read",
                "Find out who can write to the table's files or the topic, and load the port anew");
    }

    private static PolderException bound(JsonNode json, String message, String place) {
        String subtype = json.path("error_subtype").asString("");
        boolean unknown = subtype.equals("COLUMN_NOT_FOUND")
                || subtype.equals("MISSING_ENTRY")
                || message.contains("not found")
                || message.contains("does not exist");
        if (!unknown) {
            return refusal(Code.SQL_INVALID, message + place, DIALECT);
        }
        String remedy = secondLine(json.path("exception_message").asString(""));
        return refusal(
                Code.SQL_UNKNOWN_NAME,
                message + place,
                remedy.startsWith("Candidate") ? remedy : "Name a column of the ports in FROM");
    }

    private static PolderException refusal(Code code, String message, String remedy) {
        return new PolderException(code, message, remedy);
    }

    /** What kind of error it is, which quotes nothing. */
    static String type(SQLException error) {
        return json(error).path("exception_type").asString("unknown");
    }

    private static String kind(JsonNode json) {
        return json.path("exception_type").asString("").toLowerCase(Locale.ROOT);
    }

    private static JsonNode json(SQLException error) {
        String message = String.valueOf(error.getMessage());
        int start = message.indexOf('{');
        try {
            return start < 0 ? MAPPER.createObjectNode() : MAPPER.readTree(message.substring(start));
        } catch (JacksonException notJson) {
            return MAPPER.createObjectNode();
        }
    }

    private static long position(JsonNode json) {
        String position = json.path("position").asString("");
        return position.matches("\\d{1,9}") ? Long.parseLong(position) : -1;
    }

    static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String secondLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? "" : firstLine(message.substring(end + 1));
    }
}
