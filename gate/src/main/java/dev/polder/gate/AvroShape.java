package dev.polder.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A writer's schema beside the contract's own: which field of the one is which of the other. Where the two are of different kinds
 * the writer's names stand for themselves.
 */
final class AvroShape {
    private final Schema schema;
    private final List<AvroShape> parts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Boolean> matched = new ArrayList<>();
    private int kept = -1;

    private AvroShape(Schema schema) {
        this.schema = schema;
    }

    /** Two places of schemas, which are compared by identity. */
    private static final class Place {
        private final Schema writer;
        private final Schema own;

        Place(Schema writer, Schema own) {
            this.writer = writer;
            this.own = own;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.writer == writer && place.own == own;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(writer) + System.identityHashCode(own);
        }
    }

    /** Where the contract expects nothing that is known. */
    private static final Schema ANYTHING = Schema.create(Schema.Type.NULL);

    private static final Check NO_CHECK = new BoolCheck();

    static AvroShape of(Schema writer, Schema own, StructCheck check) {
        return of(writer, own, check, new HashMap<>());
    }

    private static AvroShape of(Schema writer, Schema own, Check check, Map<Place, AvroShape> known) {
        Place place = new Place(writer, own);
        AvroShape shape = known.get(place);
        if (shape == null) {
            shape = new AvroShape(writer);
            known.put(place, shape);
            shape.fill(own, check, known);
        }
        return shape;
    }

    private void fill(Schema own, Check check, Map<Place, AvroShape> known) {
        Schema expected = value(own);
        boolean alike = expected.getType() == schema.getType();
        switch (schema.getType()) {
            case UNION -> {
                for (Schema branch : schema.getTypes()) {
                    parts.add(of(branch, own, check, known));
                }
            }
            case ARRAY -> {
                boolean list = alike && check instanceof ListCheck;
                parts.add(of(
                        schema.getElementType(),
                        list ? expected.getElementType() : ANYTHING,
                        list ? ((ListCheck) check).item().check() : NO_CHECK,
                        known));
            }
            case MAP -> {
                boolean map = alike && check instanceof MapCheck;
                parts.add(of(
                        schema.getValueType(),
                        map ? expected.getValueType() : ANYTHING,
                        map ? ((MapCheck) check).value().check() : NO_CHECK,
                        known));
            }
            case RECORD -> fields(alike ? expected.getFields() : List.of(), check, known);
            default -> {}
        }
    }

    private void fields(List<Schema.Field> expected, Check check, Map<Place, AvroShape> known) {
        Expected names = Expected.of(expected);
        for (Schema.Field field : schema.getFields()) {
            Optional<Schema.Field> match = match(field, names);
            boolean member = match.isPresent() && check instanceof StructCheck;
            Slot slot = member ? ((StructCheck) check).slots().get(match.get().pos()) : null;
            if (member && ((StructCheck) check).keepsIn(match.get().pos())) {
                kept = this.names.size();
            }
            matched.add(member);
            this.names.add(match.map(AvroShape::realName).orElse(realName(field)));
            parts.add(of(
                    field.schema(), member ? match.get().schema() : ANYTHING, member ? slot.check() : NO_CHECK, known));
        }
    }

    /** A contract's fields by their names; a writer's schema may have very many. */
    private record Expected(Map<String, Schema.Field> byRealName, Map<String, Schema.Field> byName) {
        static Expected of(List<Schema.Field> fields) {
            Expected expected = new Expected(new HashMap<>(), new HashMap<>());
            for (Schema.Field field : fields) {
                expected.byRealName.putIfAbsent(realName(field), field);
                expected.byName.putIfAbsent(field.name(), field);
            }
            return expected;
        }
    }

    /** By the contract's name, by the name it has in Avro, or by a name that the writer gives besides when no field has it. */
    private Optional<Schema.Field> match(Schema.Field field, Expected expected) {
        Schema.Field real = expected.byRealName.get(realName(field));
        Schema.Field named = real == null ? expected.byName.get(field.name()) : real;
        return named != null
                ? Optional.of(named)
                : field.aliases().stream()
                        .filter(alias -> expected.byName.containsKey(alias) && schema.getField(alias) == null)
                        .map(expected.byName::get)
                        .min(Comparator.comparingInt(Schema.Field::pos));
    }

    static String realName(Schema.Field field) {
        String real = field.getProp(AvroSchemas.REAL_NAME);
        return real == null ? field.name() : real;
    }

    /** Without null beside it. */
    private static Schema value(Schema own) {
        boolean optional = own.getType() == Schema.Type.UNION && own.getTypes().size() == 2;
        return optional ? own.getTypes().get(1) : own;
    }

    /** Whether bytes of the one are bytes of the other with the same meaning. */
    static boolean isSame(Schema one, Schema two) {
        return isSame(one, two, 0);
    }

    private static boolean isSame(Schema one, Schema two, int depth) {
        String logical =
                one.getLogicalType() == null ? "" : one.getLogicalType().getName();
        if (one.getType() != two.getType()
                || depth > 100
                || !logical.equals(
                        two.getLogicalType() == null ? "" : two.getLogicalType().getName())) {
            return false;
        }
        switch (one.getType()) {
            case UNION:
                return areSame(one.getTypes(), two.getTypes(), depth);
            case ARRAY:
                return isSame(one.getElementType(), two.getElementType(), depth + 1);
            case MAP:
                return isSame(one.getValueType(), two.getValueType(), depth + 1);
            case BYTES:
                return one.getLogicalType() == null || one.getLogicalType().equals(two.getLogicalType());
            case RECORD:
                return one.getFields().stream()
                                .map(AvroShape::realName)
                                .toList()
                                .equals(two.getFields().stream()
                                        .map(AvroShape::realName)
                                        .toList())
                        && areSame(
                                one.getFields().stream()
                                        .map(Schema.Field::schema)
                                        .toList(),
                                two.getFields().stream()
                                        .map(Schema.Field::schema)
                                        .toList(),
                                depth);
            case ENUM, FIXED:
                return false;
            default:
                return true;
        }
    }

    private static boolean areSame(List<Schema> one, List<Schema> two, int depth) {
        boolean same = one.size() == two.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = isSame(one.get(i), two.get(i), depth + 1);
        }
        return same;
    }

    Schema schema() {
        return schema;
    }

    /** Of a record's fields, a union's branches, or the one of an array's items or a map's values. */
    List<AvroShape> parts() {
        return parts;
    }

    /** The contract's names of a record's fields. */
    List<String> names() {
        return names;
    }

    /** Whether the contract has a record's field. */
    boolean isMatched(int field) {
        return matched.get(field);
    }

    /** The record's field that holds what the contract does not name; -1 for none. */
    int kept() {
        return kept;
    }
}
