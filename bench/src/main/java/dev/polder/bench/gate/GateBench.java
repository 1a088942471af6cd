package dev.polder.bench.gate;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Figure;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** {@code polder bench gate}: one thread, one JVM of its own for every contender and round. */
public final class GateBench {
    private static final double SECOND = 1e9;
    private static final double MILLISECOND = 1e6;
    private static final String RATE = "records/s";

    private final Map<Workload, Timing> json = new EnumMap<>(Workload.class);
    private final Timing body = new Timing("body");
    private final Timing reference = new Timing("reference");
    private final Timing networknt = new Timing("networknt");
    private final Timing jackson = new Timing("jackson");
    private final Timing avro = new Timing("avro");
    private final Timing avroGeneric = new Timing("avroGeneric");
    private final Timing csv = new Timing("csv");
    private final Timing csvAsNdjson = new Timing("csvAsNdjson");
    private final Timing formed = new Timing("formed");
    private final Timing encrypted = new Timing("encrypted");
    private final Timing encryptedByJdk = new Timing("encryptedByJdk");
    private final Timing encryptedByTink = new Timing("encryptedByTink");
    private final Timing compile = new Timing("compile");
    private final Timing compileFirst = new Timing("compileFirst");

    private GateBench() {
        for (Workload workload : Workload.values()) {
            json.put(workload, new Timing("json", workload));
        }
    }

