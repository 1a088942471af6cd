package dev.polder.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.DataType;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySetTest {
    private static List<Finding> findings(PolicyDocument... documents) {
        return PolicySet.compile(List.of(documents)).findings();
    }

    private static List<Finding> ofCondition(String when) {
        return findings(Given.access("p", "when: |-\n  " + when + "\neffect: deny\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "principal.nme == 'x'                   | 5:3  | There is no principal.nme here.",
                "princpal.name == 'x'                   | 5:3  | There is no princpal.name here.",
                "principal == 'x'                       | 5:3  | There is no principal here.",
                "purpose == 'a' && column.name == 'b'   | 5:21 | There is no column.name here.",
                "product.owner == 'x'                   | 5:3  | There is no product.owner here.",
                "purpose == 5                           | 5:11 | == cannot be applied to (string, int).",
                "principal.teams == 'x'                 | 5:19 | == cannot be applied to (list(string), string).",
                "'x' in purpose                         | 5:7  | in cannot be applied to (string, string).",
                "now > '2027-01-01'                     | 5:7  | > cannot be applied to (google.protobuf.Timestamp, string).",
                "purpose                                | 5:3  | A condition must be true or false, but this is of type string.",
                "size(principal.teams)                  | 5:3  | A condition must be true or false, but this is of type int.",
                "purpose.foo()                          | 5:14 | Policies have no function \"foo\".",
                "lookup(purpose)                        | 5:9  | Policies have no function \"lookup\".",
                "purpose == 'a' &&                      | 5:20 | This is not CEL: mismatched input '<EOF>'.",
                "type(purpose) == string                | 5:7  | Policies have no function \"type\".",
                "dyn(purpose) == 5                      | 5:6  | Policies have no function \"dyn\".",
                "{'a': 1}.size() == 1                   | 5:3  | Policies do not know this part of CEL.",
                "purpose.matches(principal.name)        | 5:18 | A pattern must be written out: what is computed may be any.",
                "1 / 0 == 1                             | 5:9  | This always fails: / by zero.",
            })
    void whatDoesNotFitIsSaidWhereItStands(String when, String place, String message) {
        assertThat(ofCondition(when).get(0).code()).isEqualTo(Code.POLICY_INVALID);
        assertThat(ofCondition(when).stream().map(it -> it.position() + " " + it.message()))
                .contains("p.yaml:" + place + " " + message);
    }

    @Test
    void aMisspelledNameIsCorrected() {
        assertThat(ofCondition("principal.team == 'x'").get(0).remedy()).contains("principal.teams");
    }

    @Test
    void everyProblemOfEveryExpressionIsSaidAtOnce() {
        assertThat(findings(Given.access("p", """
                        when: purpose == 5 || principal.x == 'y'
                        masks:
                          - { columns: column.nam == 'x', mask: hash }
                          - { columns: column.name, mask: hash }
                        rowFilter: region = 'EU'
                        """)))
                .extracting(it -> it.position().line())
                .containsExactlyInAnyOrder(4, 4, 6, 7, 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "principal.teams.exists(a, principal.teams.exists(b, principal.teams.exists(c, a == b && b == c)))",
                "principal.teams.map(a, principal.teams.map(b, a + b)).exists(x, x.exists(y, y == 'z'))",
                "principal.teams.all(a, port.tags.all(b, principal.domains.all(c, a + b != c)))",
                "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, a + b + c + d > 0))))",
                "purpose.matches('(a{100}){10}') && purpose.matches('(b{900}){100}')",
                "principal.teams.exists(a, a.matches('(x{1000}){30}'))",
                "(principal.teams + principal.teams + principal.teams).filter(a, (port.tags + port.tags).exists(b, a.contains(b))).size() > 3",
            })
    void whatMayTakeTooLongIsRefused(String when) {
        assertThat(ofCondition(when)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.POLICY_INVALID);
            assertThat(finding.message())
                    .matches("The expression may take too long.*|The pattern .*linear time.*|The pattern .*regular.*");
        });
    }

    @Test
    void generatedBombsAreRefused() {
        for (int depth = 3; depth <= 8; depth++) {
            StringBuilder nested = new StringBuilder("purpose == 'x'");
            for (int i = 0; i < depth; i++) {
                nested = new StringBuilder("principal.teams.exists(v" + i + ", v" + i + " != '' && " + nested + ")");
            }
            assertThat(ofCondition(nested.toString())).as("nested %s", depth).isNotEmpty();
            String text = "purpose";
            for (int i = 0; i < depth * 4; i++) {
                text = "(" + text + " + " + text + ")";
                if (text.length() > 3_900) {
                    break;
                }
            }
            assertThat(ofCondition(text + " == 'x'")).as("joined %s", depth).isNotEmpty();
            assertThat(ofCondition("[purpose]" + ".map(a, a + a)".repeat(depth * 4) + ".size() > 0 || "
                            + "!".repeat(depth * 20) + "true"))
                    .as("mapped %s", depth)
                    .isNotEmpty();
        }
        assertThat(ofCondition("purpose == '" + "x".repeat(5_000) + "'")).isNotEmpty();
        assertThat(ofCondition("(".repeat(200) + "true" + ")".repeat(200))).isNotEmpty();
        assertThat(ofCondition("true" + " && true".repeat(450))).isNotEmpty();
    }

    @Test
    void whatPeopleWriteIsCheapEnough() {
        for (String when : List.of(
                "!(port.domain in principal.domains) && !(purpose in ['customer-care', 'fraud'])",
                "principal.teams.exists(t, t in port.tags)",
                "principal.teams.exists(t, t.startsWith(port.domain + '-'))",
                "principal.teams.all(t, !(t in principal.domains))",
                "purpose.matches('^[a-z]+(-[a-z]+)*$')",
                "now.getHours('Europe/Amsterdam') >= 8 && now.getDayOfWeek('Europe/Amsterdam') < 6",
                "now < timestamp('2027-01-01T00:00:00Z')",
                "port.classifications.exists_one(c, c == 'restricted')",
                "size(port.tags.filter(t, t.endsWith('-pii'))) > 0")) {
            assertThat(ofCondition(when)).as(when).isEmpty();
        }
    }

    @Test
    void twoPoliciesOfOneNameAreRefused() {
        assertThat(findings(Given.access("a", "effect: deny\n"), Given.access("a", "effect: permit\n")))
                .singleElement()
                .satisfies(it -> assertThat(it.code()).isEqualTo(Code.NAME_COLLISION));
        assertThat(findings(
                        Given.access("a", "effect: deny\n"),
                        Given.document("sales", "AccessPolicy", "name: a\neffect: deny\n")))
                .isEmpty();
    }

    @Test
    void anExceptionToAPolicyOfTheMeshStandsInTheMeshsFolder() {
        PolicyDocument policy = Given.access("a", "effect: deny\n");
        String body = "policy: %s\nproduct: sales.orders\nreason: r\napprover: cleo\nexpires: 2027-01-31\n";
        PolicyDocument ofDomain = Given.document("sales", "PolicyException", body.formatted("mesh/a"));
        PolicyDocument ofMesh = Given.document("", "PolicyException", body.formatted("mesh/a"));
        PolicyDocument foreign = Given.document("", "PolicyException", body.formatted("hr/a"));
        PolicyDocument unknown = Given.document("", "PolicyException", body.formatted("mesh/gone"));

        assertThat(findings(policy, ofMesh)).isEmpty();
        assertThat(findings(policy, ofDomain))
                .singleElement()
                .asString()
                .startsWith(
                        "p.yaml:3:9 POLICY_LOOSENS The exception is to the mesh's policy mesh/a, but in the folder of the"
                                + " domain sales.");
        assertThat(findings(policy, foreign)).anyMatch(it -> it.code() == Code.POLICY_LOOSENS);
        PolicySet.Compilation withUnknown = PolicySet.compile(List.of(policy, unknown));
        assertThat(withUnknown.set()).isPresent();
        assertThat(withUnknown.findings())
                .singleElement()
                .satisfies(it -> assertThat(it.isError()).isFalse());
    }

    @Test
    void whatDoesNotFitAPortIsSaidBeforeAnybodyReadsIt() {
        PolicySet set = Given.set(
                Given.access("filter", "when: purpose != 'x'\nrowFilter: country == 'NL'\n"),
                Given.access("elsewhere", "when: port.domain == 'hr'\nrowFilter: country == 'NL'\n"),
                Given.access("mask", "masks: [{ columns: \"'pii' in column.tags\", mask: yearOnly }]\n"));
        ColumnFacts listed = new ColumnFacts(
                "lines.note", "id", new DataType.Text(), "", Set.of("pii"), "", false, false, false, false);
        List<ColumnFacts> columns = new ArrayList<>(Given.orderLines().columns());
        columns.add(listed);
        PortFacts port = new PortFacts(
                Given.PORT, "active", Set.of(), columns, Given.orderLines().record());

        assertThat(set.check(port).stream().map(it -> it.severity() + " " + it.position() + " " + it.message()))
                .containsExactly(
                        "ERROR p.yaml:5:12 The row filter of mesh/filter is none for sales.orders.order-lines.v1: The object"
                                + " has no property \"country\". Nobody it is about could read the port.",
                        "WARNING p.yaml:4:9 The mask of mesh/mask does not fit email of sales.orders.order-lines.v1, which is"
                                + " of type string: it is shown as null.",
                        "WARNING p.yaml:4:9 The mask of mesh/mask does not fit lines.note of sales.orders.order-lines.v1,"
                                + " which is in id: all of that is shown as null.");
    }

    @Test
    void aRowFilterThatNoQueryCanApplyIsRefusedWhereItIsWritten() {
        PolicySet set = Given.set(Given.access("half", "when: purpose == 'x'\nrowFilter: quantity / 2 > 5\n"));
        PortFacts port = Given.port(Given.PORT, Given.column("quantity", new DataType.Int64(), ""));

        assertThat(set.check(port)).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.toString()).startsWith("p.yaml:5:12 POLICY_INVALID");
            assertThat(finding.message())
                    .startsWith("The row filter of mesh/half is none for sales.orders.order-lines.v1: A query cannot"
                            + " divide (/) in a row filter.");
            assertThat(finding.remedy()).startsWith("Multiply the other side instead");
        });
    }
}
