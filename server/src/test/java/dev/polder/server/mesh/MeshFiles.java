package dev.polder.server.mesh;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Documents to apply in tests: the shipped example, and changes of it. */
public final class MeshFiles {
    /** Who may apply anything. */
    static final Principal ADMIN =
            new Principal("admin", Principal.Kind.PERSON, Set.of(), Set.of(MeshRole.ADMIN), Map.of());

    private final Map<String, String> files;

    private MeshFiles(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    /** {@code examples/retail} without its policies. */
    public static MeshFiles retail() {
        MeshFiles products = retailWithPolicies();
        products.files.keySet().removeIf(path -> path.matches("(.*/)?(policies|agreements)/.*"));
        return products;
    }

    /** {@code examples/retail} with no policy but the one by which Customer 360 reads other domains. */
    public static MeshFiles retailThatMayRead() {
        String permit = "agreements/customer-360-is-made-of-what-was-sold.yaml";
        return retail().with(permit, retailWithPolicies().content(permit));
    }

    /** {@code examples/retail}. */
    public static MeshFiles retailWithPolicies() {
        Path root = Path.of(System.getProperty("polder.root"), "examples", "retail");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (path.toString().endsWith(".yaml") || path.toString().endsWith(".sql")) {
                    files.put(root.relativize(path).toString().replace('\\', '/'), Files.readString(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MeshFiles(files);
    }

    public static MeshFiles of(String... pathsAndContents) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1]);
        }
        return new MeshFiles(files);
    }

    /** Only the files below a folder. */
    public MeshFiles only(String... folders) {
        MeshFiles some = new MeshFiles(files);
        some.files.keySet().removeIf(path -> Stream.of(folders).noneMatch(path::startsWith));
        return some;
    }

    public MeshFiles without(String folder) {
        MeshFiles some = new MeshFiles(files);
        some.files.keySet().removeIf(path -> path.startsWith(folder));
        return some;
    }

    public MeshFiles with(String path, String content) {
        MeshFiles more = new MeshFiles(files);
        more.files.put(path, content);
        return more;
    }

    /** Edits a file; the edit must change it. */
    public MeshFiles edited(String path, UnaryOperator<String> edit) {
        String before = files.get(path);
        String after = edit.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("the edit changes nothing in " + path);
        }
        return with(path, after);
    }

    public String content(String path) {
        return files.get(path);
    }

    /** The line of the first occurrence of a text, from 1. */
    public int line(String path, String text) {
        String content = files.get(path);
        int at = content.indexOf(text);
        if (at < 0) {
            throw new IllegalArgumentException(text + " does not stand in " + path);
        }
        return (int) content.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    /** As the body of plan and apply. */
    public Map<String, Object> body() {
        return body(false, false);
    }

    public Map<String, Object> body(boolean prune, boolean allowRemovals) {
        return Map.of("files", list(), "prune", prune, "allowRemovals", allowRemovals);
    }

    /** Applies them; what is not there any more is removed with its data. */
    public void applyTo(MeshService mesh) {
        Plan plan = mesh.apply(request(true, true), ADMIN);
        if (plan.hasErrors()) {
            throw new IllegalArgumentException(plan.findings().toString());
        }
    }

    MeshRequest request() {
        return request(false, false);
    }

    MeshRequest request(boolean prune, boolean allowRemovals) {
        List<MeshRequest.File> list = new ArrayList<>();
        files.forEach((path, content) -> list.add(new MeshRequest.File(path, content)));
        return new MeshRequest(list, prune, allowRemovals);
    }

    private List<Map<String, String>> list() {
        List<Map<String, String>> list = new ArrayList<>();
        files.forEach((path, content) -> list.add(Map.of("path", path, "content", content)));
        return list;
    }
}
