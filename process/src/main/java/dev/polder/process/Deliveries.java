package dev.polder.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the control plane something until it has heard it: a server that restarts must not lose what was done meanwhile. */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ControlPlane controlPlane;

    Deliveries(ControlPlane controlPlane) {
        this.controlPlane = Objects.requireNonNull(controlPlane);
    }

    /** One thing to tell. */
    interface Message {
        void tell(ControlPlane controlPlane) throws IOException, InterruptedException;
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
