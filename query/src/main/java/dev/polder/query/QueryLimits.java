package dev.polder.query;

import java.time.Duration;

/**
 * What one query may use.
 *
 * @param time from start to last row
 * @param rows rows answered at most; more are cut off and the result says so
 * @param sqlLength characters of SQL
 */
public record QueryLimits(Duration time, long memoryBytes, int threads, long rows, int sqlLength) {
    public QueryLimits {
        if (time.isNegative() || time.isZero() || memoryBytes < 1 << 24 || threads < 1 || rows < 1 || sqlLength < 1) {
            throw new IllegalArgumentException("limits must be positive, memory at least 16 MiB");
        }
    }

    /** A minute, 512 MiB, two threads, 10 million rows, 100,000 characters. */
    public static QueryLimits standard() {
        return new QueryLimits(Duration.ofSeconds(60), 512L << 20, 2, 10_000_000, 100_000);
    }

    public QueryLimits withTime(Duration limit) {
        return new QueryLimits(limit, memoryBytes, threads, rows, sqlLength);
    }

    public QueryLimits withMemoryBytes(long limit) {
        return new QueryLimits(time, limit, threads, rows, sqlLength);
    }
}
