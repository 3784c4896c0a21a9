import { readFileSync } from 'node:fs'
import type { Offer, Offers, Word } from './offers.ts'

/** A text that a shell takes as it is. */
type Quote = (text: string) => string

const quoted: Quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`
const quotedInFish: Quote = (text) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`

/** How each shell says what may stand at a place. */
const WRITERS: Readonly<Record<string, (place: string, offer: Offer) => string>> = {
  bash: (place, offer) =>
    `${quoted(place)}) ${offer.kind === 'words' ? `list=${inBash(offer.words)}` : kindOf(offer)} ;;`,
  zsh: (place, offer) =>
    `${quoted(place)}) ${offer.kind === 'words' ? `offered=(${inZsh(offer.words)})` : kindOf(offer)} ;;`,
  fish: (place, offer) => `case ${quotedInFish(place)}; ${inFish(offer)}`,
}

/** The shells for which there is a script. */
export const SHELLS: readonly string[] = Object.keys(WRITERS)

/** A script that completes what is offered. */
export function completionScript(shell: string, offers: Offers): string {
  const template = readFileSync(new URL(`lifespan.${shell}`, import.meta.url), 'utf8')
  return template.replace(/^( *)PLACES$/m, (_, indent: string) => {
    const places = [...offers].map(([place, offer]) => indent + WRITERS[shell]!(place, offer))
    return places.join('\n')
  })
}

const kindOf = ({ kind }: Offer) => `kind=${kind}`

const inBash = (words: readonly Word[]) => quoted(words.map(({ word }) => word).join(' '))

/** Word and meaning are parted by the first colon. */
function inZsh(words: readonly Word[]): string {
  const one = ({ word, says }: Word) => `${word.replaceAll(':', '\\:')}${says === '' ? '' : `:${says}`}`
  return words.map((word) => quoted(one(word))).join(' ')
}

const NAMES_IN_FISH = {
  files: '__fish_complete_path $argv[2]',
  directories: "__fish_complete_directories $argv[2] ''",
  anything: 'true',
}

function inFish(offer: Offer): string {
  if (offer.kind !== 'words') return NAMES_IN_FISH[offer.kind]
  const lines = offer.words.map(({ word, says }) => quotedInFish(says === '' ? word : `${word}\t${says}`))
  return lines.length === 0 ? NAMES_IN_FISH.anything : `printf '%s\\n' ${lines.join(' ')}`
}
