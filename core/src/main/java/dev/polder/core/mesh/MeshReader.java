package dev.polder.core.mesh;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.ContractReading;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.name.ProductName;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.pipeline.PipelineParser;
import dev.polder.core.pipeline.PipelineReading;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.product.DataProduct;
import dev.polder.core.product.ProductParser;
import dev.polder.core.product.ProductReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a directory of documents: a mesh, a domain's repository, one product's folder, or any files.
 *
 * <p>Documents are recognised by name ({@code *.odps.yaml}, {@code *.odcs.yaml}, {@code pipeline.yaml}, {@code domain.yaml},
 * {@code mesh.yaml}; {@code .yml} and {@code .json} too) or, for the two standards and for policies, by the {@code kind} they
 * declare. Other files are left alone, but for the SQL that transforms name.
 *
 * <p>An ODPS document is a product of the mesh when its file is called {@code product.odps.yaml}, when it stands beside a
 * {@code pipeline.yaml}, or when a {@code domain.yaml} stands in its folder or above it. All contracts below its folder are its
 * own. Its domain is that of the nearest {@code domain.yaml}; without one, that of its {@code domain} field. Every other ODPS or
 * ODCS document is judged alone.
 *
 * <p>A policy is that of the domain whose {@code domain.yaml} stands in its folder or above it, or whose folder {@code
 * domains/NAME} it is in; every other one is the mesh's.
 */
public final class MeshReader {
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> sqlFiles = new HashMap<>();
    private final List<MeshFile> files = new ArrayList<>();

    private MeshReader() {}

    /**
     * Reads documents and reports everything that is wrong with them. Never throws for what a document says.
     *
     * @param files path → text; paths are relative to the root, with {@code /}
     */
    public static MeshReading read(Map<String, String> files) {
        MeshReader reader = new MeshReader();
        MeshModel model = reader.model(files);
        Set<Finding> errors = new HashSet<>(reader.findings);
        errors.removeIf(finding -> !finding.isError());
        List<Finding> findings = new ArrayList<>(new LinkedHashSet<>(reader.findings));
        // what a contract alone only warns of can be an error of the port that is made of it
        findings.removeIf(it ->
                !it.isError() && errors.contains(Finding.error(it.code(), it.position(), it.message(), it.remedy())));
        findings.sort(Comparator.comparing(Finding::position).thenComparing(Finding::code));
        boolean sound = findings.stream().noneMatch(Finding::isError);
        return new MeshReading(sound ? Optional.of(model) : Optional.empty(), model.policies(), findings);
    }

    private MeshModel model(Map<String, String> texts) {
        SortedMap<String, String> sorted = new TreeMap<>();
        texts.forEach((path, text) -> sorted.put(Paths.normal(path), text));
        sorted.forEach((path, text) -> {
            if (path.toLowerCase(Locale.ROOT).endsWith(".sql")) {
                sqlFiles.put(path, text);
            } else {
                MeshFile.read(path, text, texts.size() == 1, findings).ifPresent(files::add);
            }
        });
        Optional<MeshDocument> mesh = mesh();
        SortedMap<String, DomainDocument> domains = domains();
        List<ReadProduct> products = products(domains);
        Map<ReadProduct, List<MeshModel.InputPort>> joined = Wiring.join(products, findings);
        List<MeshModel.Product> read = new ArrayList<>();
        joined.forEach((product, inputs) -> read.add(new MeshModel.Product(
                product.address(),
                product.folder().document(),
                product.outputPorts(),
                inputs,
                product.transforms(),
                filesOf(product.folder().path(), sorted))));
        findings.addAll(SubjectForms.findings(read, product -> true));
        return new MeshModel(
                mesh.map(MeshDocument::name),
                domains.values().stream().map(MeshReader::domain).toList(),
                read,
                policies(domains, sorted));
    }

    private List<PolicyDocument> policies(SortedMap<String, DomainDocument> domains, SortedMap<String, String> texts) {
        PolicyFiles policies = new PolicyFiles(domains, findings);
        policies.findUnknown(files, texts.keySet());
        return policies.read(files);
    }

    private List<MeshFile> ofKind(MeshFile.Kind kind) {
        return files.stream()
                .filter(file -> file.kind() == kind && file.root().isPresent())
                .toList();
    }

