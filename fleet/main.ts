import { setTimeout as sleep } from 'node:timers/promises'
import { help, parseArguments } from './arguments.ts'
import type { Options } from './arguments.ts'
import { hearWarnings } from './delivery.ts'
import type { Delivery } from './delivery.ts'
import { createEmitter } from './emit.ts'
import { countRules, planHistory } from './plan.ts'
import type { Plan } from './plan.ts'
import { ownersFirst, playOn, playPast } from './play.ts'
import { createRandom } from './random.ts'
import type { Expected } from './story.ts'

const flushLimit = 900
const statusEvery = 10_000

process.exit(await main(process.argv.slice(2)))

/** Sends the history, then plays on until somebody says stop; gives the exit code. */
async function main(args: string[]): Promise<number> {
  const options = optionsOf(args)
  if (options === null) return 2
  if (options.help) return say(help)
  const { seed, start, hours, rate, once } = options
  const stop = stopSignal(options.tethered)
  const emitter = createEmitter(options.endpoint, createRandom(`${seed}/${start}/ids`))
  hearWarnings(emitter.delivery)
  const status = createStatus(emitter.delivery, options.json)
  const plan = planHistory(seed, start, hours)
  const how = { insist: !once, stop }
  const [owners, others] = ownersFirst(plan.events)
  const delivered = (await playPast(emitter, owners, how)) && (await playPast(emitter, others, how))
  if (delivered) printPlan(plan, options)
  else status.print()
  if (!once) await playOn({ emitter, seed, rate }, (expected) => status.committed(expected), stop)
  await Promise.race([emitter.flush(), sleep(flushLimit)])
  return once && !delivered ? 1 : 0
}

function optionsOf(args: string[]): Options | null {
  try {
    return parseArguments(args, Date.now())
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)} (--help says more)`)
    return null
  }
}

/** One line each ten seconds; with `--json` only where more was given up. */
function createStatus(delivery: Delivery, json: boolean) {
  let [failed, misdeeds] = [0, 0]
  const print = () => {
    const worse = delivery.failed > failed
    failed = delivery.failed
    const count = `${delivery.delivered} spans and logs delivered, ${failed} given up, ${misdeeds} live misdeeds`
    if (worse) note(`${count}: ${delivery.problem ?? 'export failed'}`)
    else if (!json) note(count)
  }
  setInterval(print, statusEvery).unref()
  const committed = (expected: Expected) => {
    misdeeds++
    if (json) say(jsonOf('live', expected))
  }
  return { print, committed }
}

function printPlan(plan: Plan, { json, once, hours }: Options): void {
  if (hours === 0) return
  if (json) for (const expected of plan.expected) say(jsonOf('history', expected))
  else if (once) for (const expected of plan.expected) say(textOf(expected))
  const rules = Object.entries(countRules(plan.expected)).map(([rule, count]) => `${rule} ${count}`)
  const span = `${new Date(plan.start).toISOString()} to ${new Date(plan.end).toISOString()}`
  note(`history ${span}: ${plan.events.length} spans and logs delivered; to be found: ${rules.join(', ')}`)
}

function jsonOf(part: 'history' | 'live', { rule, subject, appears, since, until }: Expected): string {
  return `${JSON.stringify({ misdeed: rule, part, subject, appears, since, until })}\n`
}

function textOf({ rule, subject, since }: Expected): string {
  return `${rule}  since ${new Date(since).toISOString()}  ${subject.kind} ${subject.id}\n`
}

function say(text: string): 0 {
  process.stdout.write(text)
  return 0
}

function note(text: string): void {
  process.stderr.write(`fleet: ${text}\n`)
}

/** Aborts on SIGTERM and SIGINT (a second one ends it at once), when output has no reader, and, tethered, when standard input closes. */
function stopSignal(tethered: boolean): AbortSignal {
  const control = new AbortController()
  const stop = () => control.abort()
  const interrupt = () => (control.signal.aborted ? process.exit(0) : stop())
  process.on('SIGTERM', interrupt).on('SIGINT', interrupt)
  process.stdout.on('error', stop)
  process.stderr.on('error', stop)
  if (tethered) process.stdin.on('end', stop).on('close', stop).on('error', stop).resume()
  return control.signal
}
