package dev.polder.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Polder for all test classes that neither stop a part of it nor count what is not theirs: starting it is what takes the time. Each
 * has a domain of its own.
 */
final class SharedPolder implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedPolder.class);

    /** Ends with the last test of all. */
    private record Started(Path directory, RunningPolder polder) implements AutoCloseable {
        static Started now() {
            try {
                Path directory = Files.createTempDirectory("polder-e2e");
                Started started = new Started(directory, RunningPolder.in(directory.resolve("data")));
                // The provider need not run: it is asked when somebody comes with it.
                Files.writeString(Files.createDirectories(started.polder.data()).resolve("polder.yaml"), """
                        oidc:
                          issuer: http://127.0.0.1:%d
                          audience: polder
                          client-id: polder-cli
                          teams: { g-night: night-watch }
                        """.formatted(
                                RunningPolder.freePort()));
                started.polder.up().orFail();
                return started;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            polder.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningPolder.class;
    }

    @Override
    public RunningPolder resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("polder", key -> Started.now(), Started.class)
                .polder();
    }
}
