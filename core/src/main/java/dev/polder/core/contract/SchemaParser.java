package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import dev.polder.core.quality.QualityRule;
import dev.polder.core.quality.QualityRuleParser;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the objects of an ODCS schema and the properties in them. */
final class SchemaParser {
    private final boolean dateCoversTime;
    private final TopicFormat topicFormat;
    private final Consumer<Finding> findings;
    private final OptionsReader optionsReader;
    private final QualityRuleParser rules;
    private final CelRules celRules;
    private final UnknownFieldsReader unknownFields;
    private final EncryptionReader encryption;

    /**
     * @param dateCoversTime whether {@code date} also stands for timestamps and times, as in ODCS 3.0
     * @param root of the document
     * @param source the document
     */
    SchemaParser(
            boolean dateCoversTime, TopicFormat topicFormat, Node root, String source, Consumer<Finding> findings) {
        this.dateCoversTime = dateCoversTime;
        this.topicFormat = topicFormat;
        this.findings = findings;
        this.optionsReader = new OptionsReader(findings);
        this.rules = new QualityRuleParser(findings);
        this.celRules = new CelRules(source, findings);
        this.unknownFields = new UnknownFieldsReader(findings);
        this.encryption = new EncryptionReader(root, findings);
    }

    /** Where a property stands: its object, the path above it, whether a row has exactly one of it, and what holds around it. */
    private record Place(String object, Set<String> columns, String path, boolean single, UnknownFields unknown) {
        boolean isTop() {
            return path.isEmpty() && single;
        }

        Place member(String name) {
            return new Place(object, columns, path.isEmpty() ? name : path + "." + name, single, unknown);
        }

        Place repeated(String name) {
            return new Place(object, columns, path.isEmpty() ? name : path + "." + name, false, unknown);
        }

        Place with(UnknownFields inside) {
            return new Place(object, columns, path, single, inside);
        }
    }

    SchemaObject object(Node.Mapping node) {
        String name = Nodes.text(node, "name").orElse("");
        Set<String> columns = new LinkedHashSet<>();
        for (Node.Mapping property : Nodes.mappings(node, "properties")) {
            Nodes.text(property, "name").ifPresent(columns::add);
        }
        UnknownFields unknown = unknownFields.read(node, UnknownFields.REJECT);
        Place place = new Place(name, columns, "", true, unknown);
        List<Property> properties = properties(node, place);
        List<QualityRule> read = rules.read(node, name, Optional.empty(), columns);
        return new SchemaObject(
                name,
                node.position(),
                Nodes.text(node, "description"),
                properties,
                celRules.checked(node, read, TypeDerivation.struct(properties)),
                unknown,
                topicFormat,
                encryption.subject(node, properties));
    }

    private List<Property> properties(Node.Mapping owner, Place place) {
        List<Node.Mapping> nodes = Nodes.mappings(owner, "properties");
        Map<Node.Mapping, Integer> keys = place.isTop() ? keyPositions(nodes) : Map.of();
        List<Property> properties = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (Node.Mapping node : nodes) {
            String name = Nodes.text(node, "name").orElse("");
            checkName(node, name, names);
            checkColumnOfUnknown(node, name);
            properties.add(property(node, name, place, keys.getOrDefault(node, 0)));
        }
        if (place.unknown() == UnknownFields.KEEP && !properties.isEmpty()) {
            if (names.containsKey(UnknownFields.COLUMN)) {
                findings.accept(Finding.error(
                        Code.NAME_COLLISION,
                        owner.position(),
                        "The object keeps unknown fields in \"" + UnknownFields.COLUMN
                                + "\", but has a property of that name.",
                        "Rename the property, or choose another unknownFields than keep."));
            } else {
                properties.add(UnknownFieldsReader.column(owner.position()));
            }
        }
        return properties;
    }

    private void checkName(Node.Mapping node, String name, Map<String, String> names) {
        if (name.isEmpty()) {
            return;
        }
        Position position = place(node, "name");
        String other = names.putIfAbsent(ColumnNames.folded(name), name);
        if (other != null) {
            findings.accept(Finding.error(
                    Code.NAME_COLLISION,
                    position,
                    other.equals(name)
                            ? "There are two properties \"" + name + "\"."
                            : "The properties \"" + other + "\" and \"" + name + "\" are one name in SQL.",
                    "Rename one of them."));
        }
        if (ColumnNames.isReserved(name)) {
            findings.accept(Finding.error(
                    Code.NAME_INVALID,
                    position,
                    "The name \"" + name + "\" is one that tables keep for themselves.",
                    "Rename the property, such as "
                            + ColumnNames.suggestion(name).replaceFirst("^_+", "") + "."));
        }
    }

