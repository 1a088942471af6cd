package dev.polder.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Processor time, of all threads of a process or of one. */
public final class Cpu {
    private static final OperatingSystemMXBean OWN =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Cpu() {}

    /** Nanoseconds that this process has used. */
    public static long own() {
        return OWN.getProcessCpuTime();
    }

    /** Nanoseconds that the calling thread has used. */
    public static long ofThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Nanoseconds that another process has used, to a hundredth of a second; 0 where the system does not tell. */
    public static long of(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
