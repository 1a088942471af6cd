package dev.polder.process;

import java.util.Optional;

/** Ends this process together with the one that started it. */
final class Parent {
    private Parent() {}

    /** A process that nobody supervises would land beside the one that replaces it. */
    static void watch(Optional<Long> pid) {
        if (pid.isEmpty()) {
            return;
        }
        ProcessHandle.of(pid.get())
                .ifPresentOrElse(
                        parent -> parent.onExit().thenRun(() -> {
                            System.err.println("The parent process " + pid.get() + " is gone; stopping.");
                            // At once: what is not committed is as if it had never been begun.
                            Runtime.getRuntime().halt(0);
                        }),
                        () -> {
                            System.err.println("There is no parent process " + pid.get() + "; not starting.");
                            System.exit(1);
                        });
    }
}