    public static List<Figure> run(BenchOptions options, Progress progress) throws RunnerException {
        GateBench bench = new GateBench();
        List<Timing> contenders = bench.contenders();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Timing contender : contenders) {
                progress.say("round " + round + " of " + options.rounds() + ": " + contender.name());
                contender.run(options.quick());
            }
        }
        return bench.figures();
    }

    /** Those who are compared run one after the other, so that they find the same machine. */
    private List<Timing> contenders() {
        List<Timing> contenders = new ArrayList<>(List.of(
                json.get(Workload.ORDERS),
                formed,
                encrypted,
                encryptedByJdk,
                encryptedByTink,
                jackson,
                networknt,
                body));
        json.forEach((workload, timing) -> {
            if (workload != Workload.ORDERS) {
                contenders.add(timing);
            }
        });
        contenders.addAll(List.of(avro, avroGeneric, csv, csvAsNdjson, reference, compile, compileFirst));
        return contenders;
    }

    private List<Figure> figures() {
        Timing ours = json.get(Workload.ORDERS);
        Samples rate = ours.nanoseconds().into(SECOND * Workload.COUNT);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("gate.json", "orders, JSON to Avro", rate, RATE)
                .beside(networknt.nanoseconds().over(ours.nanoseconds()), "gate.networknt")
                .valueAtLeast(2e6, 4e6)
                .ratioAtLeast(12));
        figures.add(Figure.of("gate.json.beside-jackson", "the same figure beside another peer", rate, RATE)
                .beside(jackson.nanoseconds().over(ours.nanoseconds()), "gate.jackson")
                .ratioAtLeast(2));
        figures.add(Figure.of(
                        "gate.json.allocation",
                        "allocated per accepted order",
                        ours.bytes().times(1.0 / Workload.COUNT),
                        "bytes")
                .valueAtMost(0.5));
        figures.add(Figure.of(
                        "gate.body",
                        "orders in a 1 MB body of NDJSON",
                        body.nanoseconds().into(SECOND * Workload.COUNT),
                        RATE)
                .beside(networknt.nanoseconds().over(body.nanoseconds()), "gate.networknt"));
        figures.add(variant(Workload.ONE_PERCENT_INVALID, "gate.json.invalid", "orders, 1 % break the contract"));
        figures.add(variant(Workload.SHUFFLED, "gate.json.shuffled", "orders, members in any order"));
        figures.add(variant(Workload.SPACED, "gate.json.spaced", "orders, blanks behind : and ,"));
        figures.add(perByte(Workload.RULES_40, "gate.rules-40", "40 columns, 40 rules"));
        figures.add(perByte(Workload.NESTED, "gate.nested", "objects and arrays, four deep"));
        figures.add(perByte(Workload.WIDE, "gate.wide", "200 columns, 200 rules"));
        figures.add(Figure.of(
                        "gate.csv",
                        "rows of 12 columns, CSV to Avro",
                        csv.nanoseconds().into(SECOND * GateBenchmark.ROWS),
                        RATE)
                .beside(csvAsNdjson.nanoseconds().over(csv.nanoseconds()), "gate.csv.as-ndjson"));
        figures.add(Figure.of(
                "gate.csv.as-ndjson",
                "the same rows as NDJSON",
                csvAsNdjson.nanoseconds().into(SECOND * GateBenchmark.ROWS),
                RATE));
        figures.add(Figure.of(
                        "gate.compile",
                        "compile a contract of 200 columns",
                        compile.nanoseconds().times(1 / MILLISECOND),
                        "ms")
                .valueAtMost(50, 10));
        figures.add(Figure.of(
                "gate.compile.first",
                "the same, the first of its JVM",
                compileFirst.nanoseconds().times(1 / MILLISECOND),
                "ms"));
        figures.add(peer("gate.reference", "orders, the gate's plain validator", reference, ours));
        figures.add(peer("gate.jackson", "orders, by hand over Jackson's parser, verdict only", jackson, ours));
        figures.add(peer("gate.networknt", "orders, JSON Schema over Jackson's tree, verdict only", networknt, ours));
        figures.add(Figure.of(
                        "gate.avro",
                        "orders in Avro, verdict and key",
                        avro.nanoseconds().into(SECOND * Workload.COUNT),
                        RATE)
                .beside(avroGeneric.nanoseconds().over(avro.nanoseconds()), "gate.avro-generic")
                .valueAtLeast(5e6, 7e6));
        figures.add(Figure.of(
                        "gate.avro.allocation",
                        "allocated per accepted order in Avro",
                        avro.bytes().times(1.0 / Workload.COUNT),
                        "bytes")
                .valueAtMost(0.5));
        figures.add(Figure.of(
                        "gate.encrypted",
                        "orders, JSON to Avro, two fields encrypted",
                        encrypted.nanoseconds().into(SECOND * Workload.COUNT),
                        RATE)
                .beside(formed.nanoseconds().over(encrypted.nanoseconds()), "the same without")
                .ratioAtLeast(0.8));
        figures.add(Figure.of(
                        "gate.encrypted.by-jdk",
                        "the same, the JDK's cipher called for each value",
                        encryptedByJdk.nanoseconds().into(SECOND * Workload.COUNT),
                        RATE)
                .beside(formed.nanoseconds().over(encryptedByJdk.nanoseconds()), "the same without"));
        figures.add(Figure.of(
                        "gate.encrypted.by-tink",
                        "the same, Tink's called for each value",
                        encryptedByTink.nanoseconds().into(SECOND * Workload.COUNT),
                        RATE)
                .beside(formed.nanoseconds().over(encryptedByTink.nanoseconds()), "the same without"));
        figures.add(Figure.of(
                "gate.avro-generic",
                "orders in Avro, checks over generic records",
                avroGeneric.nanoseconds().into(SECOND * Workload.COUNT),
                RATE));
        return figures;
    }

    private Figure variant(Workload workload, String name, String what) {
        Samples time = json.get(workload).nanoseconds();
        return Figure.of(name, what, time.into(SECOND * Workload.COUNT), RATE)
                .beside(json.get(Workload.ORDERS).nanoseconds().over(time), "gate.json");
    }

    private Figure perByte(Workload workload, String name, String what) {
        Records records = workload.records();
        Samples cost = json.get(workload).nanoseconds().times(1.0 / records.recordBytes());
        Samples plain = json.get(Workload.ORDERS).nanoseconds().times(1.0 / Workload.COUNT / Orders.BYTES);
        return Figure.of(name, what, cost, "ns/byte")
                .beside(cost.over(plain), "gate.json")
                .ratioAtMost(1.5);
    }

    private static Figure peer(String name, String what, Timing peer, Timing ours) {
        return Figure.of(name, what, peer.nanoseconds().into(SECOND * Workload.COUNT), RATE)
                .beside(ours.nanoseconds().over(peer.nanoseconds()), "gate.json");
    }
}
