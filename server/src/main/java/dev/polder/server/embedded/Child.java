package dev.polder.server.embedded;

import java.io.IOException;
import java.time.Duration;

/** A part that runs as a child process: what it needs on disk, how it is started, when it is ready, how it is stopped. */
interface Child {
    /** The short name that status, log file and messages use: {@code postgres}, {@code kafka}, {@code spark}. */
    String name();

    /** Makes ready on disk what the part needs; runs before every start and changes nothing the second time. */
    void prepare() throws IOException, InterruptedException;

    /** The process to start; {@link #prepare} has run. */
    ProcessBuilder command() throws IOException, InterruptedException;

    /**
     * Uses the part as its users will, and says whether that worked. Called again and again until it is true; must give up
     * within a few seconds.
     */
    boolean isReady() throws InterruptedException;

    /** How long the part may take from start to ready before it is ended and started anew. */
    Duration startLimit();

    /** How long the part may take to stop before it is killed. */
    Duration stopLimit();

    /** The signal that asks for a clean stop. */
    StopSignal stopSignal();

    /** Frees what the ready check holds, such as a client. */
    default void release() {}

    /** A signal that a part understands as a request to end cleanly. */
    enum StopSignal {
        TERMINATE("TERM"),
        /** PostgreSQL's fast shutdown: connections are ended, nothing is lost. */
        INTERRUPT("INT");

        private final String signal;

        StopSignal(String signal) {
            this.signal = signal;
        }

        /** The name that {@code kill} takes. */
        String signal() {
            return signal;
        }
    }
}
