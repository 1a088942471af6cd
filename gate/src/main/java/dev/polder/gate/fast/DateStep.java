package dev.polder.gate.fast;

/** Dates of the form {@code yyyy-MM-dd}, in days since 1970. */
public final class DateStep extends TemporalStep {
    public DateStep(TemporalRule rule) {
        super(rule);
    }

    @Override
    int read(Scan scan, byte[] in, int at) {
        int day = Dates.day(in, at);
        scan.mantissa = day;
        return day == Dates.NONE ? GIVE_UP : at + 10;
    }
}
