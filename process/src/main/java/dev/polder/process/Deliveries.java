package dev.polder.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the control plane something until it has heard it: a server that restarts must not lose what was done meanwhile. */
final class Deliveries implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ControlPlane controlPlane;
    /** Full only when the server is away for very long; then the sender waits. */
    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>(10_000);

    Deliveries(ControlPlane controlPlane) {
        this.controlPlane = Objects.requireNonNull(controlPlane);
    }

    /** One thing to tell. */
    interface Message {
        void tell(ControlPlane controlPlane) throws IOException, InterruptedException;
    }

    /** Delivers in the background, in order; a message that waits is lost when the process ends. */
    void send(Message message) throws InterruptedException {
        waiting.put(message);
    }

    /** Delivers what was sent, until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the message is accepted, or refused for good. */
    void deliver(Message message) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                message.tell(controlPlane);
                return;
            } catch (HttpControlPlane.RefusedException e) {
                LOG.warn("The control plane refuses a report. reason={}", e.getMessage());
                return;
            } catch (IOException e) {
                LOG.info("The control plane does not answer; trying again. reason={}", e.toString());
                Thread.sleep(pause.toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }
}
