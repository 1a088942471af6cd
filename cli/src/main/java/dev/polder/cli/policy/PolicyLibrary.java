package dev.polder.cli.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The policies that come with Polder, with their tests: {@code examples/retail/policies}. */
final class PolicyLibrary {
    private static final String FOLDER = "/policy-library/";
    static final List<String> POLICIES = List.of(
            "products-have-an-owner",
            "products-have-a-support-channel",
            "names-follow-the-convention",
            "personal-data-is-classified",
            "personal-data-is-protected",
            "active-ports-promise-freshness",
            "retention-is-set",
            "ports-are-described",
            "restricted-data-of-others-needs-a-purpose",
            "personal-data-is-masked",
            "restricted-data-needs-a-purpose",
            "retired-ports-are-not-read");
    static final List<String> TESTS = List.of("products", "unprotected", "readers");

    private PolicyLibrary() {}

    /** The files by path, as they stand in a mesh's folder {@code policies}. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        POLICIES.forEach(name -> put(name + ".yaml", files));
        TESTS.forEach(name -> put("tests/" + name + ".yaml", files));
        return files;
    }

    private static void put(String path, Map<String, String> files) {
        try (InputStream in = Objects.requireNonNull(PolicyLibrary.class.getResourceAsStream(FOLDER + path), path)) {
            files.put(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
