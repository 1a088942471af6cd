package dev.polder.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine, as far as a number depends on it. */
final class Host {
    private Host() {}

    static String describe() {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "Java %s (%s), %d cores%s, %s %s, load %s%nAvro %s, Jackson %s, Kafka %s, networknt json-schema-validator %s",
                System.getProperty("java.vm.version"),
                System.getProperty("java.vm.name"),
                runtime.availableProcessors(),
                processor().map(name -> " of " + name).orElse(""),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                load(),
                version("org.apache.avro.Schema"),
                version("tools.jackson.core.JsonParser"),
                version("org.apache.kafka.clients.producer.KafkaProducer"),
                version("com.networknt.schema.Schema"));
    }

    private static Optional<String> processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
    }

    /** From the name of the jar: few jars say it in their manifest. */
    private static String version(String className) {
        try {
            String jar = Class.forName(className, false, Host.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath();
            return jar.replaceFirst(".*-(\\d[^/]*)\\.jar$", "$1");
        } catch (ClassNotFoundException e) {
            return "none";
        }
    }
}
