package dev.polder.bench.http;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Cpu;
import dev.polder.bench.Figure;
import dev.polder.bench.Programs;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.Scratch;
import dev.polder.bench.data.Contracts;
import dev.polder.bench.data.Orders;
import dev.polder.bench.data.Records;
import dev.polder.bench.kafka.Producing;
import dev.polder.bench.kafka.Proxy;
import dev.polder.bench.kafka.Sent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** {@code polder bench http}: a server with broker and database, the generator and the peer on the same cores. */
public final class HttpBench {
    private static final String RATE = "records/s";
    private static final String COST = "ns/record";
    private static final String TIME = "ms";
    private static final int ORDERS = 40_000;
    /** In a megabyte. */
    private static final int LARGE = 3_340;

    private static final int SMALL = 100;

    private final PolderServer server;
    private final Admin admin;
    private final Proxy proxy;
    private final ProcessHandle serverProcess;
    private final ProcessHandle broker;
    private final Records orders = Orders.valid(1, ORDERS);
    private final List<byte[]> singles = orders.split();
    private final Latency latency;
    private int topics;

    private HttpBench(PolderServer server, Admin admin, Proxy proxy) throws IOException, InterruptedException {
        this.server = server;
        this.admin = admin;
        this.proxy = proxy;
        this.serverProcess = server.process("server");
        this.broker = server.process("kafka");
        this.latency = new Latency(server.port(), server.token(), server.kafkaClient(), 10_000_000);
    }

    /** A way to send with what it did in each round. */
    private static final class Way {
        private final Samples rate = new Samples();
        private final Samples sender = new Samples();
        private final Samples server = new Samples();
        private final Samples broker = new Samples();

        void add(Posting.Posted posted) {
            double records = posted.records();
            rate.add(posted.rate());
            sender.add(posted.generatorNanos() / records);
            server.add(posted.serverNanos() / records);
            broker.add(posted.brokerNanos() / records);
        }

        void add(Sent sent) {
            rate.add(sent.rate());
            sender.add(sent.clientPerRecord());
            broker.add(sent.brokerPerRecord());
        }
    }

    public static List<Figure> run(BenchOptions options, Progress progress)
            throws IOException, InterruptedException, ExecutionException {
        try (Scratch scratch = Scratch.create()) {
            progress.say("starting a server");
            try (PolderServer server = PolderServer.start(Programs.installed(), scratch.directory());
                    Admin admin = Admin.create(server.kafkaClient())) {
                server.apply(scratch.directory().resolve("mesh"));
                String broker = server.kafkaClient().get("bootstrap.servers").toString();
                try (Proxy proxy = Proxy.start(
                        Programs.installed(), scratch.directory(), broker, Contracts.ordersAsJsonSchema())) {
                    return new HttpBench(server, admin, proxy).measure(options, progress);
                }
            }
        }
    }

