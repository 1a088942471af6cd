package dev.polder.gate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A generated contract and records for it: valid ones, nearly valid ones, mutated ones, in every spelling. What is right about them only
 * the reference says.
 */
final class Wild {
    private static final List<Leaf> LEAVES = Leaf.all();
    private static final int WELL_FORMED = 14;

    /** Values of members that no contract has; those after the first {@value #WELL_FORMED} are in no JSON that is accepted. */
    private static final List<String> EXTRAS = List.of(
            "[{\"b\":1.50,\"a\":\"\\u00e9\"}]",
            "-12e3",
            "null",
            "true",
            "false",
            "0",
            "\"\"",
            "\"\\ud800\\/\\n\"",
            "\"longer than eight bytes é😀\"",
            "{}",
            "[]",
            "[ [ ] , { \"a\" : [ null,true ] , \"b\" : { } } ]",
            "{\"a\":1,\"b\":{\"a\":2},\"c\":{\"a\":3}}",
            "99999999999999999999999999999999999.5E-999999",
            "{\"a\":1,\"a\":2}",
            "{\"\\u0061\":1,\"a\":2}",
            "[[[[[[[[1]]]]]]]]",
            "{\"é\":\"\\u0000\"}",
            "01",
            "-",
            "1.",
            "1e",
            "+1",
            "tru",
            "nulll",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "\"\\x\"",
            "\"\\u12g4\"",
            "'a'");

    private static final List<String> NAMES =
            List.of("id", "name", "a", "longer_name_of_a_field", "Name", "ab", "abc", "_x1");

    /** A part of a contract. */
    private interface Part {
        String yaml();

        void write(Spelling spelling, StringBuilder json);
    }

    private record Member(String name, boolean required, Part part) {}

    /** How one record is written. */
    private record Spelling(Random random, boolean breaks, boolean spaces, boolean shuffles, boolean escapes) {
        void space(StringBuilder json) {
            if (spaces && random.nextInt(3) == 0) {
                json.append(" \n\t\r  ", 0, 1 + random.nextInt(5));
            }
        }

        boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        boolean breaksOneIn(int n) {
            return breaks && random.nextInt(n) == 0;
        }

        String name(String name) {
            if (!escapes || name.isEmpty() || !oneIn(3)) {
                return "\"" + name + "\"";
            }
            int at = random.nextInt(name.length());
            return "\"" + name.substring(0, at) + String.format(Locale.ROOT, "\\u%04x", (int) name.charAt(at))
                    + name.substring(at + 1) + "\"";
        }
    }

    private final Obj root;
    private final ContractGate gate;
    private final String yaml;

    private Wild(Obj root, String yaml, ContractGate gate) {
        this.root = root;
        this.yaml = yaml;
        this.gate = gate;
    }

    /** A contract of up to so many fields on the top. */
    static Wild contract(Random random, int most) {
        Obj root = object(random, 1 + random.nextInt(most), 2);
        StringBuilder properties = new StringBuilder();
        int key = 0;
        for (Member member : root.members) {
            properties
                    .append("- {name: ")
                    .append(member.name)
                    .append(", required: ")
                    .append(member.required);
            if (member.part instanceof LeafPart && random.nextInt(6) == 0) {
                properties.append(", primaryKey: true, primaryKeyPosition: ").append(++key);
            }
            properties.append(", ").append(member.part.yaml()).append("}\n");
        }
        String unknown = List.of("reject", "reject", "drop", "keep").get(random.nextInt(4));
        String lines = "customProperties: [{property: unknownFields, value: " + unknown + "}]\n";
        if (random.nextInt(4) == 0) {
            lines += "quality: " + rules(random, root.members);
        }
        return new Wild(root, properties + lines, ContractGate.compile(Contracts.object(properties.toString(), lines)));
    }

    ContractGate gate() {
        return gate;
    }

    @Override
    public String toString() {
        return yaml;
    }

    /** A record that keeps the contract more often than not. */
    byte[] record(Random random) {
        Spelling spelling = new Spelling(
                random, random.nextInt(3) == 0, random.nextInt(4) == 0, random.nextInt(3) == 0, random.nextInt(8) == 0);
        StringBuilder json = new StringBuilder();
        spelling.space(json);
        root.write(spelling, json);
        spelling.space(json);
        byte[] record = json.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(10) == 0 ? Mutation.of(record, random) : record;
    }

    /** A record on one line that keeps the contract more often than not. */
    String line(Random random) {
        StringBuilder json = new StringBuilder();
        root.write(new Spelling(random, random.nextInt(3) == 0, false, random.nextInt(3) == 0, false), json);
        return json.toString();
    }

