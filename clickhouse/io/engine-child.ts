/**
 * The body of the child process that is the embedded ClickHouse: `node engine-child.ts <libchdb.so> <argument>…`. It hands its
 * arguments to the engine's own `main`, which returns when standard input closes.
 */
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { UNCONFINED } from './engine-words.ts'
import { confine } from './landlock.ts'
import { dieWithParent } from './libc.ts'
import { forbidMakingToReadAndWrite } from './seccomp.ts'
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

/**
 * What the engine reads of the system, seen by its system calls: what it is itself (its environment holds no secret) and what the
 * machine has.
 */
const OF_THE_SYSTEM =
  '/proc/self /proc/meminfo /proc/cpuinfo /proc/stat /sys/fs/cgroup /sys/devices/system/cpu /dev/null /dev/urandom'.split(
    ' ',
  )

/** The value of an argument of the engine's. */
function valueOf(name: string): string {
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** Where this process is told what nobody else may read. */
const SECRETS = 3

const [path = '', ...args] = process.argv.slice(2)
// Asked to end it may wait for others, as for brokers that are away: whoever comes next must not wait for that.
dieWithParent()
open({ library, path })
Object.assign(process.env, JSON.parse(readFileSync(SECRETS, 'utf8')))
// The C library remembers its name servers: names of brokers are resolved from here on, though the file that names them is out of reach.
await lookup('localhost').catch(() => undefined)
// The function file() asks nobody: without this whoever may select could read whatever this user can (a fence of the engine's own is
// only in its server program). So the engine sees its own folder and its configuration, and nothing else of this machine.
const confined = confine({ writable: [valueOf('--path')], readable: [valueOf('--config-file'), ...OF_THE_SYSTEM] })
// The table function sqlite() makes the file that it is told before it asks whether its caller may.
const makesNone = forbidMakingToReadAndWrite()
if (!confined || !makesNone) process.stderr.write(`${UNCONFINED}\n`)
const result = run(['clickhouse', ...args])
const error = isNullPointer(result) ? 'the engine returned nothing' : errorOf(result)
if (error !== undefined) process.stderr.write(`${error}\n`)
// The engine leaves threads behind, so the process is ended and not left to end.
process.exit(error === undefined ? 0 : 1)
