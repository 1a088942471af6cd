package dev.polder.core.mesh;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.Closest;
import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.product.DataProduct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one product of a mesh: its ports with their contracts, and what fills them. */
final class ProductReader {
    /** A port called {@code orders-v1} would have the SQL name that version 1 of port {@code orders} has. */
    private static final String VERSIONED_NAME = "(^|.*-)v\\d{1,3}";

    /** An output port as far as it could be read. */
    private record Output(
            PortId id,
            DataProduct.OutputPort document,
            Optional<ReadContract> contract,
            Optional<SchemaObject> schema) {}

    private final ProductFolder folder;
    private final ProductAddress address;
    private final Map<String, String> sqlFiles;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Set<ReadContract> used = new HashSet<>();
    private final Map<PortId, Output> outputs = new LinkedHashMap<>();
    private final Map<String, DataProduct.InputPort> inputs = new LinkedHashMap<>();
    private final List<MeshModel.Transform> transforms = new ArrayList<>();
    private final Set<PortId> ingested = new HashSet<>();
    private final Map<PortId, Pipeline.Inbox> inboxes = new HashMap<>();

    private ProductReader(ProductFolder folder, ProductAddress address, Map<String, String> sqlFiles) {
        this.folder = folder;
        this.address = address;
        this.sqlFiles = sqlFiles;
    }

    /**
     * @param sqlFiles all SQL files of the mesh by path
     */
    static ReadProduct read(
            ProductFolder folder, ProductAddress address, Map<String, String> sqlFiles, List<Finding> findings) {
        ProductReader reader = new ProductReader(folder, address, sqlFiles);
        reader.checkContracts();
        reader.readOutputs();
        reader.readInputs();
        reader.readPipeline();
        ReadProduct product = reader.product();
        findings.addAll(reader.findings);
        return product;
    }

    private void checkContracts() {
        Map<String, ReadContract> seen = new HashMap<>();
        for (ReadContract contract : folder.contracts()) {
            String version = contract.major()
                    .map(String::valueOf)
                    .orElse(contract.contract().version());
            ReadContract other = seen.putIfAbsent(contract.contract().id() + "\n" + version, contract);
            if (other != null) {
                findings.add(Finding.error(
                        Code.FIELD_VALUE,
                        contract.place("id"),
                        "The contract \"" + contract.contract().id() + "\" of major version " + version + " is also in "
                                + other.file().path() + ".",
                        "Give each contract an id of its own, or another major version."));
            }
        }
    }

