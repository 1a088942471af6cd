package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.sql.classic.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program at work: polls the control plane, keeps ports landed in one thread and executes runs in another. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_POLL_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);

    private final SparkSession spark;
    private final ControlPlane controlPlane;
    private final LandingLoop landings;
    private final Transformer transformer;
    private final Deliveries deliveries;
    private final WarmUp warmUp;
    private final AtomicBoolean busy = new AtomicBoolean();

    private Worker(
            SparkSession spark,
            ControlPlane controlPlane,
            LandingLoop landings,
            Transformer transformer,
            Deliveries deliveries,
            WarmUp warmUp) {
        this.spark = spark;
        this.controlPlane = controlPlane;
        this.landings = landings;
        this.transformer = transformer;
        this.deliveries = deliveries;
        this.warmUp = warmUp;
    }

    /** Starts Spark and works until the thread is interrupted or Spark ends. */
    static void run(ProcessConfig config) throws IOException, InterruptedException {
        Files.createDirectories(config.directory());
        try (FileChannel channel = FileChannel.open(
                        config.directory().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, config.directory())) {
            LOG.info("Starting. directory={} lock={}", config.directory(), lock.isValid());
            removeLeftovers(config.directory().resolve("scratch"));
            SparkSession spark = SparkSessions.start(config);
            Map<String, String> kafka = config.kafka();
            try (Topics topics = new Topics(kafka)) {
                worker(config, spark, kafka, topics).work();
            } finally {
                spark.stop();
            }
        }
    }

    private static Worker worker(ProcessConfig config, SparkSession spark, Map<String, String> kafka, Topics topics) {
        ControlPlane controlPlane = new HttpControlPlane(
                config.server(), config::token, UUID.randomUUID().toString());
        Deliveries deliveries = new Deliveries(controlPlane);
        SparkSession landing = SparkSessions.forLandings(spark);
        Lander lander = new Lander(
                landing,
                new TopicReader(kafka),
                new QualityChecks(landing),
                config.maxRecordsPerCommit(),
                Clock.systemUTC());
        SparkSession transforms = spark.newSession();
        return new Worker(
                spark,
                controlPlane,
                new LandingLoop(topics, lander, deliveries, System::nanoTime),
                new Transformer(transforms, new QualityChecks(transforms)),
                deliveries,
                new WarmUp(spark, config.directory().resolve("scratch")));
    }

    /** Two processes at once would land the same records twice. */
    private static FileLock lock(FileChannel channel, Path directory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                LOG.debug("The lock is held in this process.");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new PolderException(
                        Code.DATA_DIRECTORY,
                        "another process works in " + directory,
                        "End it first: only one may land the topics of a mesh.");
            }
            Thread.sleep(200);
        }
    }

    private static void removeLeftovers(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.createDirectories(directory);
    }

    private void work() throws InterruptedException {
        Thread lander = daemon(landings, "landings");
        daemon(deliveries, "deliveries");
        boolean answered = true;
        boolean warm = false;
        Duration pause = POLL;
        while (!spark.sparkContext().isStopped() && lander.isAlive()) {
            try {
                Work work = controlPlane.poll(busy.get());
                landings.keep(work.landings());
                if (!warm && work.landings().isEmpty()) {
                    // With work to do, the work itself warms up.
                    daemon(warmUp, "warm-up").setPriority(Thread.MIN_PRIORITY);
                }
                warm = true;
                work.run().ifPresent(this::start);
                if (!answered) {
                    LOG.info("The control plane answers again.");
                }
                answered = true;
                pause = POLL;
            } catch (IOException | RuntimeException e) {
                if (answered) {
                    LOG.warn("The control plane does not answer; trying on. reason={}", e.toString());
                }
                answered = false;
                pause = pause.multipliedBy(2).compareTo(LONGEST_POLL_PAUSE) > 0
                        ? LONGEST_POLL_PAUSE
                        : pause.multipliedBy(2);
            }
            Thread.sleep(pause.toMillis());
        }
        lander.interrupt();
        LOG.warn("Spark has ended; so does the process.");
    }

    private void start(TransformRun run) {
        busy.set(true);
        daemon(
                () -> {
                    try {
                        RunReport report = transformer.run(run);
                        deliveries.deliver(target -> target.finish(report));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        busy.set(false);
                    }
                },
                "run-" + run.id());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
