package dev.polder.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One number per round, in the order of the rounds. */
public final class Samples {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public int count() {
        return values.size();
    }

    public double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The quotient of each round: what the machine did to both in that round cancels out. */
    public Samples over(Samples other) {
        Samples quotients = new Samples();
        for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
            quotients.add(values.get(i) / other.values.get(i));
        }
        return quotients;
    }

    /** {@code factor / value} of each round: from a time to a rate. */
    public Samples into(double factor) {
        Samples results = new Samples();
        values.forEach(value -> results.add(factor / value));
        return results;
    }

    /** Each value times {@code factor}. */
    public Samples times(double factor) {
        Samples results = new Samples();
        values.forEach(value -> results.add(value * factor));
        return results;
    }
}
