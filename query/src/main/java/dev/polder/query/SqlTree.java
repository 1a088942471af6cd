package dev.polder.query;

import java.util.Locale;
import java.util.Set;

/** The form in which DuckDB's {@code json_serialize_sql} writes a query. */
final class SqlTree {
    /** Every field that a tree of allowed parts has. A new DuckDB with a new field is refused until it was looked at. */
    static final Set<String> FIELDS = Set.of("""
            aggregate_handling aggregates alias aliases arg_orders arguments at_clause case_checks catalog catalog_name
            child children class collation column_name_alias column_names columns comparison_type condition cte_map
            cte_name default_expr delim_flipped distinct distinct_on_targets duplicate_eliminated_columns else_expr end
            end_expr entries error exclude_clause exclude_list expected_names expected_types export_state expr
            expression filter filter_expr from_table function function_name group_expressions group_sets groups
            has_ignore_nulls having ignore_nulls include_nulls index input is_implicit is_operator join_type key
            key_targets kind left lhs limit limit_type literal lower map materialized modifiers name named_param_map
            nearest_approx nearest_count nearest_order_type node null_order offset offset_expr order_bys orders
            partitions path payload_aggregates pivot_enum pivot_expressions pivots qualified_exclude_list qualified_name
            qualify query_location query_location_length query_node ranking_expression ref_type relation_name
            rename_list replace_list right sample schema schema_name select_list setop_all setop_type source star_expr
            start start_expr statements subquery subquery_type syntax_type table_name text then_expr try_cast type
            type_expr type_name union_all unpivot_names upper using_columns value values when_expr where_clause
            with_ordinality
            """.strip().split("\\s+"));

    private SqlTree() {}

    /** {@code SHOW_REF} as people say it: "show". */
    static String describe(String type) {
        return type.toLowerCase(Locale.ROOT)
                .replaceAll("_(ref|node|expr|expression)$", "")
                .replace('_', ' ');
    }
}
