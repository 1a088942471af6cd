package dev.polder.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * Formats the storage of a Kafka broker if it is new, then runs the broker until it is told to stop or its parent is gone.
 *
 * <p>Both steps share one JVM, which saves a start, and read passwords from files, so that no process list shows them.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /**
     * @param arguments the broker's properties; the properties to format with: {@code cluster.id} and one {@code user.NAME} =
     *     password per SCRAM user; optionally the process id of the parent
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || arguments.length > 3) {
            System.err.println("usage: BrokerMain SERVER.PROPERTIES FORMAT.PROPERTIES [PARENT-PID]");
            System.exit(2);
        }
        if (arguments.length == 3) {
            endWithParent(Long.parseLong(arguments[2]));
        }
        String broker = arguments[0];
        if (!isFormatted(read(Path.of(broker)))) {
            format(broker, read(Path.of(arguments[1])));
        }
        Kafka.main(new String[] {broker});
    }

    /** A broker that nobody supervises would hold its port and its directory against the next one. */
    private static void endWithParent(long pid) {
        ProcessHandle.of(pid)
                .ifPresentOrElse(
                        parent -> parent.onExit().thenRun(() -> {
                            System.err.println("The parent process " + pid + " is gone; stopping.");
                            System.exit(0);
                        }),
                        () -> {
                            System.err.println("There is no parent process " + pid + "; not starting.");
                            System.exit(1);
                        });
    }

    private static boolean isFormatted(Properties broker) {
        return Arrays.stream(broker.getProperty("log.dirs").split(","))
                .allMatch(directory -> Files.exists(Path.of(directory.trim(), "meta.properties")));
    }

    private static void format(String broker, Properties format) {
        List<String> arguments = new ArrayList<>(
                List.of("format", "--ignore-formatted", "-t", format.getProperty("cluster.id"), "-c", broker));
        for (String key : format.stringPropertyNames()) {
            if (key.startsWith("user.")) {
                arguments.add("--add-scram");
                arguments.add("SCRAM-SHA-256=[name=" + key.substring("user.".length()) + ",password="
                        + format.getProperty(key) + "]");
            }
        }
        int status = StorageTool.execute(arguments.toArray(String[]::new), System.out);
        if (status != 0) {
            System.err.println("The storage could not be formatted: status " + status);
            System.exit(status);
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
