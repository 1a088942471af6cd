package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.sql.AnalysisException;

/** Says what an exception means to people. */
final class Failures {
    private static final int LONGEST = 600;
    /** Parameters of Spark's messages that name types, columns and settings. */
    private static final Pattern TELLABLE = Pattern.compile(
            "(?i)(type|config|conf|column|columnName|field|fieldName|function|functionName|walkedTypePath|routineName)$");

    private Failures() {}

    static PolderException tableGone(TableName table, Exception cause) {
        return new PolderException(
                Code.NOT_READY,
                "table " + table + " is gone",
                "Wait until the port is provisioned again; polder status shows its condition.",
                cause);
    }

    /** What went wrong in a landing. */
    static Problem ofLanding(Throwable failure) {
        return of(
                failure,
                Code.INTERNAL,
                "The landing is tried again by itself; the log of the process has the details.");
    }

    /** What went wrong in a run. */
    static Problem ofRun(Throwable failure) {
        return of(
                failure,
                Code.TRANSFORM_FAILED,
                "Correct the transform or its input and run it again; the log of the process has the details.");
    }

    private static Problem of(Throwable failure, Code otherwise, String remedy) {
        for (Throwable cause : chain(failure)) {
            if (cause instanceof PolderException known) {
                return Problem.of(known);
            }
            if (cause instanceof NoSuchTableException) {
                return new Problem(
                        Code.NOT_READY,
                        message(cause),
                        "Wait until the port is provisioned; polder status shows its condition.");
            }
            if (cause instanceof ConnectException || cause instanceof RESTException) {
                return new Problem(
                        Code.UNAVAILABLE,
                        "the catalog does not answer: " + message(cause),
                        "It is tried again; see polder status.");
            }
            if (cause instanceof IOException && message(cause).contains("No space left")) {
                return new Problem(
                        Code.DISK_FULL, "there is no space left on the disk", "Free some space; it is tried again.");
            }
            if (cause instanceof OutOfMemoryError) {
                return new Problem(
                        otherwise,
                        "there was not enough memory",
                        "Give the process more memory (-Xmx in process.jvm.options), or do less at once.");
            }
        }
        return new Problem(otherwise, message(mostTelling(failure)), remedy);
    }

    /** Spark wraps what happened in a task; the innermost error of its own says it best. */
    private static Throwable mostTelling(Throwable failure) {
        Throwable telling = failure;
        for (Throwable cause : chain(failure)) {
            if (cause instanceof AnalysisException) {
                return cause;
            }
            if (cause instanceof SparkThrowable known && known.getCondition() != null) {
                telling = cause;
            }
        }
        return telling;
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && chain.size() < 30; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** The first part of a message: what comes after it is a plan or a stack trace. */
    static String message(Throwable failure) {
        if (failure instanceof SparkThrowable known && namesValues(known)) {
            return withoutValues(known);
        }
        if (failure instanceof SparkThrowable known && known.getCondition() == null) {
            // It quotes what a task threw, which may quote a value, such as a malformed pattern that stood in a column.
            List<Throwable> chain = chain(failure);
            return "Spark failed while it read data: "
                    + chain.get(chain.size() - 1).getClass().getSimpleName();
        }
        return shortened(failure, failure.getMessage());
    }

    /** Errors of the SQL itself (AnalysisException) and of Spark itself (class XX) tell nothing of the data. */
    private static boolean namesValues(SparkThrowable failure) {
        return failure.getCondition() != null
                && !(failure instanceof AnalysisException)
                && !String.valueOf(failure.getSqlState()).startsWith("XX");
    }

    /** What fails while data is read names values of records; they must not reach those who only see the status. */
    private static String withoutValues(SparkThrowable failure) {
        Map<String, String> parameters = new HashMap<>();
        failure.getMessageParameters()
                .forEach((name, value) ->
                        parameters.put(name, TELLABLE.matcher(name).find() ? value : "…"));
        String text = SparkThrowableHelper.getMessage(failure.getCondition(), parameters);
        String fragment = Arrays.stream(failure.getQueryContext())
                .filter(context -> context.contextType() == QueryContextType.SQL)
                .map(context -> " in: " + context.fragment())
                .findFirst()
                .orElse("");
        return shortened((Throwable) failure, text) + fragment;
    }

    private static String shortened(Throwable failure, String text) {
        if (text == null || text.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        int end = text.indexOf("\n\tat ");
        String shown = (end < 0 ? text : text.substring(0, end)).strip();
        int sqlState = shown.indexOf("SQLSTATE:");
        if (sqlState > 0) {
            int line = shown.indexOf('\n', sqlState);
            shown = line < 0 ? shown : shown.substring(0, line);
        }
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
    }
}