    /** A CSV body with a header. */
    String csv(Random random, int rows) {
        List<Member> columns = new ArrayList<>(root.members);
        if (random.nextBoolean()) {
            Collections.shuffle(columns, random);
        }
        columns.removeIf(member -> !member.required && random.nextInt(6) == 0);
        if (columns.isEmpty()) {
            columns.add(root.members.get(0));
        }
        String end = random.nextBoolean() ? "\r\n" : "\n";
        StringBuilder body = new StringBuilder(
                String.join(",", columns.stream().map(Member::name).toList()));
        body.append(end);
        for (int i = 0; i < rows; i++) {
            List<String> cells = new ArrayList<>();
            for (Member member : columns) {
                cells.add(cell(member, random));
            }
            if (random.nextInt(20) == 0) {
                cells.add("more");
            }
            body.append(String.join(",", cells)).append(random.nextInt(30) == 0 ? "\n\n" : end);
        }
        return body.toString();
    }

    private static String cell(Member member, Random random) {
        if (random.nextInt(10) == 0) {
            return random.nextBoolean() ? "" : "\"\"";
        }
        StringBuilder json = new StringBuilder();
        member.part.write(new Spelling(random, random.nextInt(4) == 0, false, false, false), json);
        String text = json.toString();
        if (text.startsWith("\"")) {
            Refusals none = new Refusals(RecordLimits.DEFAULT);
            text = new JsonText(RecordLimits.DEFAULT)
                    .parse(text, Where.ROOT, none)
                    .map(value -> ((Value.Str) value).text())
                    .orElse("");
        }
        boolean quoted = text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r");
        return (quoted ? random.nextInt(20) > 0 : random.nextInt(4) == 0)
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    /** Rules in CEL over members of an object, in flow YAML. */
    private static String rules(Random random, List<Member> members) {
        List<String> rules = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String rule = condition(random, members);
            for (int more = random.nextInt(3); more > 0; more--) {
                rule += random.nextBoolean() ? " || " : " && ";
                rule += (random.nextInt(4) == 0 ? "!" : "") + "(" + condition(random, members) + ")";
            }
            rules.add("{type: custom, engine: cel, implementation: \"" + rule + "\"}");
        }
        return "[" + String.join(", ", rules) + "]";
    }

    private static String condition(Random random, List<Member> members) {
        Member member = members.get(random.nextInt(members.size()));
        Member other = members.get(random.nextInt(members.size()));
        String name = member.name;
        String kind = kind(member);
        String operator = List.of("<", "<=", ">", ">=", "==", "!=").get(random.nextInt(6));
        if (random.nextInt(4) == 0 || kind.isEmpty()) {
            return name + (random.nextBoolean() ? " == null" : " != null");
        }
        boolean alike = kind(other).equals(kind) && random.nextInt(3) > 0;
        String constant = switch (kind) {
            case "number" ->
                List.of("0", "5", "100", "0.1", "12.34", "-2.5", "127").get(random.nextInt(7));
            case "string" -> List.of("'red'", "''", "'ab'", "'é'").get(random.nextInt(4));
            case "date" -> "date('2024-02-29')";
            case "instant" -> "timestamp('2024-02-29T12:34:56Z')";
            case "local" -> "timestamp('2024-02-29T12:34:56')";
            case "time" -> "time('12:34')";
            default -> "true";
        };
        if (kind.equals("bool")) {
            return random.nextBoolean() ? name : name + " != " + (alike ? other.name : constant);
        }
        if (kind.equals("number") && random.nextInt(4) == 0) {
            return name + " + " + (alike ? other.name : "1") + " * 2 " + operator + " " + constant;
        }
        if (kind.equals("string") && random.nextInt(3) == 0) {
            return random.nextBoolean() ? name + ".startsWith('a')" : "size(" + name + ") < 4";
        }
        return name + " " + operator + " " + (alike ? other.name : constant);
    }

    private static String kind(Member member) {
        if (!(member.part instanceof LeafPart leaf)) {
            return "";
        }
        String yaml = leaf.leaf.yaml();
        String type = yaml.substring("logicalType: ".length()).split(",")[0];
        return switch (type) {
            case "integer", "number" -> "number";
            case "boolean" -> "bool";
            case "timestamp" -> yaml.contains("timezone: false") ? "local" : "instant";
            default -> type;
        };
    }

