package dev.polder.query;

import java.util.Locale;
import java.util.Set;

/** What queries may use: everything is refused that does not stand here. */
final class Allowed {
    /**
     * Functions of values, groups and windows that read nothing but their arguments (and the clock). Left out too is what
     * makes much from little, such as {@code range} as a list, because DuckDB's memory limit does not count such values.
     */
    static final Set<String> FUNCTIONS = words("""
            + - * / // % ** ^ & | << >> ~ @ || && <@ @> ^@ -> ->> <-> <=>
            ~~ !~~ ~~* !~~* ~~~ !__postfix like_escape not_like_escape ilike_escape not_ilike_escape
            abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot degrees divide even exp
            factorial fdiv floor fmod gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least
            least_common_multiple lgamma ln log log10 log2 mod multiply nextafter pi pow power radians random round
            round_even roundbankers sign signbit sin sinh sqrt subtract tan tanh trunc width_bucket xor
            ascii bin chr char_length character_length concat concat_ws contains damerau_levenshtein editdist3 ends_with
            format format_bytes from_base64 from_binary from_hex hamming hash hex instr jaccard jaro_similarity
            jaro_winkler_similarity lcase left left_grapheme len length length_grapheme levenshtein lower lpad ltrim md5
            mismatches nfc_normalize octet_length bit_length ord overlay position prefix printf regexp_escape
            regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array
            repeat replace reverse right right_grapheme rpad rtrim sha1 sha256 split split_part starts_with str_split
            str_split_regex string_split string_split_regex string_to_array strip_accents strlen strpos substr substring
            substring_grapheme suffix to_base to_base64 base64 to_binary to_hex translate trim ucase unbin unhex unicode
            upper url_decode url_encode encode decode
            age ago century current_date current_localtime current_localtimestamp date_add date_diff date_part date_sub
            date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month
            decade epoch epoch_ms epoch_ns epoch_us era get_current_time get_current_timestamp hour isodow isoyear
            julian last_day make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz
            microsecond millennium millisecond minute month monthname nanosecond normalized_interval now quarter second
            strftime strptime time_bucket timezone timezone_hour timezone_minute to_centuries to_days to_decades
            to_hours to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds
            to_timestamp to_weeks to_years today transaction_timestamp try_strptime week weekday weekofyear year yearweek
            if nullif coalesce ifnull typeof uuid gen_random_uuid uuidv4 uuidv7 switch
            list_value list_pack list_append list_prepend list_apply list_transform list_filter list_reduce list_cat
            list_concat list_contains list_has list_has_all list_has_any list_distinct list_unique list_element
            list_extract list_indexof list_position list_intersect list_reverse list_reverse_sort list_sort list_slice
            list_zip list_where list_select list_grade_up list_sum list_avg list_min list_max list_count list_first
            list_last list_median list_mode list_product list_string_agg list_any_value list_bool_and list_bool_or
            list_stddev_pop list_stddev_samp list_var_pop list_var_samp
            array_append array_apply array_cat array_concat array_contains array_distinct array_extract array_filter
            array_has array_has_all array_has_any array_indexof array_intersect array_length array_pop_back
            array_pop_front array_position array_prepend array_push_back array_push_front array_reduce array_reverse
            array_reverse_sort array_select array_slice array_sort array_to_string array_transform array_unique
            array_value array_where array_zip array_cosine_similarity array_cosine_distance array_distance
            array_inner_product list_cosine_similarity list_cosine_distance list_distance list_inner_product
            apply filter reduce flatten unnest
            map map_concat map_contains map_entries map_extract map_extract_value map_from_entries map_keys map_values
            element_at cardinality row struct_pack struct_extract struct_extract_at struct_concat struct_contains
            struct_has struct_insert struct_keys struct_position struct_update struct_values
            json_array json_array_length json_contains json_exists json_extract json_extract_path json_extract_path_text
            json_extract_string json_keys json_object json_type json_valid json_value to_json json_group_array
            json_group_object
            any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min
            arg_min_null argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count count_if
            count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram
            kahan_sum kurtosis kurtosis_pop last list listagg mad max max_by mean median min min_by mode product quantile
            quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
            regr_sxy regr_syy sem skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp
            variance wavg weighted_avg
            cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense
            row_number
            """);

    /** Functions that stand for tables. */
    static final Set<String> TABLE_FUNCTIONS = words("unnest range generate_series");

    /** Types to cast to. */
    static final Set<String> TYPES = words("""
            bigint int8 long int64 integer int int4 signed int32 smallint int2 short int16 tinyint int1 hugeint int128
            ubigint uint64 uinteger uint32 usmallint uint16 utinyint uint8 uhugeint uint128 double float8 real float4
            float decimal numeric dec boolean bool logical varchar char bpchar text string nvarchar blob bytea binary
            varbinary date time timestamp datetime timestamptz timestamp_s timestamp_ms timestamp_ns timestamp_us
            interval uuid json bit bitstring list struct row map tuple null
            """);

    /** Operators that are not functions. */
    static final Set<String> OPERATORS = words("""
            operator_not operator_is_null operator_is_not_null compare_in compare_not_in operator_coalesce
            operator_nullif operator_try array_extract array_slice array_constructor struct_extract grouping_function
            arrow
            """);

    /** Words that DuckDB turns into calls when there is no column of that name. */
    static final Set<String> SESSION_WORDS =
            words("current_catalog current_database current_schema current_role current_user session_user user");

    private Allowed() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