    private void readOutputs() {
        for (DataProduct.OutputPort port : folder.document().outputPorts()) {
            Position place = port.places().of("name");
            PortName name = new PortName(KebabName.checked("output port", port.name(), place, findings));
            if (name.value().matches(VERSIONED_NAME)) {
                findings.add(Finding.error(
                        Code.NAME_INVALID,
                        place,
                        "The output port \"" + name + "\" is called as a version is.",
                        "Leave the version out of the name: SQL adds it to the port's name."));
            }
            int major = major(port);
            PortId id = address.port(name).major(major);
            Optional<ReadContract> contract = contract(port, major);
            contract.ifPresent(used::add);
            Optional<SchemaObject> schema =
                    contract.flatMap(it -> PortSchema.of(port.name(), place, it.contract(), findings));
            Output other = outputs.putIfAbsent(id, new Output(id, port, contract, schema));
            if (other != null) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        place,
                        "There are two output ports \"" + name + "\" of major version " + major
                                + "; the other one is \""
                                + other.document().name() + "\" in line "
                                + other.document().places().of("name").line() + ".",
                        "Rename one of them, or give it another major version."));
            }
        }
        checkNamesOfOnePort();
    }

    /** Names such as order-lines and order_lines are two texts for one port, whatever the versions. */
    private void checkNamesOfOnePort() {
        Map<String, DataProduct.OutputPort> names = new HashMap<>();
        for (DataProduct.OutputPort port : folder.document().outputPorts()) {
            DataProduct.OutputPort other = names.putIfAbsent(KebabName.folded(port.name()), port);
            if (other != null && !other.name().equals(port.name())) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        port.places().of("name"),
                        "The output ports \"" + other.name() + "\" and \"" + port.name() + "\" are one name in SQL.",
                        "Rename one of them."));
            }
        }
    }

    private int major(DataProduct.OutputPort port) {
        if (port.version().isEmpty()) {
            report(
                    Code.FIELD_MISSING,
                    port.position(),
                    "The output port \"" + port.name() + "\" has no version.",
                    "Add version: 1.0.0; its first number is the port's major version.");
            return 1;
        }
        Optional<Integer> major = Majors.of(port.version().get());
        if (major.isEmpty()) {
            report(
                    Code.FIELD_VALUE,
                    port.places().of("version"),
                    "The version \"" + port.version().get() + "\" does not begin with a major number.",
                    "Write it as 1.0.0.");
        }
        return major.orElse(1);
    }

    private Optional<ReadContract> contract(DataProduct.OutputPort port, int major) {
        if (port.contractId().isEmpty()) {
            report(
                    Code.FIELD_MISSING,
                    port.position(),
                    "The output port \"" + port.name() + "\" has no contractId.",
                    "Add contractId: with the id of a contract in " + shownFolder() + ".");
            return Optional.empty();
        }
        String id = port.contractId().get();
        List<ReadContract> found = folder.contracts().stream()
                .filter(contract -> contract.contract().id().equals(id))
                .toList();
        if (found.size() <= 1) {
            if (found.isEmpty()) {
                List<String> known = folder.contracts().stream()
                        .map(contract -> contract.contract().id())
                        .distinct()
                        .toList();
                report(
                        Code.REFERENCE_UNKNOWN,
                        port.places().of("contractId"),
                        "There is no contract \"" + id + "\" in the product's folder.",
                        known.isEmpty()
                                ? "Add the contract as contracts/" + port.name() + ".odcs.yaml."
                                : Closest.remedy(id, known));
            }
            return found.stream().findFirst();
        }
        Optional<ReadContract> same = found.stream()
                .filter(contract -> contract.major().filter(it -> it == major).isPresent())
                .findFirst();
        if (same.isEmpty()) {
            report(
                    Code.REFERENCE_UNKNOWN,
                    port.places().of("contractId"),
                    "There are " + found.size() + " contracts \"" + id + "\", and none has the port's major version "
                            + major + ".",
                    "Give one of them a version " + major + ".x, or another id.");
            used.addAll(found);
        }
        return same;
    }

    private void readInputs() {
        for (DataProduct.InputPort port : folder.document().inputPorts()) {
            String name =
                    KebabName.checked("input port", port.name(), port.places().of("name"), findings);
            if (port.contractId().isEmpty()) {
                report(
                        Code.FIELD_MISSING,
                        port.position(),
                        "The input port \"" + port.name() + "\" has no contractId.",
                        "Add contractId: with the id of the contract of the output port that it reads.");
            }
            if (port.version().isPresent() && Majors.of(port.version().get()).isEmpty()) {
                report(
                        Code.FIELD_VALUE,
                        port.places().of("version"),
                        "The version \"" + port.version().get() + "\" does not begin with a major number.",
                        "Write it as 1.0.0.");
            }
            // the parser of products has reported names that are there twice
            inputs.putIfAbsent(KebabName.folded(name), port);
        }
    }

    private void readPipeline() {
        Map<PortId, Position> writers = new HashMap<>();
        Optional<Pipeline> pipeline = folder.pipeline();
        boolean allKnown = !folder.pipelineBroken();
        if (pipeline.isPresent()) {
            for (Pipeline.Source source : pipeline.get().sources()) {
                Optional<PortId> into = into(source.into(), source.places().of("into"));
                allKnown &= into.isPresent();
                into.ifPresent(ingested::add);
                into.ifPresent(
                        port -> source.inbox().ifPresent(inbox -> inboxes.merge(port, inbox, Pipeline.Inbox::and)));
            }
            for (Pipeline.Transform transform : pipeline.get().transforms()) {
                Optional<PortId> into =
                        into(transform.into(), transform.places().of("into"));
                allKnown &= into.isPresent();
                into.ifPresent(port -> checkOnlyWriter(port, transform, writers));
                transform(transform, into);
            }
        }
        // an `into` that names no port was meant for one of those that nothing fills
        for (Output output : outputs.values()) {
            if (!ingested.contains(output.id()) && !writers.containsKey(output.id()) && allKnown) {
                report(
                        Code.PORT_WRITER,
                        output.document().places().of("name"),
                        "Nothing fills the output port \"" + output.document().name() + "\".",
                        "Add a source or a transform with `into: " + shownInto(output.id()) + "` to pipeline.yaml.");
            }
        }
    }

    private void checkOnlyWriter(PortId port, Pipeline.Transform transform, Map<PortId, Position> writers) {
        Position other = writers.putIfAbsent(port, transform.position());
        boolean source = ingested.contains(port);
        if (other != null || source) {
            report(
                    Code.PORT_WRITER,
                    transform.places().of("into"),
                    "The output port \"" + port.address().port() + "\" is already filled by "
                            + (source ? "a source." : "the transform in line " + other.line() + "."),
                    "Let one of them go into another port.");
        }
    }

    /** The port that {@code into} names: by its name alone when it has one major version, else as {@code name.vN}. */
    private Optional<PortId> into(String text, Position place) {
        List<PortId> named = outputs.keySet().stream()
                .filter(id -> text.equals(id.address().port().value())
                        || text.equals(id.address().port() + ".v" + id.major()))
                .toList();
        if (named.isEmpty()) {
            List<String> known = outputs.keySet().stream().map(this::shownInto).toList();
            report(
                    Code.REFERENCE_UNKNOWN,
                    place,
                    "The product has no output port \"" + text + "\".",
                    known.isEmpty() ? "Add it to outputPorts." : Closest.remedy(text, known));
            return Optional.empty();
        }
        if (named.size() > 1) {
            report(
                    Code.REFERENCE_UNKNOWN,
                    place,
                    "The output port \"" + text + "\" has " + named.size() + " major versions.",
                    "Say which, such as `into: " + text + ".v" + named.get(0).major() + "`.");
            return Optional.empty();
        }
        return Optional.of(named.get(0));
    }

    private void transform(Pipeline.Transform transform, Optional<PortId> into) {
        Optional<String> path = Paths.resolve(folder.path(), transform.sqlFile());
        Optional<String> sql = path.map(sqlFiles::get);
        if (sql.isEmpty()) {
            List<String> known = sqlFiles.keySet().stream()
                    .filter(file -> Paths.isIn(file, folder.path()))
                    .map(file -> Paths.relative(file, folder.path()))
                    .toList();
            report(
                    Code.REFERENCE_UNKNOWN,
                    transform.places().of("sql"),
                    path.isEmpty()
                            ? "The path \"" + transform.sqlFile() + "\" leaves the product's folder."
                            : "There is no file " + transform.sqlFile() + " beside pipeline.yaml.",
                    known.isEmpty()
                            ? "Add the file, with one SELECT in it."
                            : Closest.remedy(transform.sqlFile(), known));
            return;
        }
        TransformSql read = TransformSql.read(path.get(), sql.get(), inputs, findings);
        if (read.reads().isEmpty() && read.isComplete() && transform.run() instanceof Pipeline.OnInputs) {
            findings.add(Finding.warning(
                    Code.REFERENCE_UNKNOWN,
                    Position.start(path.get()),
                    "The SQL names no input port, so that the transform never runs on inputs.",
                    "Name an input port after FROM, or write `run: { every: P1D }` in pipeline.yaml."));
        }
        into.ifPresent(port -> transforms.add(new MeshModel.Transform(
                transform.name(), port, sql.get(), read.reads(), transform.run(), transform.position())));
    }

    private ReadProduct product() {
        List<MeshModel.OutputPort> ports = new ArrayList<>();
        for (Output output : outputs.values()) {
            if (output.contract().isPresent() && output.schema().isPresent()) {
                checkEncryption(output, output.schema().get());
                ports.add(new MeshModel.OutputPort(
                        output.id(),
                        output.contract().get().contract(),
                        output.schema().get(),
                        ingested.contains(output.id()),
                        Optional.ofNullable(inboxes.get(output.id())),
                        output.document().deprecated()));
            }
        }
        for (ReadContract contract : folder.contracts()) {
            if (!used.contains(contract)) {
                contractIsUnused(contract);
            }
        }
        Map<PortId, String> offered = new LinkedHashMap<>();
        outputs.values()
                .forEach(output -> output.document().contractId().ifPresent(id -> offered.put(output.id(), id)));
        return new ReadProduct(folder, address, ports, offered, List.copyOf(inputs.values()), transforms);
    }

    /** Only records that the gate takes one by one are encrypted, and none may lie anywhere as it came. */
    private void checkEncryption(Output output, SchemaObject schema) {
        if (!schema.isEncrypted()) {
            return;
        }
        Position place = output.document().places().of("name");
        if (!ingested.contains(output.id())) {
            report(
                    Code.FEATURE_UNSUPPORTED,
                    place,
                    "The output port \"" + output.document().name()
                            + "\" has encrypted columns, but a transform makes it, and only the gate encrypts.",
                    "Leave encrypt out of its contract; columns that were encrypted before stay as they are, as string.");
        }
        if (inboxes.containsKey(output.id())) {
            report(
                    Code.FEATURE_UNSUPPORTED,
                    place,
                    "The output port \"" + output.document().name()
                            + "\" has encrypted columns and an inbox, where records would lie as they come.",
                    "Send its records over HTTP, and remove the inbox from pipeline.yaml.");
        }
    }

    private void contractIsUnused(ReadContract contract) {
        findings.add(Finding.warning(
                Code.REFERENCE_UNKNOWN,
                contract.place("id"),
                "No output port has the contract \"" + contract.contract().id() + "\".",
                "Name it in a port's contractId, or remove the file."));
    }

    private String shownInto(PortId id) {
        boolean several = outputs.keySet().stream()
                        .filter(other -> other.address().equals(id.address()))
                        .count()
                > 1;
        return several
                ? id.address().port() + ".v" + id.major()
                : id.address().port().value();
    }

    private String shownFolder() {
        return folder.path().isEmpty() ? "the product's folder" : folder.path();
    }

    private void report(Code code, Position place, String message, String remedy) {
        findings.add(Finding.error(code, place, message, remedy));
    }
}
