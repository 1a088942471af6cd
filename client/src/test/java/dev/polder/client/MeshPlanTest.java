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
                  "breaks": [{"product": "marketing.customers", "transform": "build", "columns": []}]}]}
                """));

        assertThat(plan.contracts()).singleElement().satisfies(contract -> {
            assertThat(contract.port()).isEqualTo("sales.orders.orders.v1");
            assertThat(contract.changes()).singleElement().satisfies(change -> {
                assertThat(change.code()).isEqualTo(ChangeCode.TYPE_CHANGED);
                assertThat(change.position()).hasToString("c.odcs.yaml:3:9");
                assertThat(change.sentence()).isEqualTo("amount: the type was x and is y");
            });
            assertThat(contract.breaks()).singleElement().hasToString("marketing.customers (build reads all columns)");
        });
    }

    @Test
    void anOlderServerSaysNothingOfContracts() {
        assertThat(MeshPlan.of(Json.parse("{\"changes\": [], \"findings\": []}"))
                        .contracts())
                .isEmpty();
    }
}
