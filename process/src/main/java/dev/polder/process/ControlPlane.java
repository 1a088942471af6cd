package dev.polder.process;

import java.io.IOException;

/** Where work comes from and results go. Every method may be called from any thread and may be repeated. */
interface ControlPlane {
    /**
     * Asks for work and says that this worker lives.
     *
     * @param busy whether a run is under way, so that no other is handed out
     * @throws IOException when the control plane does not answer, or refuses; try again later
     */
    Work poll(boolean busy) throws IOException, InterruptedException;

    void report(LandingReport report) throws IOException, InterruptedException;

    void finish(RunReport report) throws IOException, InterruptedException;
}
