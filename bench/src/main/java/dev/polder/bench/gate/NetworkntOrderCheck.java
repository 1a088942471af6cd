package dev.polder.bench.gate;

import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.polder.bench.data.Contracts;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * networknt's JSON Schema validator over a Jackson tree: the schema is compiled once, the answer is yes or no, and the first error
 * ends the check. Decimals are read exactly: {@code multipleOf 0.01} refuses good prices otherwise.
 */
final class NetworkntOrderCheck implements OrderCheck {
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final Schema schema;

    NetworkntOrderCheck() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .failFast(true)
                .formatAssertionsEnabled(true)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
        schema = registry.getSchema(Contracts.ordersAsJsonSchema());
        schema.initializeValidators();
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to) {
        JsonNode order;
        try {
            order = mapper.readTree(bytes, from, to - from);
        } catch (JacksonException notJson) {
            return false;
        }
        return schema.validate(order, OutputFormat.BOOLEAN);
    }
}
