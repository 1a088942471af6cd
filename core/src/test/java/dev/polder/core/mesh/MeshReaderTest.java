package dev.polder.core.mesh;

import static dev.polder.core.mesh.ShopMesh.ORDERS;
import static dev.polder.core.mesh.ShopMesh.SUMMARY;
import static dev.polder.core.mesh.ShopMesh.contract;
import static dev.polder.core.mesh.ShopMesh.shop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshReaderTest {
    @Test
    void aDomainNamesTheTeamsThatBuildInIt() {
        MeshReading reading = MeshReader.read(Map.of("domains/sales/domain.yaml", """
                apiVersion: polder.dev/v1
                kind: Domain
                name: sales
                owner: sales-team
                developers: [shop, web]
                """));

        assertThat(reading.findings()).isEmpty();
        assertThat(reading.model().orElseThrow().domains()).singleElement().satisfies(domain -> {
            assertThat(domain.owner()).contains("sales-team");
            assertThat(domain.developers()).containsExactly("shop", "web");
        });
    }

    @Test
    void readsAMesh() {
        // when
        MeshReading reading = MeshReader.read(shop());

        // then
        assertThat(reading.findings()).isEmpty();
        MeshModel mesh = reading.model().orElseThrow();
        assertThat(mesh.name()).contains("shop");
        assertThat(mesh.domains())
                .extracting(domain -> domain.name() + " of " + domain.owner().orElse("nobody"))
                .containsExactly("marketing of Team Blue", "sales of nobody");
        MeshModel.Product summary = mesh.products().get(0);
        MeshModel.Product orders = mesh.products().get(1);
        assertThat(orders.address()).hasToString("sales.orders");
        assertThat(orders.outputPorts()).singleElement().satisfies(port -> {
            assertThat(port.id()).isEqualTo(PortId.parse("sales.orders.order-lines.v1"));
            assertThat(port.ingested()).isTrue();
            assertThat(port.deprecated()).isFalse();
            assertThat(port.contract().id()).isEqualTo("order-lines");
            assertThat(port.schema().primaryKey()).containsExactly("id");
        });
        assertThat(orders.files().keySet())
                .containsExactlyInAnyOrder("product.odps.yaml", "contracts/order-lines.odcs.yaml", "pipeline.yaml");
        assertThat(summary.inputPorts()).singleElement().satisfies(port -> {
            assertThat(port.name()).isEqualTo(new PortName("order-lines"));
            assertThat(port.from()).contains(PortId.parse("sales.orders.order-lines.v1"));
        });
        assertThat(summary.transforms()).singleElement().satisfies(transform -> {
            assertThat(transform.name()).isEqualTo("totals");
            assertThat(transform.into()).isEqualTo(PortId.parse("marketing.summary.totals.v2"));
            assertThat(transform.reads()).containsExactly(new PortName("order-lines"));
            assertThat(transform.run()).isEqualTo(new Pipeline.Every(Duration.ofMinutes(5)));
            assertThat(transform.sql()).startsWith("SELECT id");
        });
    }

    @Test
    void readsADomainsRepositoryWhoseInputsAreElsewhere() {
        // given
        Map<String, String> files = new TreeMap<>();
        shop().forEach((path, text) -> {
            if (path.startsWith("domains/marketing/")) {
                files.put(path.substring("domains/marketing/".length()), text);
            }
        });

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.REFERENCE_UNKNOWN);
            assertThat(finding.isError()).isFalse();
            assertThat(finding.position()).hasToString("summary/product.odps.yaml:8:54");
        });
        MeshModel.Product product = reading.model().orElseThrow().products().get(0);
        assertThat(product.inputPorts().get(0).from()).isEmpty();
        assertThat(product.inputPorts().get(0).contractId()).isEqualTo("order-lines");
    }

    @Test
    void readsOneProductsFolderWithTheDomainItNames() {
        // given
        Map<String, String> files = new TreeMap<>();
        shop().forEach((path, text) -> {
            if (path.startsWith(ORDERS)) {
                files.put("./" + path.substring(ORDERS.length()), text);
            }
        });

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.model().orElseThrow().domains()).isEmpty();
        assertThat(reading.model().orElseThrow().products().get(0).address()).hasToString("sales.orders");
    }

    @Test
    void judgesLooseDocumentsOfTheStandardsAlone() {
        // given
        Map<String, String> files = Map.of(
                "one/x.odcs.yaml", contract("same", "1.0.0"),
                "two/y.json",
                        "{\n  \"kind\": \"DataContract\", \"apiVersion\": \"v3.2.0\", \"id\": \"same\", \"version\": \"1\"\n}",
                "three/Orders.odps.yaml", """
                        apiVersion: v1.0.0
                        kind: DataProduct
                        id: p
                        status: active
                        name: Any Name
                        outputPorts:
                          - { name: Any Port, version: one, contractId: nowhere }
                        """,
                "values.yaml", "a: {{ helm }}",
                "readme.md", "# Read me");

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.model().orElseThrow().products()).isEmpty();
    }

    @Test
    void reportsAFileThatIsNoDocumentWhenItIsAllThereIs() {
        assertThat(MeshReader.read(Map.of("values.yaml", "a: 1\n")).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding)
                        .hasToString("values.yaml:1:1 DOCUMENT_KIND The file is no document that Polder knows. → "
                                + finding.remedy()));
    }

    @Test
    void readsNothingFromNothing() {
        assertThat(MeshReader.read(Map.of()).findings()).isEmpty();
    }

    /** One change to the shop and the one finding that it makes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // file | old text | new text | code | where | message
                "P | name: orders | name: Orders | NAME_INVALID | P:4:7 | The product \"Orders\" has a name that is not kebab-case.",
                "P | name: order-lines, version | name: order_lines, version | NAME_INVALID | P:8:13 | The output port \"order_lines\"",
                "P | domain: sales | domain: shop | FIELD_VALUE | P:5:9 | The product's domain is \"shop\"",
                "P | contractId: order-lines | contractId: order-line | REFERENCE_UNKNOWN | P:8:54 | There is no contract \"order-line\"",
                "P | version: 1.0.0, | version: latest, | FIELD_VALUE | P:8:35 | The version \"latest\" does not begin with a major number.",
                "P | , contractId: order-lines | `` | FIELD_MISSING | P:8:5 | has no contractId",
                "P | name: orders | names: orders | FIELD_UNKNOWN | P:4:1 | names",
                "C | `schema:\n` | `other: []\nschema:\n` | FIELD_UNKNOWN | C:6:1 | other",
                "C | logicalType: number | logicalType: numeric | FIELD_VALUE | C:10:22 | numeric",
                "C | logicalType: number | physicalType: xml | CONTRACT_TYPE_UNKNOWN | C:9:9 | The type of property \"price\" is not known",
                "C | logicalType: number | logicalType: array | CONTRACT_TYPE_UNKNOWN | C:9:9 | array does not say what is in it",
                "C | name: price | name: unit-price | NAME_INVALID | C:9:9 | The property \"unit-price\" cannot be a column.",
                "S | into: order-lines | into: order-line | REFERENCE_UNKNOWN | S:4:25 | The product has no output port \"order-line\".",
                "T | sql: sql/totals.sql | sql: sql/total.sql | REFERENCE_UNKNOWN | T:6:10 | There is no file sql/total.sql",
                "T | sql: sql/totals.sql | sql: ../totals.sql | REFERENCE_UNKNOWN | T:6:10 | leaves the product's folder",
                "T | every: PT5M | every: 5m | FIELD_VALUE | T:7:19 | \"5m\" is not a duration.",
                "T | every: PT5M | on: streaming | FEATURE_UNSUPPORTED | T:7:16 | \"streaming\"",
                "T | '{ every: PT5M }' | realtime | FEATURE_UNSUPPORTED | T:7:10 | \"realtime\"",
                "S | 'http: {}' | 'files: { path: in.csv }' | FEATURE_UNSUPPORTED | S:4:38 | Sources of type \"files\"",
                "S | 'http: {}' | 'http: {}, inbox: {}' | FIELD_VALUE | S:4:55 | says both http and inbox",
                "S | 'http: {}' | 'inbox: { writers: [\"*\"] }' | NAME_INVALID | S:4:56 | is no name of a Kafka user",
                "S | 'http: {}' | 'inbox: { reader: x }' | FIELD_UNKNOWN | S:4:47 | reader",
                "S | ', http: {}' | `` | FIELD_MISSING | S:4:5 | does not say where its data comes from",
                "S | polder.dev/v1 | polder.dev/v2 | DOCUMENT_KIND | S:1:13 | polder.dev/v2",
                "Q | order_lines | orders | SQL_UNKNOWN_NAME | Q:2:6 | The product has no input port \"orders\".",
                "Q | order_lines | sales.orders.order_lines | SQL_UNKNOWN_NAME | Q:2:6 | A transform reads input ports",
                "Q | SELECT id | DELETE id | SQL_INVALID | Q:1:1 | A transform is one SELECT",
                "D | name: sales | name: Sales | NAME_INVALID | D:3:7 | The domain \"Sales\"",
                "D | name: sales | title: Sales | FIELD_MISSING | D:1:1 | name",
                "M | name: shop | name: My Shop | NAME_INVALID | M:3:7 | The mesh \"My Shop\"",
            })
    void reportsWhatIsWrongWhereItIs(String file, String old, String now, Code code, String where, String message) {
        // given
        Map<String, String> names = Map.of(
                "P", ORDERS + "product.odps.yaml",
                "C", ORDERS + "contracts/order-lines.odcs.yaml",
                "S", ORDERS + "pipeline.yaml",
                "T", SUMMARY + "pipeline.yaml",
                "Q", SUMMARY + "sql/totals.sql",
                "D", "domains/sales/domain.yaml",
                "M", "mesh.yaml");
        Map<String, String> files = new TreeMap<>(shop());
        String path = names.get(file);
        String changed = files.get(path).replace(plain(old), plain(now));
        assertThat(changed).isNotEqualTo(files.get(path));
        files.put(path, changed);

        // when
        MeshReading reading = MeshReader.read(files);

        // then
        assertThat(reading.model()).isEmpty();
        String expected = where.replaceFirst("^[A-Z]", path);
        assertThat(reading.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.position()).hasToString(expected);
            assertThat(finding.message()).contains(message);
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    private static String plain(String text) {
        return text.replaceAll("^['`]|['`]$", "").replace("\\n", "\n");
    }

    @Test
    void reportsAPipelineThatBelongsToNoProduct() {
        assertThat(MeshReader.read(Map.of("a/pipeline.yaml", "apiVersion: polder.dev/v1\nkind: Pipeline\n"))
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Code.REFERENCE_UNKNOWN));
    }

    @Test
    void reportsBrokenYamlOnceAndNothingThatFollowsFromIt() {
        // given
        Map<String, String> files = shop();
        files.put(ORDERS + "pipeline.yaml", "kind: [\n");

        // when, then
        assertThat(MeshReader.read(files).findings()).extracting(Finding::code).containsExactly(Code.YAML_SYNTAX);
    }

    @Test
    void reportsAProductWithoutADomain() {
        // given
        Map<String, String> files = shop();
        files.remove("domains/sales/domain.yaml");
        files.computeIfPresent(ORDERS + "product.odps.yaml", (path, text) -> text.replace("domain: sales\n", ""));

        // when, then
        assertThat(MeshReader.read(files).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.FIELD_MISSING);
            assertThat(finding.message()).contains("which domain");
        });
    }

    @Test
    void readsTheSameWhateverTheOrderOfTheFiles() {
        // given
        Map<String, String> reversed = new TreeMap<>(java.util.Comparator.reverseOrder());
        reversed.putAll(shop());

        // when, then
        assertThat(MeshReader.read(reversed)).isEqualTo(MeshReader.read(shop()));
    }
}
