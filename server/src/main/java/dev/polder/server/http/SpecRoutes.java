package dev.polder.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Serves {@code spec/openapi.yaml}, which the build puts on the class path. */
public final class SpecRoutes implements Routes {
    private final byte[] spec = spec();

    @Override
    public void register(Router router) {
        router.get(
                "/openapi.yaml",
                context -> context.result(spec).contentType("application/yaml; charset=utf-8"),
                Access.PUBLIC);
    }

    private static byte[] spec() {
        try (InputStream in = SpecRoutes.class.getResourceAsStream("/openapi.yaml")) {
            return Objects.requireNonNull(in, "openapi.yaml is not on the class path")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
