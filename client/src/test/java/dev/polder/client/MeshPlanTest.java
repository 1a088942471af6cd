package dev.polder.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.ChangeCode;
import org.junit.jupiter.api.Test;

class MeshPlanTest {
    @Test
    void readsWhatChangesInContractsAndLeavesOutWhatItDoesNotKnow() {
        MeshPlan plan = MeshPlan.of(Json.parse("""
                {"changes": [], "findings": [], "contracts": [{
                  "port": "sales.orders.orders.v1", "from": "1.0.0", "to": "1.1.0", "needs": "major",
                  "versionIsEnough": false,
                  "changes": [
                    {"code": "TYPE_CHANGED", "writers": "breaking", "readers": "breaking", "object": "orders",
                     "path": "amount", "field": "physicalType", "description": "the type was x and is y",
                     "remedy": "r", "file": "c.odcs.yaml", "line": 3, "column": 9},
                    {"code": "NEWER_THAN_THIS_CLIENT", "path": "amount"}],
                  "breaks": [{"product": "marketing.customers", "transform": "build", "columns": []}],
                  "queries": [{"principal": "ana", "via": "query", "extent": "all", "columns": [], "reads": 2,
                    "lastRead": "2026-11-20T08:00:00Z"}]}]}
                """));

        assertThat(plan.contracts()).singleElement().satisfies(contract -> {
            assertThat(contract.port()).isEqualTo("sales.orders.orders.v1");
            assertThat(contract.changes()).singleElement().satisfies(change -> {
                assertThat(change.code()).isEqualTo(ChangeCode.TYPE_CHANGED);
                assertThat(change.position()).hasToString("c.odcs.yaml:3:9");
                assertThat(change.sentence()).isEqualTo("amount: the type was x and is y");
            });
            assertThat(contract.breaks()).singleElement().hasToString("marketing.customers (build reads all columns)");
            assertThat(contract.queries())
                    .singleElement()
                    .hasToString("queries of ana (all columns, last read 2026-11-20)");
        });
    }

    @Test
    void anOlderServerSaysNothingOfContracts() {
        assertThat(MeshPlan.of(Json.parse("{\"changes\": [], \"findings\": []}"))
                        .contracts())
                .isEmpty();
    }
}
