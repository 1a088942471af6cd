package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An object's members, some of them required: also what a whole generated contract is. */
record Fields(List<Field> fields) implements Kind.Container {
    record Field(String name, boolean required, Kind kind) {
        String yaml() {
            return "{name: " + name + ", required: " + required + ", " + kind.yaml() + "}";
        }
    }

    static Fields some(Random random, int count, int depth) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(new Field("f" + i, random.nextBoolean(), Kind.any(random, depth)));
        }
        return new Fields(fields);
    }

    @Override
    public String yaml() {
        return "logicalType: object, properties: ["
                + String.join(", ", fields.stream().map(Field::yaml).toList()) + "]";
    }

    /** As a contract's properties. */
    String properties() {
        StringBuilder yaml = new StringBuilder();
        fields.forEach(field -> yaml.append("- ").append(field.yaml()).append('\n'));
        return yaml.toString();
    }

    @Override
    public Kind.Sample valid(Random random) {
        return build(random, -1, new String[fields.size()]);
    }

    /** Valid members, but for one whose JSON is given. */
    private Kind.Sample build(Random random, int fixed, String[] given) {
        List<String> json = new ArrayList<>();
        Map<String, Object> meaning = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            boolean none = !field.required && random.nextInt(4) == 0;
            Kind.Sample sample = none ? new Kind.Sample("null", null) : field.kind.valid(random);
            meaning.put(field.name, sample.meaning());
            String text = i == fixed ? given[i] : sample.json();
            if (text != null && (i == fixed || !none || random.nextBoolean())) {
                json.add("\"" + field.name + "\" : " + text);
            }
        }
        Collections.shuffle(json, random);
        return new Kind.Sample("{" + String.join(random.nextBoolean() ? "," : " ,\t", json) + "}", meaning);
    }

    @Override
    public Kind.Broken broken(Random random) {
        int at = random.nextInt(fields.size());
        Field field = fields.get(at);
        String[] given = new String[fields.size()];
        switch (random.nextInt(5)) {
            case 0:
                String valid = valid(random).json();
                return new Kind.Broken(
                        valid.substring(0, valid.length() - 1) + (valid.contains("\"") ? "," : "") + "\"x y\":1}",
                        Code.RECORD_FIELD_UNKNOWN,
                        "['x y']");
            case 1:
                if (field.required) {
                    given[at] = random.nextBoolean() ? "null" : null;
                    return new Kind.Broken(
                            build(random, at, given).json(), Code.RECORD_FIELD_MISSING, "." + field.name);
                }
                return new Kind.Broken("[]", Code.RECORD_TYPE);
            default:
                Kind.Broken inner = field.kind.broken(random);
                given[at] = inner.json();
                return new Kind.Broken(build(random, at, given).json(), inner.code(), "." + field.name + inner.place());
        }
    }
}
