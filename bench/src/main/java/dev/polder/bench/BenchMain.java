package dev.polder.bench;

import dev.polder.bench.audit.AuditBench;
import dev.polder.bench.gate.GateBench;
import dev.polder.bench.http.HttpBench;
import dev.polder.bench.kafka.ProduceBench;
import dev.polder.bench.policy.PolicyBench;
import dev.polder.bench.query.QueryBench;
import dev.polder.bench.revocation.RevocationBench;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.PrintStream;
import java.util.List;

/** The program behind {@code polder bench}, with a class path of its own. Exit codes are those of {@code polder}. */
public final class BenchMain {
    private static final int OK = 0;
    private static final int USAGE = 2;
    private static final int FAILED = 3;

    private BenchMain() {}

    public static void main(String[] arguments) {
        // What libraries print belongs to nobody who reads figures.
        PrintStream out = System.out;
        System.setOut(System.err);
        int status = run(out, arguments);
        out.flush();
        System.exit(status);
    }

    private static int run(PrintStream out, String... arguments) {
        try {
            BenchOptions options = BenchOptions.parse(arguments);
            PrintStream talk = options.json() ? System.err : out;
            talk.println(Host.describe());
            if (options.quick()) {
                talk.println("Quick: shows that everything works; the numbers mean nothing.");
            }
            List<Figure> figures = figures(options, new Progress());
            if (!options.json()) {
                out.println();
            }
            out.println(options.json() ? Report.json(figures) : Report.table(figures));
            return OK;
        } catch (PolderException refusal) {
            System.err.println("polder: " + refusal.code() + " " + refusal.getMessage() + "\n  → " + refusal.remedy());
            return refusal.code() == Code.USAGE ? USAGE : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("polder: interrupted");
            return FAILED;
        } catch (Exception defect) {
            defect.printStackTrace();
            return FAILED;
        }
    }

    private static List<Figure> figures(BenchOptions options, Progress progress) throws Exception {
        return switch (options.what()) {
            case GATE -> GateBench.run(options, progress);
            case PRODUCE -> ProduceBench.run(options, progress);
            case HTTP -> HttpBench.run(options, progress);
            case AUDIT -> AuditBench.run(options, progress);
            case POLICY -> PolicyBench.run(options, progress);
            case QUERY -> QueryBench.run(options, progress);
            case REVOCATION -> RevocationBench.run(options, progress);
        };
    }
}
