package dev.polder.server.identity;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many tokens that are worth nothing have come from where, and for whom. Counted after a token was looked at: whoever has a valid
 * one is let in however many others behind the same address guess, and whose token has ended is told so. It takes memory for {@link
 * #MOST_KNOWN} at most. Safe for many threads.
 */
final class FailedLogins {
    /** At once. */
    static final int MOST = 100;

    private static final double PER_SECOND = 1;
    static final int MOST_KNOWN = 10_000;

    /** An IPv6 network of 64 bits is one machine's to choose addresses of. */
    private static final int NETWORK_BYTES = 8;

    /** @param user whose token it was; {@code -} when nobody is known */
    private record Who(String from, String user) {}

    private static final class Failures {
        private double left = MOST;
        private long at;
    }

    private final LongSupplier nanos;
    private final Map<Who, Failures> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, Failures> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    FailedLogins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Counts one.
     *
     * @param user whose token it was; {@code -} when nobody is known
     * @throws PolderException OVERLOADED when there were too many lately
     */
    synchronized void count(String address, String user) {
        long now = nanos.getAsLong();
        Failures failures = known.computeIfAbsent(new Who(network(address), user), who -> {
            Failures fresh = new Failures();
            fresh.at = now;
            return fresh;
        });
        failures.left = Math.min(MOST, failures.left + (now - failures.at) / 1e9 * PER_SECOND);
        failures.at = now;
        if (failures.left < 1) {
            throw new PolderException(
                    Code.OVERLOADED,
                    "Too many requests from " + address + " had no valid token",
                    "Check the token, and try again in a minute; requests with a valid one are answered meanwhile");
        }
        failures.left--;
    }

    synchronized int size() {
        return known.size();
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.getByName(address) instanceof Inet6Address six
                    ? Arrays.toString(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
