/**
 * The body of the child process that is the embedded ClickHouse: `node engine-child.ts <libchdb.so> <argument>…`. It hands its
 * arguments to the engine's own `main`, which returns when standard input closes.
 */
import { DataType, isNullPointer, load, open, type JsExternal } from 'ffi-rs'

const library = 'chdb'

function run(argv: string[]): JsExternal {
  return load({
    library,
    funcName: 'chdb_query_cmdline',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [argv.length, argv],
  })
}

function errorOf(result: JsExternal): string | undefined {
  const call = { library, funcName: 'chdb_result_error', paramsType: [DataType.External], paramsValue: [result] }
  if (isNullPointer(load({ ...call, retType: DataType.External }))) return undefined
  return load({ ...call, retType: DataType.String })
}

const [path = '', ...args] = process.argv.slice(2)
open({ library, path })
const result = run(['clickhouse', ...args])
const error = isNullPointer(result) ? 'the engine returned nothing' : errorOf(result)
if (error !== undefined) process.stderr.write(`${error}\n`)
// The engine leaves threads behind, so the process is ended and not left to end.
process.exit(error === undefined ? 0 : 1)
