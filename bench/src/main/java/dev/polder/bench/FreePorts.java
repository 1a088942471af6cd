package dev.polder.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports below those that the system hands out to outgoing connections. */
public final class FreePorts {
    private FreePorts() {}

    /** A port that is free together with those at these distances from it. */
    public static int withNeighbours(int... distances) {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(12_000, 32_000))
                .limit(1_000)
                .filter(port -> isFree(port) && IntStream.of(distances).allMatch(distance -> isFree(port + distance)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no port is free"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
