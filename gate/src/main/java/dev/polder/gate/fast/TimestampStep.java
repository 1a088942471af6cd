package dev.polder.gate.fast;

import java.util.Optional;

/** Date and time of ISO-8601, in microseconds since 1970. */
public final class TimestampStep extends TemporalStep {
    private static final long FIRST = -62_135_596_800L * 1_000_000;
    private static final long LAST = 253_402_300_800L * 1_000_000 - 1;

    private final ZoneOffsets zone;

    /**
     * @param zone where a text without offset stands; empty when no offset may be there
     */
    public TimestampStep(TemporalRule rule, Optional<ZoneOffsets> zone) {
        super(rule);
        this.zone = zone.orElse(null);
    }

    @Override
    int read(Scan scan, byte[] in, int from) {
        int day = Dates.day(in, from);
        byte between = in[from + 10];
        if (day == Dates.NONE || between != 'T' && between != ' ' && between != 't') {
            return GIVE_UP;
        }
        int at = Dates.time(scan, in, from + 11);
        if (at < 0) {
            return GIVE_UP;
        }
        scan.mantissa += day * (Dates.SECONDS * 1_000_000);
        return zone == null ? at : offset(scan, in, at, zone);
    }

    /** Reads {@code Z}, {@code +HH}, {@code +HHmm}, {@code +HH:mm} or nothing and takes the offset away. */
    static int offset(Scan scan, byte[] in, int at, ZoneOffsets zone) {
        byte c = in[at];
        if (c == 'Z' || c == 'z') {
            return at + 1;
        }
        if (c != '+' && c != '-') {
            return local(scan, at, zone);
        }
        int hours = Dates.two(in, at + 1);
        int minutes = 0;
        int end = at + 3;
        if (in[end] == ':') {
            minutes = Dates.two(in, end + 1);
            end += 3;
        } else if (in[end] >= '0' && in[end] <= '9') {
            minutes = Dates.two(in, end);
            end += 2;
        }
        int seconds = hours * 3600 + minutes * 60;
        // Minus zero is an offset to some and none to others.
        if (hours < 0 || minutes < 0 || minutes > 59 || seconds > 18 * 3600 || c == '-' && seconds == 0) {
            return GIVE_UP;
        }
        return instant(scan, c == '-' ? -seconds : seconds, end);
    }

    /** Takes the zone's offset away from a local time. */
    static int local(Scan scan, int at, ZoneOffsets zone) {
        int seconds = zone.at(Math.floorDiv(scan.mantissa, 1_000_000L));
        return seconds == Dates.NONE ? GIVE_UP : instant(scan, seconds, at);
    }

    private static int instant(Scan scan, int offset, int at) {
        scan.mantissa -= offset * 1_000_000L;
        return scan.mantissa >= FIRST && scan.mantissa <= LAST ? at : GIVE_UP;
    }
}
