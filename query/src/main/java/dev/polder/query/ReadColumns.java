package dev.polder.query;

import dev.polder.core.problem.PolderException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Finds out which columns a query reads: DuckDB binds it once more, over empty tables, and says which columns it had to bind. So what
 * a name means is decided by the one that ran the query, and a column counts although the optimizer would do without it: without the
 * column the query would fail. Thread-safe; opens a database for each call.
 */
public final class ReadColumns {
    private static final Logger log = LoggerFactory.getLogger(ReadColumns.class);

    private final QueryLimits limits;

    public ReadColumns(QueryLimits limits) {
        this.limits = limits;
    }

    /** One entry for each port; {@code UNCLEAR} for all of them when DuckDB cannot say. */
    public List<PortRead> of(Reading reading) {
        try (Session session = Session.open(limits)) {
            session.defineEmpty(reading.sources());
            session.lock(List.of());
            JsonNode plan = QueryEngine.tree(session.plan(reading.sql()));
            if (plan.path("error").asBoolean(true)) {
                return reading.unclear();
            }
            Map<String, Set<String>> bound = new TreeMap<>();
            reading.sources().forEach(source -> bound.put(source.name(), new HashSet<>()));
            return collect(plan, bound) ? reads(reading, bound) : reading.unclear();
        } catch (SQLException | PolderException e) {
            log.debug("cannot find out what a query reads", e);
            return reading.unclear();
        }
    }

    private static List<PortRead> reads(Reading reading, Map<String, Set<String>> bound) {
        List<PortRead> reads = new ArrayList<>();
        for (Reading.Source source : reading.sources()) {
            Set<String> columns = bound.get(source.name());
            reads.add(
                    columns.size() == source.columns().size()
                            ? new PortRead(source.port(), PortRead.Extent.ALL, Set.of())
                            : new PortRead(source.port(), PortRead.Extent.SOME, columns));
        }
        return reads;
    }

    /** Answers whether all of the plan was understood. */
    private static boolean collect(JsonNode node, Map<String, Set<String>> bound) {
        boolean understood = !"LOGICAL_GET".equals(node.path("type").asString("")) || scan(node, bound);
        for (JsonNode child : node) {
            understood = understood && collect(child, bound);
        }
        return understood;
    }

    private static boolean scan(JsonNode get, Map<String, Set<String>> bound) {
        List<String> path = new ArrayList<>();
        get.path("function_data").path("qualified_name").path("path").forEach(part -> path.add(part.asString()));
        if (path.isEmpty()) {
            // A table function, such as range.
            return !get.path("qname").path("path").path(0).asString("").equals("seq_scan");
        }
        Set<String> columns = bound.get(String.join(".", path));
        if (columns == null || !get.path("column_indexes").isArray()) {
            return false;
        }
        for (JsonNode column : get.path("column_indexes")) {
            // Past the columns are the row's number and the like, which stand for none of them.
            JsonNode index = column.path("index");
            if (index.canConvertToInt() && index.asInt() < get.path("names").size()) {
                columns.add(get.path("names").get(index.asInt()).asString());
            }
        }
        return true;
    }
}
