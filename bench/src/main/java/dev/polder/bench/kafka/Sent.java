package dev.polder.bench.kafka;

/**
 * What one producer did in one round.
 *
 * @param records that the broker has acknowledged
 * @param clientNanos processor time of this process
 * @param brokerNanos processor time of the broker
 */
public record Sent(long records, double seconds, long clientNanos, long brokerNanos) {
    public double rate() {
        return records / seconds;
    }

    public double clientPerRecord() {
        return (double) clientNanos / records;
    }

    public double brokerPerRecord() {
        return (double) brokerNanos / records;
    }
}
