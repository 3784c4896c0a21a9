/**
 * Settings that stock clients send with every query and that plain `readonly=1` would answer with Code 164. All of them only shape
 * an answer or make a query cheaper; none reads more, writes, or lifts the limits on memory and time.
 */
export const analystSettings: readonly string[] = [
  // /play
  'add_http_cors_header',
  'enable_http_compression',
  'enable_reads_from_query_cache',
  'enable_writes_to_query_cache',
  'extremes',
  'max_result_bytes',
  'max_result_rows',
  'query_cache_nondeterministic_function_handling',
  'query_cache_system_table_handling',
  'query_cache_ttl',
  'result_overflow_mode',
  'use_query_cache',
  // JDBC, DBeaver, Metabase
  'compile_expressions',
  'http_zlib_compression_level',
  'input_format_binary_read_json_as_string',
  'join_use_nulls',
  'log_comment',
  'output_format_binary_write_json_as_string',
  'session_timezone',
  // clickhouse-connect, Superset
  'cast_string_to_dynamic_use_inference',
  'date_time_input_format',
  'date_time_output_format',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'http_wait_end_of_query',
  // Grafana, clickhouse-go, @clickhouse/client
  'cancel_http_readonly_queries_on_client_close',
  'connect_timeout',
  'http_response_buffer_size',
  'interactive_delay',
  'low_cardinality_allow_in_native_format',
  'max_block_size',
  'network_compression_method',
  'network_zstd_compression_level',
  'receive_timeout',
  'send_timeout',
  // formats
  'format_csv_delimiter',
  'format_csv_null_representation',
  'output_format_json_array_of_rows',
  'output_format_json_escape_forward_slashes',
  'output_format_json_named_tuples_as_objects',
  'output_format_json_quote_64bit_floats',
  'output_format_json_quote_64bit_integers',
  'output_format_json_quote_denormals',
  'output_format_native_write_json_as_string',
  'output_format_parquet_string_as_string',
  'output_format_pretty_max_rows',
]
