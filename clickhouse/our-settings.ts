/**
 * Settings that change what a question means. Servers, profiles and clients may have others: so each of our queries says these,
 * and so do the views, for whoever asks them.
 */
export const MEANING = {
  aggregate_functions_null_for_empty: 0,
  cast_keep_nullable: 0,
  enable_analyzer: 1,
  final: 0,
  join_use_nulls: 0,
  prefer_column_name_to_alias: 0,
  session_timezone: 'UTC',
  skip_unavailable_shards: 0,
  transform_null_in: 0,
  union_default_mode: '',
} as const

/** What makes other tables of our definitions, and what changes how values are read and written. */
const FORM = {
  async_insert: 0,
  bool_true_representation: 'true',
  bool_false_representation: 'false',
  data_type_default_nullable: 0,
  date_time_input_format: 'basic',
  date_time_output_format: 'simple',
  format_csv_delimiter: ',',
  http_write_exception_in_output_format: 0,
  low_cardinality_allow_in_native_format: 1,
  output_format_csv_crlf_end_of_line: 0,
  output_format_json_escape_forward_slashes: 0,
  output_format_json_map_as_array_of_tuples: 0,
  output_format_json_named_tuples_as_objects: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 0,
  output_format_native_encode_types_in_binary_format: 0,
} as const

/**
 * With the first joins of three of our views fail from the second time on (26.7: Code 10, a column that is not found). With the other,
 * which reorders joins by what is in the tables, they fail now and then (Code 49, columns of the same names) and may answer wrongly
 * (ClickHouse's issues 114113 and 116036).
 */
const BROKEN = { enable_join_runtime_filters: 0, query_plan_optimize_join_order_limit: 0 } as const

/** What every query of ours says, whatever the server's defaults and the user's profile are: the answers are the same everywhere. */
export const OUR_SETTINGS = { ...MEANING, ...FORM, ...BROKEN }
