package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.sql.SqlColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A transform that reads a port and relies on columns of it.
 *
 * @param columns those in question that its SQL reads, or may read; empty when it reads the port whole
 */
record PortReader(ProductAddress product, String transform, List<String> columns) {
    PortReader {
        columns = List.copyOf(columns);
    }

    /**
     * Who reads a port in a way that changes at these paths concern.
     *
     * @param paths of properties; the empty path concerns every reader
     */
    static List<PortReader> of(PortId port, Collection<String> paths, MeshModel mesh) {
        List<PortReader> readers = new ArrayList<>();
        if (paths.isEmpty()) {
            return readers;
        }
        for (Product product : mesh.products()) {
            for (InputPort input : product.inputPorts()) {
                if (!input.from().equals(Optional.of(port))) {
                    continue;
                }
                for (Transform transform : product.transforms()) {
                    if (transform.reads().contains(input.name())) {
                        reader(product, transform, input, paths).ifPresent(readers::add);
                    }
                }
            }
        }
        return readers;
    }

    private static Optional<PortReader> reader(
            Product product, Transform transform, InputPort input, Collection<String> paths) {
        SqlColumns sql = SqlColumns.read(transform.sql());
        String table = input.name().folded();
        if (sql.readsWhole(table)) {
            return Optional.of(new PortReader(product.address(), transform.name(), List.of()));
        }
        TreeSet<String> columns = new TreeSet<>();
        paths.stream()
                .map(PortReader::column)
                .filter(column -> sql.mayRead(table, column))
                .forEach(columns::add);
        return columns.isEmpty() && !paths.contains("")
                ? Optional.empty()
                : Optional.of(new PortReader(product.address(), transform.name(), List.copyOf(columns)));
    }

    /** Whether a change at a path concerns it. */
    boolean reads(String path) {
        return path.isEmpty() || columns.isEmpty() || columns.contains(column(path));
    }

    /** {@code marketing/customer-360, column email}. */
    String words(String path) {
        String name = product.domain() + "/" + product.product();
        if (path.isEmpty()) {
            return name;
        }
        return name + (columns.isEmpty() ? ", which reads all columns" : ", column " + column(path));
    }

    /** The column that a path is in. */
    static String column(String path) {
        return path.replaceFirst("[.\\[{].*", "");
    }
}
