package dev.polder.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.cli.render.OutputFormat;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.MeshPlan;
import dev.polder.core.contract.ChangeCode;
import dev.polder.core.contract.ContractChange;
import dev.polder.core.problem.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTableTest {
    private static final MeshPlan PLAN = new MeshPlan(
            List.of(new MeshPlan.Change("change", "contract", "sales.orders.orders.v1", "version 1.0.0 → 1.1.0")),
            List.of(new MeshPlan.Contract(
                    "sales.orders.orders.v1",
                    "1.0.0",
                    "1.1.0",
                    List.of(new ContractChange(
                            ChangeCode.PROPERTY_REMOVED,
                            "orders",
                            "email",
                            "",
                            "the property was removed",
                            "Publish it as a new major version.",
                            new Position("orders.odcs.yaml", 8, 5))),
                    List.of(new MeshPlan.Reader("marketing.customer-360", "build", List.of("email"))),
                    List.of(
                            new MeshPlan.Query("ana", "query", "columns", List.of("email"), 7, "2026-11-20T08:00:00Z"),
                            new MeshPlan.Query("ana", "catalog", "unclear", List.of(), 1, "2026-11-19T08:00:00Z")))),
            List.of());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void whatChangesInAContractStandsBelowThePlanWithWhomItBreaks() {
        assertThat(printed(OutputFormat.TABLE)).isEqualTo("""
                ~ contract  sales.orders.orders.v1  version 1.0.0 → 1.1.0

                sales.orders.orders.v1 1.0.0 → 1.1.0
                orders.odcs.yaml:8:5 PROPERTY_REMOVED breaks writers and readers: orders.email: the property was removed → Publish it as a new major version.
                breaks marketing.customer-360 (build reads email)
                breaks queries of ana (email, last read 2026-11-20)
                breaks Iceberg clients of ana (possibly all columns, last read 2026-11-19)
                """);
    }

    @Test
    void programsGetTheSameAsJson() {
        Json contract =
                Json.parse(printed(OutputFormat.JSON)).at("contracts").items().get(0);

        assertThat(contract.at("changes").items().get(0).text("code")).contains("PROPERTY_REMOVED");
        assertThat(contract.at("breaks").items().get(0).compact())
                .isEqualTo("{\"product\":\"marketing.customer-360\",\"transform\":\"build\",\"columns\":[\"email\"]}");
        assertThat(contract.at("queries").items().get(0).compact())
                .isEqualTo("{\"principal\":\"ana\",\"via\":\"query\",\"extent\":\"columns\",\"columns\":[\"email\"],"
                        + "\"reads\":7,\"lastRead\":\"2026-11-20T08:00:00Z\"}");
    }

    private String printed(OutputFormat format) {
        Terminal terminal = Terminal.to(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream());
        PlanTable.print(terminal, format, PLAN);
        terminal.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