    private List<Figure> measure(BenchOptions options, Progress progress)
            throws IOException, InterruptedException, ExecutionException {
        Duration duration = options.quick() ? Duration.ofMillis(300) : Duration.ofSeconds(5);
        Duration steady = options.quick() ? Duration.ofSeconds(1) : Duration.ofSeconds(30);
        Posting large = posting(LARGE, 4);
        Posting small = posting(SMALL, 8);
        progress.say("warm-up: bodies of 1 MB, of 100 records, producer, proxy, single records");
        post(large, duration.multipliedBy(2));
        post(small, duration.multipliedBy(2));
        produce(duration.multipliedBy(2), false);
        proxy.mustRefuse(Orders.withInvalid(1, 1, 1).split().get(0), singles.get(0), admin, server.kafkaClient());
        produce(duration, true);
        latency.run(steady.dividedBy(6));

        Way megabytes = new Way();
        Way hundreds = new Way();
        Way raw = new Way();
        Way proxied = new Way();
        Samples p50 = new Samples();
        Samples p99 = new Samples();
        Samples p999 = new Samples();
        for (int round = 1; round <= options.rounds(); round++) {
            String of = "round " + round + " of " + options.rounds() + ": ";
            progress.say(of + "bodies of 1 MB");
            megabytes.add(post(large, duration));
            progress.say(of + "raw producer");
            raw.add(produce(duration, false));
            progress.say(of + "bodies of 100 records");
            hundreds.add(post(small, duration));
            progress.say(of + "proxy");
            long before = Cpu.of(proxy.process());
            Sent sent = produce(duration, true);
            proxied.add(sent);
            proxied.server.add((double) (Cpu.of(proxy.process()) - before) / sent.records());
            progress.say(of + "single records, 500/s");
            double[] milliseconds = latency.run(steady);
            p50.add(Latency.percentile(milliseconds, 50));
            p99.add(Latency.percentile(milliseconds, 99));
            p999.add(Latency.percentile(milliseconds, 99.9));
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("http.1mb", "bodies of 1 MB, checked, acks=all", megabytes.rate, RATE)
                .beside(megabytes.rate.over(raw.rate), "http.raw")
                .ratioAtLeast(1.0, 1.5));
        figures.add(Figure.of("http.100", "bodies of 100 records, checked, acks=all", hundreds.rate, RATE)
                .beside(hundreds.rate.over(raw.rate), "http.raw")
                .ratioAtLeast(0.7, 1.0));
        figures.add(Figure.of("http.raw", "KafkaProducer, the JSON unchecked, acks=all", raw.rate, RATE));
        figures.add(Figure.of("http.1mb.beside-proxy", "bodies of 1 MB beside the proxy", megabytes.rate, RATE)
                .beside(megabytes.rate.over(proxied.rate), "http.proxy")
                .ratioAtLeast(8, 12));
        figures.add(Figure.of(
                "http.proxy", "KafkaProducer, Kroxylicious checks the JSON Schema, acks=all", proxied.rate, RATE));
        figures.add(Figure.of("http.single.p50", "one record posted until a consumer has it, 500/s", p50, TIME));
        figures.add(
                Figure.of("http.single.p99", "99 of 100 are faster", p99, TIME).valueAtMost(10, 3));
        figures.add(Figure.of("http.single.p999", "999 of 1,000 are faster", p999, TIME));
        costs("http.1mb", megabytes, figures);
        costs("http.100", hundreds, figures);
        figures.add(Figure.of("http.raw.cpu.client", "processor time of the producer", raw.sender, COST));
        figures.add(Figure.of("http.raw.cpu.broker", "processor time of the broker", raw.broker, COST));
        figures.add(Figure.of("http.proxy.cpu.client", "processor time of the producer", proxied.sender, COST));
        figures.add(Figure.of("http.proxy.cpu.proxy", "processor time of the proxy", proxied.server, COST));
        figures.add(Figure.of("http.proxy.cpu.broker", "processor time of the broker", proxied.broker, COST));
        return figures;
    }

    private static void costs(String name, Way way, List<Figure> figures) {
        figures.add(Figure.of(name + ".cpu.generator", "processor time of the load generator", way.sender, COST));
        figures.add(Figure.of(name + ".cpu.server", "processor time of the server", way.server, COST));
        figures.add(Figure.of(name + ".cpu.broker", "processor time of the broker", way.broker, COST));
    }

    private Posting posting(int records, int connections) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (int first = 0; first + records <= orders.count() && requests.size() < 100; first += records) {
            requests.add(Connection.request(
                    server.port(),
                    server.token(),
                    orders.body(),
                    orders.start(first),
                    orders.end(first + records - 1)));
        }
        return new Posting(server.port(), requests, records, connections);
    }

    /** Posts, and compares what the server said with what the topic has. */
    private Posting.Posted post(Posting posting, Duration duration) throws ExecutionException, InterruptedException {
        long before = stored();
        Posting.Posted posted = posting.run(serverProcess, broker, duration);
        long stored = stored() - before;
        if (stored != posted.records()) {
            throw new IllegalStateException(posted.records() + " records were accepted, " + stored + " are there");
        }
        return posted;
    }

    private Sent produce(Duration duration, boolean throughProxy)
            throws IOException, ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(Producing.SETTINGS);
        settings.putAll(server.kafkaClient());
        if (throughProxy) {
            settings.put("bootstrap.servers", proxy.bootstrap());
        }
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        topics++;
        return Producing.send(admin, broker, settings, "raw-" + topics, singles, duration);
    }

    private long stored() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(List.of(PolderServer.TOPIC))
                .allTopicNames()
                .get()
                .get(PolderServer.TOPIC)
                .partitions()
                .forEach(partition ->
                        ends.put(new TopicPartition(PolderServer.TOPIC, partition.partition()), OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }
}
