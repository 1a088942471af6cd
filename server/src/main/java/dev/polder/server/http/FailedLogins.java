package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many tokens that nobody has each address has shown. Whoever shows too many is not asked about in the database any more, so that
 * guessing costs the server nothing; who is known is let in all the while, since users behind one address share it.
 */
final class FailedLogins {
    /** At once. */
    static final int MOST = 100;

    private static final double PER_SECOND = 1;
    private static final int MOST_ADDRESSES = 10_000;

    private static final class Failures {
        private double left = MOST;
        private long at;
    }

    private final LongSupplier nanos;
    private final Map<String, Failures> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    FailedLogins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @throws PolderException OVERLOADED when tokens from the address are not looked up now */
    synchronized void check(String address) {
        Failures failures = addresses.get(address);
        if (failures != null && left(failures) < 1) {
            throw new PolderException(
                    Code.OVERLOADED,
                    "Too many requests from " + address + " had no valid token",
                    "Check the token, and try again in a minute; requests with a valid one are answered meanwhile");
        }
    }

    synchronized void failed(String address) {
        Failures failures = addresses.computeIfAbsent(address, name -> {
            Failures fresh = new Failures();
            fresh.at = nanos.getAsLong();
            return fresh;
        });
        failures.left = left(failures) - 1;
        failures.at = nanos.getAsLong();
    }

    private double left(Failures failures) {
        return Math.min(MOST, failures.left + (nanos.getAsLong() - failures.at) / 1e9 * PER_SECOND);
    }
}
