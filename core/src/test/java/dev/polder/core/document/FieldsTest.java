package dev.polder.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private final List<Finding> findings = new ArrayList<>();

    @Test
    void fieldsThatFitAreReadWithoutFindings() {
        Fields fields = fields(
                "name: shop\nport: 80\nopen: true\ntags: [a, b]\nhttp: {path: /x}\nsteps: [{sql: q}]\nnone: ~\n");

        assertThat(fields.requiredText("name")).contains("shop");
        assertThat(fields.integer("port")).contains(80L);
        assertThat(fields.bool("open")).contains(true);
        assertThat(fields.texts("tags")).containsExactly("a", "b");
        assertThat(fields.textsByName("http")).containsExactly(Map.entry("path", "/x"));
        assertThat(fields.mappings("steps")).hasSize(1);
        assertThat(fields.text("none")).isEmpty();
        assertThat(fields.text("absent")).isEmpty();
        fields.refuseUnknown();
        assertThat(findings).isEmpty();
    }

    @Test
    void everyFieldThatDoesNotFitIsReported() {
        Fields fields = fields("name: 1.10\nport: 80.5\nopen: \"true\"\ntags: [a, 2]\nkind: sourc\nblank: ' '\n");

        fields.requiredText("name");
        fields.integer("port");
        fields.bool("open");
        fields.texts("tags");
        fields.choice("kind", Map.of("source", 1, "sink", 2));
        fields.requiredText("blank");
        fields.requiredText("id");

        assertThat(findings)
                .extracting(Finding::toString)
                .containsExactly(
                        "f.yaml:1:7 FIELD_TYPE The field \"name\" must be text, but is a number. → Put the value in quotes.",
                        "f.yaml:2:7 FIELD_VALUE The field \"port\" must be a whole number, but is 80.5. → Write a whole number.",
                        "f.yaml:3:7 FIELD_TYPE The field \"open\" must be true or false, but is text. → Remove the quotes.",
                        "f.yaml:4:11 FIELD_TYPE An item of \"tags\" must be text, but is a number. → Put the value in quotes.",
                        "f.yaml:5:7 FIELD_VALUE The field \"kind\" cannot be \"sourc\". → Did you mean \"source\"?",
                        "f.yaml:6:8 FIELD_VALUE The field \"blank\" is blank. → Write a value.",
                        "f.yaml:1:1 FIELD_MISSING The field \"id\" is missing. → Add `id: …`.");
    }

    @Test
    void unknownFieldsAreReportedWithWhatWasMeant() {
        Fields fields = fields("name: shop\ninot: orders\nbogus_thing: 1\n").allow("into", "http");
        fields.text("name");

        fields.refuseUnknown();

        assertThat(findings)
                .extracting(Finding::toString)
                .containsExactly(
                        "f.yaml:2:1 FIELD_UNKNOWN There is no field \"inot\" here. → Did you mean \"into\"?",
                        "f.yaml:3:1 FIELD_UNKNOWN There is no field \"bogus_thing\" here. → Use one of: http, into.");
    }

    @Test
    void whatIsNoMappingHasNoFields() {
        Node list = YamlReader.read("f.yaml", "- a").root().orElseThrow();

        assertThat(Fields.of(list, "the pipeline", findings)).isEmpty();
        assertThat(findings)
                .extracting(Finding::message)
                .containsExactly("The pipeline must be a mapping, but is a list.");
    }

    @Test
    void caseAndSeparatorsDoNotHideWhatWasMeant() {
        assertThat(Closest.to("api_version", List.of("apiVersion", "kind"))).contains("apiVersion");
        assertThat(Closest.to("x".repeat(100_000), List.of("apiVersion"))).isEmpty();
        assertThat(Closest.to("nothing", List.of("apiVersion", "kind"))).isEmpty();
    }

    private Fields fields(String text) {
        return Fields.of(YamlReader.read("f.yaml", text).root().orElseThrow(), "the document", findings)
                .orElseThrow();
    }
}
