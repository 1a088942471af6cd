package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ContractGateTest {
    @Test
    void anAcceptedRecordIsAvroInTheSchemaOfTheContract() {
        ContractGate gate = Contracts.gate("""
                - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                - {name: name, logicalType: string}
                - {name: price, logicalType: number, physicalType: "decimal(10,2)"}
                - {name: day, logicalType: date}
                - {name: at, logicalType: timestamp}
                - {name: open, logicalType: boolean}
                - name: lines
                  logicalType: array
                  items:
                    logicalType: object
                    properties:
                      - {name: sku, logicalType: string, required: true}
                      - {name: weight, logicalType: number}
                """);
        RawRecord record = Contracts.json("""
                {"id": 7, "name": "Žofie", "price": 12.5, "day": "2024-02-29", "at": "2024-02-29T12:00:00.5+01:00",
                 "open": true, "lines": [{"sku": "a"}, {"sku": "b", "weight": 1e-1}]}
                """);

        GenericRecord read = AcceptedRecords.read(gate, record);

        assertThat(read)
                .hasToString("{\"id\": 7, \"name\": \"Žofie\", \"price\": \"\\u0004â\", \"day\": 19782,"
                        + " \"at\": 1709204400500000, \"open\": true,"
                        + " \"lines\": [{\"sku\": \"a\", \"weight\": null}, {\"sku\": \"b\", \"weight\": 0.1}]}");
        assertThat(AcceptedRecords.key(gate, record)).isEqualTo("[7]");
    }
}
