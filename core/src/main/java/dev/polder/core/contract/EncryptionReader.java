package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads which columns are encrypted, and whom the records are about. */
final class EncryptionReader {
    private static final String CLASSIFICATIONS = "encryptClassifications";
    /** Metrics that mean the same over ciphertext. */
    private static final Set<String> BLIND = Set.of("nullValues", "rowCount");

    private static final String EQUALITY = "duplicateValues";

    private final Set<String> classifications;
    private final Consumer<Finding> findings;

    /** @param contract the document, whose {@code encryptClassifications} hold for all its properties */
    EncryptionReader(Node contract, Consumer<Finding> findings) {
        this.findings = findings;
        this.classifications = customs(contract, CLASSIFICATIONS).stream()
                .flatMap(custom -> words(custom))
                .collect(Collectors.toSet());
    }

    private static Stream<String> words(Node.Mapping custom) {
        List<String> listed = Nodes.texts(custom, "value");
        List<String> said = listed.isEmpty()
                ? Nodes.text(custom, "value")
                        .map(text -> List.of(text.split(",")))
                        .orElse(List.of())
                : listed;
        return said.stream().map(EncryptionReader::folded).filter(word -> !word.isEmpty());
    }

    private static String folded(String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * What a property says, or its classification does.
     *
     * @param isColumn whether it stands at the top of its object
     */
    Optional<Encryption> read(
            Node.Mapping property,
            boolean isColumn,
            boolean isKey,
            Optional<DataType> type,
            List<QualityRule> quality) {
        Optional<Encryption> encryption = said(property);
        if (encryption.isEmpty()) {
            return encryption;
        }
        Position place = customs(property, Encryption.CUSTOM_PROPERTY).stream()
                .findFirst()
                .map(Node::position)
                .orElse(property.position());
        if (!isColumn || type.isPresent() && !isScalar(type.get())) {
            refuse(
                    Code.FEATURE_UNSUPPORTED,
                    place,
                    "Only whole columns with one value are encrypted, and this is none.",
                    "Make what is to be encrypted a property of the schema object, or say encrypt none and drop it.");
            return Optional.empty();
        }
        if (isKey) {
            refuse(
                    Code.CONTRACT_OPTION_INVALID,
                    place,
                    "A column of the primary key cannot be encrypted: it is the record's key on the topic.",
                    "Say encrypt none, and use a key that says nothing of anybody.");
            return Optional.empty();
        }
        quality.stream()
                .filter(rule -> isBlind(rule, encryption.get()))
                .forEach(rule -> refuse(
                        Code.CONTRACT_OPTION_INVALID,
                        rule.position(),
                        "The rule is measured over the table, where the column holds ciphertext.",
                        "Write a rule that the gate asks of each record: a metric that must be 0."));
        if (encryption.get() == Encryption.RANDOM
                && Nodes.bool(property, "unique").orElse(false)) {
            refuse(
                    Code.CONTRACT_OPTION_INVALID,
                    place,
                    "Whether values are unique cannot be seen where each has another ciphertext.",
                    "Say encrypt deterministic, or leave unique out.");
        }
        return encryption;
    }

    private Optional<Encryption> said(Node.Mapping property) {
        Optional<Encryption> byClass = Nodes.text(property, "classification")
                .filter(word -> classifications.contains(folded(word)))
                .map(word -> Encryption.RANDOM);
        Optional<Encryption> encryption = byClass;
        for (Node.Mapping custom : customs(property, Encryption.CUSTOM_PROPERTY)) {
            String word = Nodes.text(custom, "value").orElse("");
            encryption = Encryption.of(word);
            if (encryption.isEmpty() && !word.equals(Encryption.NONE)) {
                encryption = byClass;
                refuse(
                        Code.CONTRACT_OPTION_INVALID,
                        custom.find("value").map(Node::position).orElse(custom.position()),
                        "The value of encrypt is \"" + word + "\".",
                        "Use random, deterministic or none.");
            }
        }
        return encryption;
    }

    private static boolean isBlind(QualityRule rule, Encryption encryption) {
        if (rule.isDecidedPerRecord() || rule.check() instanceof QualityRule.NotExecutable) {
            return false;
        }
        return !(rule.check() instanceof QualityRule.Library library)
                || !BLIND.contains(library.metric())
                        && !(encryption == Encryption.DETERMINISTIC
                                && library.metric().equals(EQUALITY));
    }

    private static boolean isScalar(DataType type) {
        return !(type instanceof DataType.Struct)
                && !(type instanceof DataType.ListOf)
                && !(type instanceof DataType.MapOf);
    }

    private static boolean isIdentifier(DataType type) {
        return type instanceof DataType.Text
                || type instanceof DataType.Int32
                || type instanceof DataType.Int64
                || type instanceof DataType.Decimal;
    }

    /** Whom the records of an object are about. */
    Optional<Subject> subject(Node.Mapping object, List<Property> properties) {
        List<Node.Mapping> customs = customs(object, Subject.CUSTOM_PROPERTY);
        if (customs.isEmpty()) {
            return Optional.empty();
        }
        Node.Mapping custom = customs.get(customs.size() - 1);
        String column = Nodes.text(custom, "value").orElse("");
        Position place = custom.find("value").map(Node::position).orElse(custom.position());
        Optional<Property> property = properties.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst();
        List<String> problems = new ArrayList<>();
        if (property.isEmpty()) {
            problems.add("\"" + column + "\" is no property of the object");
        } else if (property.get().type().filter(type -> !isScalar(type)).isPresent()) {
            problems.add("\"" + column + "\" holds more than one value");
        } else if (property.get().type().filter(type -> !isIdentifier(type)).isPresent()) {
            problems.add("\"" + column + "\" is neither text nor a whole number nor a decimal");
        } else if (!property.get().required()) {
            problems.add("\"" + column + "\" is not required, so a record may be about nobody");
        } else if (property.get().encryption().equals(Optional.of(Encryption.RANDOM))) {
            problems.add("\"" + column + "\" is encrypted so that nobody can tell one subject from another");
        }
        if (properties.stream().noneMatch(each -> each.encryption().isPresent())) {
            problems.add("no column is encrypted, so nothing of a subject can be made unreadable");
        }
        problems.forEach(problem -> refuse(
                Code.CONTRACT_OPTION_INVALID,
                place,
                "The subject cannot be used: " + problem + ".",
                "Name a required property with one value that is not encrypted, or encrypted deterministic; and say encrypt random"
                        + " on what shall be erased."));
        String name = customs(object, Subject.NAME_PROPERTY).stream()
                .flatMap(named -> Nodes.text(named, "value").stream())
                .filter(word -> !word.isBlank())
                .findFirst()
                .orElse(column);
        return problems.isEmpty() ? Optional.of(new Subject(column, name)) : Optional.empty();
    }

    private void refuse(Code code, Position position, String message, String remedy) {
        findings.accept(Finding.error(code, position, message, remedy));
    }

    private static List<Node.Mapping> customs(Node owner, String name) {
        return Nodes.mappings(owner, "customProperties").stream()
                .filter(custom -> Nodes.text(custom, "property").equals(Optional.of(name)))
                .toList();
    }
}
