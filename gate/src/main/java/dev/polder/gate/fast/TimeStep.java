package dev.polder.gate.fast;

/** Times of day of the form {@code HH:mm[:ss[.fraction]]}, in microseconds. */
public final class TimeStep extends TemporalStep {
    public TimeStep(TemporalRule rule) {
        super(rule);
    }

    @Override
    int read(Scan scan, byte[] in, int at) {
        return Dates.time(scan, in, at);
    }
}
