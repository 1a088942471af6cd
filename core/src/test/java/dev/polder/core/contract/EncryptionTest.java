package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.polder.core.document.YamlReader;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionTest {
    private static final String HEAD =
            "apiVersion: v3.2.0\nkind: DataContract\nid: people\nversion: 1.0.0\nstatus: active\n";
    private static final String ENCRYPTED = "customProperties: [{property: encrypt, value: random}]";

    private static ContractReading read(String properties, String object, String contract) {
        String source = HEAD + contract + "schema:\n  - name: people\n" + object.indent(4) + "    properties:\n"
                + properties.indent(6);
        return ContractParser.parse(
                YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source);
    }

    private static SchemaObject object(ContractReading reading) {
        assertThat(reading.findings()).noneMatch(Finding::isError);
        return reading.contract().orElseThrow().schema().get(0);
    }

    @Test
    void aPropertySaysHowItIsEncrypted() {
        SchemaObject people = object(read(
                """
                - {name: id, logicalType: integer, required: true}
                - {name: born, logicalType: date, customProperties: [{property: encrypt, value: deterministic}]}
                - {name: name, logicalType: string, required: true, customProperties: [{property: encrypt, value: random}]}
                """, "customProperties: [{property: subject, value: id}, {property: subjectName, value: person}]", ""));

        assertThat(people.properties())
                .extracting(Property::encryption)
                .containsExactly(
                        Optional.empty(), Optional.of(Encryption.DETERMINISTIC), Optional.of(Encryption.RANDOM));
        assertThat(people.subject()).contains(new Subject("id", "person"));
        assertThat(people.recordType().fields())
                .extracting(DataType.Field::type)
                .contains(new DataType.Date());
        assertThat(people.storedType().fields())
                .extracting(DataType.Field::name, DataType.Field::type, DataType.Field::required)
                .containsExactly(
                        tuple("id", new DataType.Int64(), true),
                        tuple("born", new DataType.Text(), false),
                        tuple("name", new DataType.Text(), true));
    }

    @Test
    void aContractNamesTheClassificationsThatAreEncrypted() {
        SchemaObject people = object(
                read("""
                - {name: a, logicalType: string, classification: Restricted}
                - {name: b, logicalType: string, classification: confidential}
                - {name: c, logicalType: string, classification: restricted, customProperties: [{property: encrypt, value: none}]}
                - {name: d, logicalType: string, classification: pii, customProperties: [{property: encrypt, value: deterministic}]}
                """, "", "customProperties: [{property: encryptClassifications, value: 'restricted, pii'}]\n"));

        assertThat(people.properties())
                .extracting(Property::encryption)
                .containsExactly(
                        Optional.of(Encryption.RANDOM),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Encryption.DETERMINISTIC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logicalType: string, customProperties: [{property: encrypt, value: rot13}] | The value of encrypt is \"rot13\".",
                "logicalType: string, primaryKey: true, " + ENCRYPTED
                        + " | A column of the primary key cannot be encrypted: it is the record's key on the topic.",
                "logicalType: string, unique: true, " + ENCRYPTED
                        + " | Whether values are unique cannot be seen where each has another ciphertext.",
                "logicalType: array, items: {logicalType: string}, " + ENCRYPTED
                        + " | Only whole columns with one value are encrypted, and this is none.",
                "logicalType: object, properties: [{name: b, logicalType: string, " + ENCRYPTED
                        + "}] | Only whole columns with one value are encrypted, and this is none.",
                "logicalType: string, quality: [{metric: invalidValues, mustBeLessThan: 5, arguments: {validValues: [a]}}], "
                        + ENCRYPTED
                        + " | The rule is measured over the table, where the column holds ciphertext.",
            })
    void whatCannotBeEncryptedIsAFinding(String property, String message) {
        assertThat(read("- {name: a, " + property + "}\n", "", "").findings())
                .filteredOn(Finding::isError)
                .extracting(Finding::message)
                .containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other | \"other\" is no property of the object",
                "maybe | \"maybe\" is not required, so a record may be about nobody",
                "day | \"day\" is neither text nor a whole number nor a decimal",
                "hidden | \"hidden\" is encrypted so that nobody can tell one subject from another",
            })
    void aSubjectMustBeKnownOfEachRecord(String column, String problem) {
        ContractReading reading = read("""
                - {name: maybe, logicalType: string}
                - {name: day, logicalType: date, required: true}
                - {name: hidden, logicalType: string, required: true, customProperties: [{property: encrypt, value: random}]}
                """, "customProperties: [{property: subject, value: " + column + "}]", "");

        assertThat(reading.findings())
                .extracting(Finding::code, Finding::message)
                .containsExactly(tuple(Code.CONTRACT_OPTION_INVALID, "The subject cannot be used: " + problem + "."));
    }

    @Test
    void anotherEncryptionOrSubjectBreaksReaders() {
        String plain = "- {name: id, logicalType: integer, required: true}\n- {name: a, logicalType: string, ENC}\n";
        String subject = "customProperties: [{property: subject, value: id}]";
        ContractReading before = read(plain.replace("ENC", "description: x"), "", "");
        ContractReading after = read(plain.replace("ENC", "description: x, " + ENCRYPTED), subject, "");

        ContractDiff diff = ContractDiff.between(
                before.contract().orElseThrow(), after.contract().orElseThrow());

        assertThat(diff.changes())
                .extracting(ContractChange::code, ContractChange::description)
                .contains(
                        tuple(ChangeCode.ENCRYPTION_CHANGED, "encrypt was none and is random"),
                        tuple(ChangeCode.SUBJECT_CHANGED, "the subject is now id"));
        assertThat(diff.needs()).isEqualTo(VersionStep.MAJOR);
    }
}
