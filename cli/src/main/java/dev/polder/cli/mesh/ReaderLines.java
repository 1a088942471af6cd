package dev.polder.cli.mesh;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.MeshPlan;
import java.util.List;
import java.util.stream.Stream;

/** Those who read what a change breaks, one line each. */
final class ReaderLines {
    private ReaderLines() {}

    static void print(Terminal terminal, List<MeshPlan.Reader> transforms, List<MeshPlan.Query> queries) {
        Stream.concat(transforms.stream(), queries.stream())
                .forEach(reader -> terminal.line(terminal.styled(Style.printable("breaks " + reader), Style.BAD)));
    }

    static Json transforms(List<MeshPlan.Reader> transforms) {
        return Json.array(transforms.stream()
                .map(reader -> Json.object()
                        .with("product", reader.product())
                        .with("transform", reader.transform())
                        .with("columns", Json.texts(reader.columns()))
                        .done())
                .toList());
    }

    static Json queries(List<MeshPlan.Query> queries) {
        return Json.array(queries.stream()
                .map(query -> Json.object()
                        .with("principal", query.principal())
                        .with("via", query.via())
                        .with("extent", query.extent())
                        .with("columns", Json.texts(query.columns()))
                        .with("reads", query.reads())
                        .with("lastRead", query.lastRead())
                        .done())
                .toList());
    }
}