    /** In a JSON record unknown fields stand among the others: what has no property of its own was unknown. */
    private void checkColumnOfUnknown(Node.Mapping node, String name) {
        if (topicFormat == TopicFormat.JSON && name.equals(UnknownFields.COLUMN)) {
            findings.accept(Finding.error(
                    Code.NAME_COLLISION,
                    place(node, "name"),
                    "The name \"" + UnknownFields.COLUMN
                            + "\" belongs to fields that the contract does not have, where topicFormat is json.",
                    "Rename the property."));
        }
    }

    private Property property(Node.Mapping node, String name, Place place, int keyPosition) {
        Optional<LogicalType> logicalType = Nodes.text(node, "logicalType").flatMap(LogicalType::of);
        Optional<String> physicalType = Nodes.text(node, "physicalType");
        LogicalTypeOptions options = optionsReader.read(node);
        Place inside = place.with(unknownFields.read(node, place.unknown()));
        List<Property> members = properties(node, inside.member(name));
        Optional<Property> items = items(node, name, logicalType, inside);
        TypeDerivation.Described described =
                new TypeDerivation.Described(logicalType, physicalType, options, dateCoversTime);
        Optional<DataType> type = type(node, described, members, items);
        optionsReader.check(node, options, type, members);
        unknownFields.checkMeaning(node, type);
        if (!place.isTop()) {
            checkNestedKey(node);
        } else if (keyPosition > 0) {
            checkKey(node, name, type);
        }
        List<QualityRule> quality = quality(node, name, place, type);
        return new Property(
                name,
                node.position(),
                logicalType,
                physicalType,
                type,
                Nodes.bool(node, "required").orElse(false),
                Nodes.bool(node, "unique").orElse(false),
                keyPosition,
                options,
                new EnumReader(findings).read(node, type),
                members,
                items,
                Nodes.text(node, "classification"),
                Nodes.text(node, "description"),
                Nodes.texts(node, "tags"),
                quality,
                inside.unknown(),
                encryption.read(node, place.isTop(), keyPosition > 0, type, quality));
    }

    private static Optional<DataType> type(
            Node.Mapping node, TypeDerivation.Described described, List<Property> members, Optional<Property> items) {
        if (described.logicalType().isEmpty()) {
            if (!members.isEmpty()) {
                return TypeDerivation.struct(members);
            }
            if (items.isPresent()) {
                return Nodes.mapping(node, "map").isPresent() ? map(node, items) : TypeDerivation.list(items);
            }
            return TypeDerivation.scalar(described);
        }
        return switch (described.logicalType().get()) {
            case OBJECT -> TypeDerivation.struct(members);
            case ARRAY, VECTOR -> TypeDerivation.list(items);
            case MAP -> map(node, items);
            case STRING, DATE, TIMESTAMP, TIME, NUMBER, INTEGER, BOOLEAN -> TypeDerivation.scalar(described);
        };
    }

    private static Optional<DataType> map(Node.Mapping node, Optional<Property> value) {
        boolean textKey = Nodes.mapping(node, "map")
                .flatMap(map -> Nodes.mapping(map, "key"))
                .flatMap(key -> Nodes.text(key, "logicalType"))
                .map(word -> word.equals(LogicalType.STRING.word()))
                .orElse(true);
        return textKey ? TypeDerivation.map(value) : Optional.empty();
    }

    private Optional<Property> items(Node.Mapping node, String name, Optional<LogicalType> logicalType, Place place) {
        if (logicalType.isPresent() && logicalType.get() == LogicalType.VECTOR) {
            return Optional.of(vectorElement(node));
        }
        Optional<Node.Mapping> map = Nodes.mapping(node, "map");
        if (map.isPresent()) {
            Nodes.mapping(map.get(), "key").ifPresent(this::checkMapKey);
            return Nodes.mapping(map.get(), "value").map(value -> property(value, "", place.repeated(name), 0));
        }
        return Nodes.mapping(node, "items").map(items -> property(items, "", place.repeated(name), 0));
    }

