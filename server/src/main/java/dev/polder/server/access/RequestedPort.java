package dev.polder.server.access;

import dev.polder.core.access.Mask;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.contract.DataType;
import dev.polder.core.document.Closest;
import dev.polder.core.document.Quoted;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.MaskFit;
import dev.polder.core.policy.RowFilter;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.core.quality.PatternCheck;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A port that is asked for, in all its major versions: what can be asked of it and which conditions fit its contracts. */
record RequestedPort(PortAddress address, boolean isRetired, List<OutputPort> majors) {
    private static final int LONGEST_PATTERN = 500;

    RequestedPort {
        majors = majors.stream().sorted(Comparator.comparing(OutputPort::id)).toList();
    }

    /** The port, when the mesh has it. */
    static Optional<RequestedPort> find(MeshModel mesh, PortAddress address) {
        return mesh.products().stream()
                .filter(product -> product.address().equals(address.productAddress()))
                .map(product -> new RequestedPort(
                        address,
                        isRetired(product),
                        product.outputPorts().stream()
                                .filter(port -> port.id().address().equals(address))
                                .toList()))
                .filter(port -> !port.majors().isEmpty())
                .findFirst();
    }

    static boolean isRetired(Product product) {
        return product.document().status().filter("retired"::equalsIgnoreCase).isPresent();
    }

    /** @throws PolderException NOT_FOUND when the mesh has no such port or it is not offered any more */
    static RequestedPort offered(MeshModel mesh, PortAddress address) {
        RequestedPort port = find(mesh, address)
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND, "There is no port '" + address + "'", "See what there is: polder get ports"));
        if (port.isRetired()) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "The product " + address.productAddress() + " is retired",
                    "Look for one that takes its place: polder get products");
        }
        return port;
    }

    /** The newest major version that is not deprecated; when all are, the newest. */
    PortId newest() {
        return majors.stream()
                .max(Comparator.comparing((OutputPort port) -> !port.deprecated())
                        .thenComparing(OutputPort::id))
                .orElseThrow()
                .id();
    }

    /** Refuses columns that no version has. */
    void checkColumns(Collection<String> columns) {
        if (columns.isEmpty()) {
            throw new PolderException(Code.USAGE, "No column is named", "Name some, or leave them out for all");
        }
        TreeSet<String> known = new TreeSet<>();
        majors.forEach(port -> port.schema().recordType().fields().forEach(field -> known.add(field.name())));
        for (String column : columns) {
            if (!known.contains(column)) {
                throw invalid("has no column " + Quoted.value(column), Closest.remedy(column, known));
            }
        }
    }

    /** Refuses a row filter that is none for the records of every version. */
    void checkFilter(String text) {
        RowFilter.Reading reading = RowFilter.read(text);
        refuse(text, reading.problems());
        for (OutputPort port : majors) {
            refuse(text, reading.filter().orElseThrow().problems(port.schema().recordType()));
        }
    }

    /** Refuses masks on what no version has, and masks that do not fit their column's type in one that has it. */
    void checkMasks(Map<String, Mask> masks) {
        masks.forEach((path, mask) -> {
            if (mask instanceof Mask.Redact redact) {
                checkPattern(redact.pattern());
            }
            List<DataType> types = majors.stream()
                    .map(port -> type(port.schema().recordType(), path))
                    .flatMap(Optional::stream)
                    .toList();
            if (types.isEmpty()) {
                throw invalid(
                        "has no column " + Quoted.value(path) + " to mask",
                        "Name a column, or a part of one with dots: address.street; of what is in a list only the whole list");
            }
            if (!types.stream().allMatch(type -> MaskFit.fits(mask, type))) {
                throw invalid(
                        "has a column " + Quoted.value(path) + " whose type that mask does not fit",
                        "hash fits strings, numbers, dates and times; lastFour and redact strings; yearOnly dates; bucket"
                                + " numbers; null everything");
            }
        });
    }

    private void checkPattern(String pattern) {
        if (pattern.length() > LONGEST_PATTERN) {
            throw new PolderException(
                    Code.POLICY_INVALID,
                    "The pattern of a mask has " + pattern.length() + " characters",
                    "Write at most " + LONGEST_PATTERN);
        }
        PatternCheck.problem(pattern).ifPresent(problem -> {
            throw new PolderException(Code.POLICY_INVALID, problem.message(), problem.remedy());
        });
    }

    private static Optional<DataType> type(DataType.Struct record, String path) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Optional<DataType> type = record.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(DataType.Field::type)
                .findFirst();
        return dot < 0
                ? type
                : type.filter(DataType.Struct.class::isInstance)
                        .flatMap(inner -> type((DataType.Struct) inner, path.substring(dot + 1)));
    }

    private void refuse(String text, List<CelProblem> problems) {
        if (!problems.isEmpty()) {
            CelProblem problem = problems.get(0);
            throw new PolderException(
                    Code.POLICY_INVALID,
                    "The row filter " + Quoted.value(text) + " cannot be used on " + address + ", at character "
                            + (problem.offset() + 1) + ": " + problem.message(),
                    problem.remedy());
        }
    }

    private PolderException invalid(String what, String remedy) {
        return new PolderException(Code.POLICY_INVALID, "The port " + address + " " + what, remedy);
    }
}
