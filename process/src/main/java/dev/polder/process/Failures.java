package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Says what an exception means to people. */
final class Failures {
    private static final int LONGEST = 600;

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

    /** The first part of a message: what comes after an empty line is a plan or a stack trace. */
    static String message(Throwable failure) {
        String text = failure.getMessage();
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