    private static Property vectorElement(Node.Mapping node) {
        String element = Nodes.mapping(node, "logicalTypeOptions")
                .flatMap(options -> Nodes.text(options, "elementType"))
                .orElse("float32");
        boolean integer = Set.of("int8", "uint8", "binary").contains(element);
        LogicalTypeOptions range = switch (element) {
            case "int8" -> LogicalTypeOptions.between("-128", "127");
            case "uint8" -> LogicalTypeOptions.between("0", "255");
            case "binary" -> LogicalTypeOptions.between("0", "1");
            case "float16" -> LogicalTypeOptions.between("-65504", "65504");
            case "bfloat16", "float32" -> LogicalTypeOptions.between("-3.4028234663852886e38", "3.4028234663852886e38");
            default -> LogicalTypeOptions.NONE;
        };
        return new Property(
                "",
                node.position(),
                Optional.of(integer ? LogicalType.INTEGER : LogicalType.NUMBER),
                Optional.empty(),
                Optional.of(integer ? new DataType.Int32() : new DataType.Float64()),
                true,
                false,
                0,
                range,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                UnknownFields.REJECT,
                Optional.empty());
    }

    private void checkMapKey(Node.Mapping key) {
        if (Nodes.value(key, "logicalTypeOptions").isPresent()
                || Nodes.value(key, "enum").isPresent()) {
            findings.accept(Finding.warning(
                    Code.FEATURE_UNSUPPORTED,
                    key.position(),
                    "Rules for the keys of a map are not checked.",
                    "Make it an array of objects with a key and a value, when the keys must be checked."));
        }
    }

    private List<QualityRule> quality(Node.Mapping node, String name, Place place, Optional<DataType> type) {
        String column = place.path().isEmpty() || name.isEmpty() ? place.path() + name : place.path() + "." + name;
        List<QualityRule> read =
                celRules.checked(node, rules.read(node, place.object(), Optional.of(column), place.columns()), type);
        if (place.single()) {
            return read;
        }
        for (QualityRule rule : read) {
            if (!rule.isDecidedPerRecord() && !(rule.check() instanceof QualityRule.NotExecutable)) {
                findings.accept(
                        Finding.warning(
                                Code.FEATURE_UNSUPPORTED,
                                rule.position(),
                                "A quality rule inside a list or map is run when one record alone can break it; this one is not.",
                                "Write a rule of type sql on the object, or nullValues, missingValues or invalidValues that must be 0."));
            }
        }
        return read.stream().filter(QualityRule::isDecidedPerRecord).toList();
    }

    /** Which columns make the key, from 1; a key column without a position of its own follows in document order. */
    private Map<Node.Mapping, Integer> keyPositions(List<Node.Mapping> nodes) {
        Map<Node.Mapping, Integer> keys = new IdentityHashMap<>();
        Map<Integer, String> taken = new HashMap<>();
        List<Node.Mapping> unplaced = new ArrayList<>();
        for (Node.Mapping node : nodes) {
            if (!Nodes.bool(node, "primaryKey").orElse(false)) {
                continue;
            }
            Optional<Integer> position = Nodes.number(node, "primaryKeyPosition")
                    .filter(number -> number.signum() > 0)
                    .map(number -> number.min(BigDecimal.valueOf(10_000)).intValue());
            if (position.isEmpty()) {
                unplaced.add(node);
                continue;
            }
            String name = Nodes.text(node, "name").orElse("");
            String other = taken.putIfAbsent(position.get(), name);
            if (other != null) {
                findings.accept(Finding.error(
                        Code.CONTRACT_OPTION_INVALID,
                        place(node, "primaryKeyPosition"),
                        "The properties \"" + other + "\" and \"" + name + "\" have the same primaryKeyPosition "
                                + position.get() + ".",
                        "Number the columns of the key 1, 2, 3 and so on."));
            }
            keys.put(node, position.get());
        }
        int next = taken.keySet().stream().max(Integer::compare).orElse(0) + 1;
        for (Node.Mapping node : unplaced) {
            keys.put(node, next++);
        }
        return keys;
    }

    private void checkNestedKey(Node.Mapping node) {
        if (Nodes.bool(node, "primaryKey").orElse(false)) {
            findings.accept(Finding.error(
                    Code.CONTRACT_OPTION_INVALID,
                    place(node, "primaryKey"),
                    "A property inside another one cannot be part of the primary key.",
                    "Move the property to the top of the object."));
        }
    }

    private void checkKey(Node.Mapping node, String name, Optional<DataType> type) {
        boolean composed = type.isPresent()
                && (type.get() instanceof DataType.Struct
                        || type.get() instanceof DataType.ListOf
                        || type.get() instanceof DataType.MapOf);
        if (composed) {
            findings.accept(Finding.error(
                    Code.CONTRACT_OPTION_INVALID,
                    place(node, "primaryKey"),
                    "The property \"" + name + "\" is made of parts and cannot be part of the primary key.",
                    "Use a property with a single value."));
        }
    }

    private static Position place(Node.Mapping node, String field) {
        return node.find(field).map(Node::position).orElse(node.position());
    }
}