    private static Obj object(Random random, int count, int depth) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            String free = name;
            boolean taken = members.stream().anyMatch(member -> member.name.equalsIgnoreCase(free));
            members.add(new Member(taken ? name + "_" + i : name, random.nextInt(3) == 0, part(random, depth)));
        }
        List<String> required =
                random.nextInt(4) == 0 ? List.of(members.get(random.nextInt(members.size())).name) : List.of();
        int most = random.nextInt(6) == 0 ? Math.max(1, count - 1) : 0;
        String unknown = List.of("", "", "", "reject", "drop", "keep").get(random.nextInt(6));
        String rules = random.nextInt(8) == 0 ? rules(random, members) : "";
        return new Obj(members, required, most, unknown, rules);
    }

    private static Part part(Random random, int depth) {
        int choice = random.nextInt(depth > 0 ? 14 : 10);
        if (choice < 10) {
            return new LeafPart(LEAVES.get(random.nextInt(LEAVES.size())));
        }
        boolean required = random.nextBoolean();
        return switch (choice) {
            case 10, 11 ->
                new Items(
                        part(random, depth - 1),
                        required,
                        random.nextInt(3),
                        2 + random.nextInt(4),
                        random.nextBoolean());
            case 12 -> new Entries(part(random, depth - 1), required);
            default -> object(random, 1 + random.nextInt(4), depth - 1);
        };
    }

    private record LeafPart(Leaf leaf) implements Part {
        @Override
        public String yaml() {
            return leaf.yaml();
        }

        @Override
        public void write(Spelling spelling, StringBuilder json) {
            json.append(leaf.value(spelling.random, spelling.breaks));
        }
    }

    private record Items(Part item, boolean required, int least, int most, boolean unique) implements Part {
        @Override
        public String yaml() {
            return "logicalType: array, items: {required: " + required + ", " + item.yaml()
                    + "}, logicalTypeOptions: {minItems: " + least + ", maxItems: " + most + ", uniqueItems: " + unique
                    + "}";
        }

        @Override
        public void write(Spelling spelling, StringBuilder json) {
            json.append('[');
            int size = least + spelling.random.nextInt(most - least + (spelling.breaksOneIn(8) ? 3 : 1));
            for (int i = 0; i < size; i++) {
                spelling.space(json);
                json.append(i > 0 ? "," : "");
                spelling.space(json);
                if (spelling.oneIn(12) && (!required || spelling.breaks)) {
                    json.append("null");
                } else {
                    item.write(spelling, json);
                }
            }
            spelling.space(json);
            json.append(']');
        }
    }

    private record Entries(Part value, boolean required) implements Part {
        private static final List<String> KEYS =
                List.of("", "a", "b", "B", "aa", "é", "\uffee", "😀", "k e y", "\\\"", "\\n", "\\u0061b", "zz");

        @Override
        public String yaml() {
            return "logicalType: map, map: {key: {logicalType: string}, value: {required: " + required + ", "
                    + value.yaml() + "}}";
        }

        @Override
        public void write(Spelling spelling, StringBuilder json) {
            List<String> keys = new ArrayList<>(KEYS);
            Collections.shuffle(keys, spelling.random);
            json.append('{');
            int size = spelling.random.nextInt(5);
            for (int i = 0; i < size; i++) {
                spelling.space(json);
                json.append(i > 0 ? "," : "");
                json.append('"')
                        .append(spelling.breaksOneIn(15) ? "a" : keys.get(i))
                        .append('"');
                spelling.space(json);
                json.append(':');
                spelling.space(json);
                if (spelling.oneIn(12) && (!required || spelling.breaks)) {
                    json.append("null");
                } else {
                    value.write(spelling, json);
                }
            }
            json.append('}');
        }
    }

    private record Obj(List<Member> members, List<String> required, int most, String unknown, String rules)
            implements Part {
        @Override
        public String yaml() {
            StringBuilder yaml = new StringBuilder("logicalType: object, properties: [");
            for (Member member : members) {
                yaml.append("{name: ")
                        .append(member.name)
                        .append(", required: ")
                        .append(member.required);
                yaml.append(", ").append(member.part.yaml()).append("}, ");
            }
            yaml.append(']');
            if (!required.isEmpty() || most > 0) {
                yaml.append(", logicalTypeOptions: {");
                yaml.append(required.isEmpty() ? "" : "required: [" + required.get(0) + "], ");
                yaml.append(most > 0 ? "maxProperties: " + most : "").append('}');
            }
            if (!unknown.isEmpty()) {
                yaml.append(", customProperties: [{property: unknownFields, value: ")
                        .append(unknown)
                        .append("}]");
            }
            return yaml.append(rules.isEmpty() ? "" : ", quality: " + rules).toString();
        }

        @Override
        public void write(Spelling spelling, StringBuilder json) {
            List<Member> order = members;
            if (spelling.shuffles) {
                order = new ArrayList<>(members);
                Collections.shuffle(order, spelling.random);
            }
            json.append('{');
            String comma = "";
            for (Member member : order) {
                boolean needed = member.required || required.contains(member.name);
                if (spelling.oneIn(8) && (!needed || spelling.breaks) && spelling.random.nextBoolean()) {
                    continue;
                }
                json.append(comma);
                comma = ",";
                spelling.space(json);
                json.append(spelling.name(spelling.breaksOneIn(40) ? member.name + "x" : member.name));
                spelling.space(json);
                json.append(':');
                spelling.space(json);
                if (spelling.oneIn(12) && (!needed || spelling.breaks)) {
                    json.append("null");
                } else {
                    member.part.write(spelling, json);
                }
                spelling.space(json);
                if (spelling.breaksOneIn(60)) {
                    json.append(",").append(spelling.name(member.name)).append(":null");
                }
                if (spelling.oneIn(spelling.breaks || !unknown.isEmpty() ? 15 : 60)) {
                    json.append(',').append(spelling.name("extra" + spelling.random.nextInt(6)));
                    spelling.space(json);
                    json.append(':');
                    spelling.space(json);
                    json.append(EXTRAS.get(spelling.random.nextInt(spelling.breaks ? EXTRAS.size() : WELL_FORMED)));
                    spelling.space(json);
                }
            }
            json.append('}');
        }
    }
}
