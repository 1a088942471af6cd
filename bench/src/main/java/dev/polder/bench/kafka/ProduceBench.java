package dev.polder.bench.kafka;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Cpu;
import dev.polder.bench.Figure;
import dev.polder.bench.FreePorts;
import dev.polder.bench.Programs;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.Scratch;
import dev.polder.bench.data.Contracts;
import dev.polder.bench.data.Orders;
import dev.polder.client.PolderSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/** {@code polder bench produce}: one producer, one broker, two ways to write the same orders. */
public final class ProduceBench {
    private static final String RATE = "records/s";
    private static final String COST = "ns/record";
    /** Different enough for a compressor. */
    private static final int ORDERS = 40_000;

    private final Path directory;
    private final Broker broker;
    private final Proxy proxy;
    private final Admin admin;
    private final List<byte[]> orders = Orders.valid(1, ORDERS).split();
    private final String contract = Contracts.ordersDocument();
    private int topics;

    private ProduceBench(Path directory, Broker broker, Proxy proxy, Admin admin) {
        this.directory = directory;
        this.broker = broker;
        this.proxy = proxy;
        this.admin = admin;
    }

    /** How records get to the broker. */
    private enum Way {
        UNCHECKED,
        GATE,
        PROXY
    }

    /** A producer of the comparison and what it did in each round. */
    private record Contender(
            String name, Way way, String compression, Samples rate, Samples client, Samples proxy, Samples broker) {
        Contender(String name, Way way, String compression) {
            this(name, way, compression, new Samples(), new Samples(), new Samples(), new Samples());
        }

        void add(Sent sent) {
            rate.add(sent.rate());
            client.add(sent.clientPerRecord());
            broker.add(sent.brokerPerRecord());
        }
    }

    public static List<Figure> run(BenchOptions options, Progress progress)
            throws IOException, InterruptedException, ExecutionException {
        Programs programs = Programs.installed();
        try (Scratch scratch = Scratch.create();
                Broker broker =
                        Broker.start(programs, scratch.directory().resolve("kafka"), FreePorts.withNeighbours(1));
                Proxy proxy =
                        Proxy.start(programs, scratch.directory(), broker.bootstrap(), Contracts.ordersAsJsonSchema());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            return new ProduceBench(scratch.directory(), broker, proxy, admin).measure(options, progress);
        }
    }

