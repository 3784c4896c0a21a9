import type { Command, Option } from 'commander'
import { DependentArgument } from './dependent-argument.ts'

/** A word that may be typed, and what it means. */
export interface Word {
  readonly word: string
  readonly says: string
}

/** What may stand somewhere on a command line: words, names of files or directories, or something that nobody can know. */
export type Offer =
  { readonly kind: 'words'; readonly words: readonly Word[] } | { readonly kind: 'files' | 'directories' | 'anything' }

/**
 * What may stand where. A place is `lifespan findings -` for the flags of a command, `lifespan findings --rule` for the value of one,
 * `lifespan query 1` for a first argument, `lifespan query 2 orphans` for those behind a certain first one, `lifespan ingest 2` for
 * those behind any.
 */
export type Offers = ReadonlyMap<string, Offer>

type Place = readonly [place: string, offer: Offer]

/** Everything that a program declares. */
export function offersOf(program: Command): Offers {
  return new Map(placesOf(program, program.name(), words([])))
}

const words = (all: readonly Word[]): Offer => ({ kind: 'words', words: all })

/** `beside`: the commands that this one is among, of which `help` takes one. */
function placesOf(command: Command, path: string, beside: Offer): Place[] {
  const help = command.createHelp()
  const options = help.visibleOptions(command)
  const commands = help.visibleCommands(command)
  const names = words(commands.map((each) => ({ word: each.name(), says: each.description() })))
  return [
    [`${path} -`, words(options.flatMap(flagsOf))],
    ...options.flatMap((option) => valuesOf(option, path)),
    ...(commands.length > 0 ? [[`${path} 1`, names] as const] : argumentsOf(command, path, beside)),
    ...commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`, names)),
  ]
}

function flagsOf({ short, long, description }: Option): Word[] {
  return [long, short].flatMap((word) => (word === undefined ? [] : [{ word, says: description }]))
}

function valuesOf(option: Option, path: string): Place[] {
  if (!option.required && !option.optional) return []
  const offer = offerOf(option.argChoices, /[<[](.*?)[\]>]/.exec(option.flags)?.[1])
  return flagsOf(option).map(({ word }) => [`${path} ${word}`, offer])
}

function argumentsOf({ registeredArguments }: Command, path: string, beside: Offer): Place[] {
  const [first] = registeredArguments
  if (first === undefined) return []
  const offer = first.name() === 'command' ? beside : offerOf(first.argChoices, first.name())
  const further = registeredArguments[1] ?? (first.variadic ? first : undefined)
  if (further === undefined) return [[`${path} 1`, offer]]
  const behind = further instanceof DependentArgument ? (first.argChoices ?? []) : []
  return [
    [`${path} 1`, offer],
    ...behind.map((word): Place => [`${path} 2 ${word}`, words((further as DependentArgument).behind(word))]),
    [`${path} 2`, offerOf(further.argChoices, further.name())],
  ]
}

/** Known words, else what the name of the place says. */
function offerOf(choices: readonly string[] | undefined, name = ''): Offer {
  if (choices !== undefined) return words(choices.map((word) => ({ word, says: '' })))
  if (name === 'directory') return { kind: 'directories' }
  return { kind: /^(file|path)s?$/.test(name) ? 'files' : 'anything' }
}