    private Optional<MeshDocument> mesh() {
        Optional<MeshDocument> mesh = Optional.empty();
        for (MeshFile file : ofKind(MeshFile.Kind.MESH)) {
            Optional<MeshDocument> read = MeshParser.parse(file.root().orElseThrow(), findings);
            read.ifPresent(document ->
                    KebabName.checked("mesh", document.name(), document.places().of("name"), findings));
            if (mesh.isPresent()) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        file.start(),
                        "There is a second mesh.yaml.",
                        "Keep one mesh.yaml, in the root of the mesh."));
            }
            mesh = mesh.or(() -> read);
        }
        return mesh;
    }

    /** The domains by the folder they stand in. */
    private SortedMap<String, DomainDocument> domains() {
        SortedMap<String, DomainDocument> domains = new TreeMap<>();
        Map<String, MeshFile> names = new HashMap<>();
        for (MeshFile file : ofKind(MeshFile.Kind.DOMAIN)) {
            Optional<DomainDocument> read = DomainParser.parse(file.root().orElseThrow(), file.text(), findings);
            if (read.isEmpty()) {
                continue;
            }
            Position place = read.get().places().of("name");
            KebabName.checked("domain", read.get().name(), place, findings);
            MeshFile other = names.putIfAbsent(KebabName.folded(read.get().name()), file);
            if (other != null) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        place,
                        "The domain \"" + read.get().name() + "\" is also in " + other.path() + ".",
                        "Rename one of them, or move their products together."));
            }
            domains.put(file.folder(), read.get());
        }
        return domains;
    }

    private static MeshModel.Domain domain(DomainDocument document) {
        return new MeshModel.Domain(
                new DomainName(KebabName.suggestion(document.name())),
                document.title(),
                document.owner(),
                document.developers(),
                document.description(),
                document.source(),
                document.places().start());
    }

    private List<ReadProduct> products(SortedMap<String, DomainDocument> domains) {
        Map<MeshFile, DataProduct> documents = documents();
        SortedMap<String, MeshFile> folders = new TreeMap<>();
        documents.keySet().stream()
                .sorted(Comparator.comparing(MeshFile::path))
                .filter(file -> isOfMesh(file, domains))
                .forEach(file -> {
                    MeshFile other = folders.putIfAbsent(file.folder(), file);
                    if (other != null) {
                        findings.add(Finding.error(
                                Code.NAME_COLLISION,
                                file.start(),
                                "The folder already has the product of " + other.path() + ".",
                                "Give each product a folder of its own."));
                    }
                });
        Map<String, List<ReadContract>> contracts = contracts(folders);
        Map<String, Optional<Pipeline>> pipelines = pipelines(folders);
        List<ReadProduct> products = new ArrayList<>();
        Map<ProductAddress, MeshFile> addresses = new HashMap<>();
        folders.forEach((path, file) -> {
            DataProduct document = documents.get(file);
            ProductAddress address = address(path, document, domains);
            MeshFile other = addresses.putIfAbsent(address, file);
            if (other != null) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        document.places().of("name"),
                        "The product " + address + " is also in " + other.path() + ".",
                        "Rename one of them."));
            }
            ProductFolder folder = new ProductFolder(
                    path,
                    file,
                    document,
                    contracts.getOrDefault(path, List.of()),
                    pipelines.getOrDefault(path, Optional.empty()),
                    pipelines.containsKey(path) && pipelines.get(path).isEmpty());
            products.add(ProductReader.read(folder, address, sqlFiles, findings));
        });
        return products;
    }

    private Map<MeshFile, DataProduct> documents() {
        Map<MeshFile, DataProduct> documents = new HashMap<>();
        for (MeshFile file : ofKind(MeshFile.Kind.PRODUCT)) {
            Set<Position> broken = file.checkStructure(findings);
            ProductReading reading = ProductParser.parse(file.root().orElseThrow(), file.text());
            addUnless(broken, reading.findings());
            reading.product().ifPresent(product -> documents.put(file, product));
        }
        return documents;
    }

    private boolean isOfMesh(MeshFile file, SortedMap<String, DomainDocument> domains) {
        return Paths.file(file.path()).toLowerCase(Locale.ROOT).startsWith("product.odps.")
                || files.stream()
                        .anyMatch(other -> other.kind() == MeshFile.Kind.PIPELINE
                                && other.folder().equals(file.folder()))
                || domainFolder(file.folder(), domains).isPresent();
    }

    private static Optional<String> domainFolder(String folder, SortedMap<String, DomainDocument> domains) {
        return domains.keySet().stream()
                .filter(domain -> Paths.isIn(folder, domain))
                .max(Comparator.comparingInt(String::length));
    }

    /** The nearest product's folder above a file. */
    private static Optional<String> productFolder(MeshFile file, SortedMap<String, MeshFile> folders) {
        return folders.keySet().stream()
                .filter(folder -> Paths.isIn(file.path(), folder))
                .max(Comparator.comparingInt(String::length));
    }

    private Map<String, List<ReadContract>> contracts(SortedMap<String, MeshFile> folders) {
        Map<String, List<ReadContract>> contracts = new HashMap<>();
        for (MeshFile file : ofKind(MeshFile.Kind.CONTRACT)) {
            Set<Position> broken = file.checkStructure(findings);
            ContractReading reading = ContractParser.parse(file.root().orElseThrow(), file.text());
            addUnless(broken, reading.findings());
            Optional<String> folder = productFolder(file, folders);
            if (folder.isPresent() && reading.contract().isPresent()) {
                contracts
                        .computeIfAbsent(folder.get(), key -> new ArrayList<>())
                        .add(new ReadContract(file, reading.contract().get()));
            }
        }
        return contracts;
    }

    /** The pipelines by product folder; empty for one that cannot be read. */
    private Map<String, Optional<Pipeline>> pipelines(SortedMap<String, MeshFile> folders) {
        Map<String, Optional<Pipeline>> pipelines = new HashMap<>();
        for (MeshFile file : files) {
            if (file.kind() != MeshFile.Kind.PIPELINE) {
                continue;
            }
            Optional<PipelineReading> reading = file.root().map(root -> PipelineParser.parse(root, file.text()));
            reading.ifPresent(it -> findings.addAll(it.findings()));
            boolean known = folders.containsKey(file.folder());
            boolean brokenProduct = files.stream()
                    .anyMatch(other -> other.kind() == MeshFile.Kind.PRODUCT
                            && other.folder().equals(file.folder()));
            if (!known && !brokenProduct) {
                findings.add(Finding.error(
                        Code.REFERENCE_UNKNOWN,
                        file.start(),
                        "The pipeline belongs to no product.",
                        "Add product.odps.yaml beside it."));
            }
            boolean broken =
                    reading.isEmpty() || reading.get().findings().stream().anyMatch(Finding::isError);
            Optional<Pipeline> pipeline = reading.flatMap(PipelineReading::pipeline);
            pipelines.put(file.folder(), pipeline.filter(it -> !broken || !isEmpty(it)));
        }
        return pipelines;
    }

    private static boolean isEmpty(Pipeline pipeline) {
        return pipeline.sources().isEmpty() && pipeline.transforms().isEmpty();
    }

    private ProductAddress address(String path, DataProduct document, SortedMap<String, DomainDocument> domains) {
        return new ProductAddress(new DomainName(domainOf(path, document, domains)), new ProductName(nameOf(document)));
    }

    private String domainOf(String path, DataProduct document, SortedMap<String, DomainDocument> domains) {
        Optional<String> folder = domainFolder(path, domains);
        Position place = document.places().of("domain");
        if (folder.isPresent()) {
            String domain = domains.get(folder.get()).name();
            if (document.domain().isPresent() && !document.domain().get().equals(domain)) {
                findings.add(Finding.error(
                        Code.FIELD_VALUE,
                        place,
                        "The product's domain is \"" + document.domain().get()
                                + "\", but it stands in the folder of domain \"" + domain + "\".",
                        "Write domain: " + domain + ", or move the product's folder."));
            }
            return KebabName.suggestion(domain);
        }
        if (document.domain().isEmpty()) {
            findings.add(Finding.error(
                    Code.FIELD_MISSING,
                    place,
                    "The product does not say which domain it belongs to, and there is no domain.yaml above it.",
                    "Add domain: with the domain's name, or a domain.yaml."));
            return "unknown";
        }
        return KebabName.checked("domain", document.domain().get(), place, findings);
    }

    private String nameOf(DataProduct document) {
        Position place = document.places().of("name");
        if (document.name().isEmpty()) {
            findings.add(Finding.error(
                    Code.FIELD_MISSING,
                    place,
                    "The product has no name.",
                    "Add name: in kebab-case; it is part of the address of its ports."));
            return "unknown";
        }
        return KebabName.checked("product", document.name().get(), place, findings);
    }

    private void addUnless(Set<Position> broken, List<Finding> more) {
        more.stream().filter(finding -> !broken.contains(finding.position())).forEach(findings::add);
    }

    /** A product's documents and SQL by path relative to its folder; those of a product inside it are not its own. */
    private Map<String, String> filesOf(String folder, SortedMap<String, String> texts) {
        Map<String, String> own = new HashMap<>();
        texts.forEach((path, text) -> {
            boolean document = sqlFiles.containsKey(path)
                    || files.stream()
                            .anyMatch(file ->
                                    file.path().equals(path) && file.kind().isOfProducts());
            if (document && Paths.isIn(path, folder)) {
                own.put(Paths.relative(path, folder), text);
            }
        });
        return own;
    }
}