    private List<Figure> measure(BenchOptions options, Progress progress)
            throws IOException, ExecutionException, InterruptedException {
        Contender raw = new Contender("raw", Way.UNCHECKED, "none");
        Contender gated = new Contender("gate", Way.GATE, "none");
        Contender rawLz4 = new Contender("raw, lz4", Way.UNCHECKED, "lz4");
        Contender gatedLz4 = new Contender("gate, lz4", Way.GATE, "lz4");
        Contender proxied = new Contender("proxy", Way.PROXY, "none");
        List<Contender> contenders = new ArrayList<>(List.of(raw, gated, rawLz4, gatedLz4, proxied));
        proxy.mustRefuse(Orders.withInvalid(1, 1, 1).split().get(0), orders.get(0), admin, Map.of());
        Samples gate = new Samples();
        Duration duration = options.quick() ? Duration.ofMillis(300) : Duration.ofSeconds(5);
        for (Contender contender : contenders) {
            progress.say("warm-up: " + contender.name());
            send(contender, duration);
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contender contender : contenders) {
                progress.say("round " + round + " of " + options.rounds() + ": " + contender.name());
                long before = Cpu.of(proxy.process());
                Sent sent = send(contender, duration);
                contender.add(sent);
                contender.proxy().add((double) (Cpu.of(proxy.process()) - before) / sent.records());
            }
            gate.add(gateAlone(duration.dividedBy(4)));
            // Who comes after whom matters as little as it can.
            Collections.reverse(contenders);
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("produce.gate", "KafkaProducer with the gate, JSON in, Avro out", gated.rate(), RATE)
                .beside(gated.rate().over(raw.rate()), "produce.raw")
                .ratioAtLeast(1.0, 1.3));
        figures.add(Figure.of("produce.raw", "the same producer, the JSON unchecked", raw.rate(), RATE));
        figures.add(Figure.of("produce.gate.lz4", "with the gate, lz4", gatedLz4.rate(), RATE)
                .beside(gatedLz4.rate().over(rawLz4.rate()), "produce.raw.lz4"));
        figures.add(Figure.of("produce.raw.lz4", "unchecked, lz4", rawLz4.rate(), RATE));
        figures.add(Figure.of(
                        "produce.proxy", "unchecked client, Kroxylicious checks the JSON Schema", proxied.rate(), RATE)
                .beside(proxied.rate().over(raw.rate()), "produce.raw"));
        figures.add(Figure.of("produce.gate.beside-proxy", "the gate beside the proxy", gated.rate(), RATE)
                .beside(gated.rate().over(proxied.rate()), "produce.proxy"));
        figures.add(cost("produce.gate.cpu.client", "processor time of the client", gated.client(), raw.client()));
        figures.add(Figure.of("produce.gate.cpu.gate", "of which the serializer, the gate", gate, COST));
        figures.add(cost("produce.gate.cpu.broker", "processor time of the broker", gated.broker(), raw.broker()));
        figures.add(Figure.of("produce.raw.cpu.client", "unchecked: of the client", raw.client(), COST));
        figures.add(Figure.of("produce.raw.cpu.broker", "unchecked: of the broker", raw.broker(), COST));
        figures.add(Figure.of("produce.proxy.cpu.client", "by the proxy: of the client", proxied.client(), COST));
        figures.add(Figure.of("produce.proxy.cpu.proxy", "by the proxy: of the proxy", proxied.proxy(), COST));
        figures.add(Figure.of("produce.proxy.cpu.broker", "by the proxy: of the broker", proxied.broker(), COST));
        return figures;
    }

    private static Figure cost(String name, String what, Samples ours, Samples theirs) {
        return Figure.of(name, what, ours, COST).beside(ours.over(theirs), name.replace("gate.", "raw."));
    }

    private Sent send(Contender contender, Duration duration)
            throws IOException, ExecutionException, InterruptedException {
        topics++;
        Map<String, Object> settings = new HashMap<>(Producing.SETTINGS);
        settings.put("bootstrap.servers", contender.way() == Way.PROXY ? proxy.bootstrap() : broker.bootstrap());
        settings.put("compression.type", contender.compression());
        boolean gate = contender.way() == Way.GATE;
        settings.put("value.serializer", gate ? PolderSerializer.class.getName() : ByteArraySerializer.class.getName());
        if (gate) {
            settings.putAll(gateSettings());
        }
        return Producing.send(admin, broker.process(), settings, topic(), orders, duration);
    }

    /** Nanoseconds of processor time per record of the serializer alone. */
    private double gateAlone(Duration duration) throws IOException {
        topics++;
        try (PolderSerializer<byte[]> serializer = new PolderSerializer<>()) {
            serializer.configure(gateSettings(), false);
            String topic = topic();
            long end = System.nanoTime() + duration.toNanos();
            long cpu = Cpu.ofThread();
            long records = 0;
            long bytes = 0;
            while (System.nanoTime() < end) {
                for (byte[] order : orders) {
                    bytes += serializer.serialize(topic, order).length;
                }
                records += orders.size();
            }
            if (bytes <= records) {
                throw new IllegalStateException("the gate wrote nothing");
            }
            return (double) (Cpu.ofThread() - cpu) / records;
        }
    }

    private String topic() {
        return "sales.orders.run_" + topics + ".v1";
    }

    /** The serializer's contract comes from a file in place of a server: none runs here. */
    private Map<String, Object> gateSettings() throws IOException {
        Path file = directory.resolve("gate-" + topics + ".json");
        Map<String, Object> description = Map.of(
                "port",
                "sales.orders.run-" + topics + ".v1",
                "contract",
                Map.of("id", "sales.orders.orders", "version", "1.0.0"),
                "object",
                "orders",
                "schemaId",
                1,
                "document",
                contract);
        Files.writeString(file, JsonMapper.shared().writeValueAsString(description));
        return Map.of("polder.contract.file", file.toString());
    }
}
