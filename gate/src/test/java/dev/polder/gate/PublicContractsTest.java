package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.ContractReading;
import dev.polder.core.contract.ContractTypes;
import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.Node;
import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The fast way and the reference agree on the contracts that other people published. */
class PublicContractsTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("polder.root", "."), "..", "shared", "standards", "examples");
    private static final int RECORDS = 400;

    @Test
    void theGateAgreesWithItselfOnEveryPublicContract() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(EXAMPLES), "the public documents are not there: " + EXAMPLES.normalize());
        List<Path> files;
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            files = all.filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
                    .sorted()
                    .toList();
        }
        int contracts = 0;
        int accepted = 0;
        for (Path file : files) {
            for (SchemaObject object : objects(file)) {
                ContractGate gate = ContractGate.compile(object);
                RecordChecker checker = gate.checker();
                Random random = new Random(file.getFileName().toString().hashCode());
                for (int i = 0; i < RECORDS; i++) {
                    byte[] record = record(object, random).getBytes(StandardCharsets.UTF_8);
                    byte[] sent = random.nextInt(10) == 0 ? Mutation.of(record, random) : record;
                    accepted += AgreementTest.agree(gate, checker, sent, file + " " + object.name()) ? 1 : 0;
                }
                contracts++;
            }
        }
        System.out.println("Public contracts whose records are judged alike: " + contracts);
        assertThat(contracts).isGreaterThan(60);
        assertThat(accepted).isGreaterThan(contracts * RECORDS / 10);
    }

    /** Those of which a port could be made. */
    private static List<SchemaObject> objects(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Optional<Node> root =
                YamlReader.read(file.getFileName().toString(), text).root();
        if (root.isEmpty()) {
            return List.of();
        }
        ContractReading reading = ContractParser.parse(root.get(), text);
        if (reading.contract().isEmpty() || reading.findings().stream().anyMatch(Finding::isError)) {
            return List.of();
        }
        return reading.contract().get().schema().stream()
                .filter(object -> !object.properties().isEmpty())
                .filter(object -> ContractTypes.problems(object).isEmpty())
                .toList();
    }

    private static String record(SchemaObject object, Random random) {
        return object(object.recordType(), object.properties(), random, random.nextInt(3) == 0);
    }

    private static String object(DataType.Struct type, List<Property> properties, Random random, boolean breaks) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < type.fields().size(); i++) {
            DataType.Field field = type.fields().get(i);
            if (field.required() && !breaks || random.nextInt(8) > 0) {
                String value = value(field.type(), properties.get(i), random, breaks);
                members.add("\"" + field.name() + "\":" + value);
            }
        }
        return "{" + String.join(random.nextInt(4) == 0 ? " , " : ",", members) + "}";
    }

    private static String value(DataType type, Property property, Random random, boolean breaks) {
        if (type instanceof DataType.Struct struct) {
            return object(struct, property.properties(), random, breaks);
        }
        if (type instanceof DataType.ListOf list) {
            String item = value(list.element(), property.items().orElseThrow(), random, breaks);
            return random.nextInt(3) == 0 ? "[]" : "[" + item + (random.nextBoolean() ? "]" : "," + item + "]");
        }
        if (type instanceof DataType.MapOf map) {
            return "{\"k\":" + value(map.value(), property.items().orElseThrow(), random, breaks) + "}";
        }
        return Leaf.anyValue(type, property, random, breaks);
    }
}
