import { isSecretValue } from './formats.ts'
import { redact, type Redacted } from './redact.ts'

/** What is called so is a secret, whatever it looks like. */
const SECRET_NAME =
  /(?:^|[._-])(?:authorization|cookie|passw(?:or)?d|pwd|secret|token|api[._-]?key|access[._-]?key|private[._-]?key)$/i
/** The same where nothing but a capital separates the words of a name. */
const SECRET_HUMP = /[a-z0-9](?:Authorization|Cookie|Passw(?:or)?d|Pwd|Secret|Token|(?:Api|Access|Private)Key)$/

/** A name without secrets. */
export interface SeenName extends Redacted {
  /** It says that what it names is a secret. */
  readonly isSecret: boolean
}

const MOST_NAMES = 1_000
const LONGEST_NAME = 64

/** Few names are met again and again: so many of them, without a secret in them, are looked at once. */
const seenNames = new Map<string, SeenName>()

/** Looks at the name of an attribute. */
export function seenName(name: string): SeenName {
  const seen = seenNames.get(name)
  if (seen !== undefined) return seen
  const looked = { ...redact(name), isSecret: SECRET_NAME.test(name) || SECRET_HUMP.test(name) }
  if (looked.found === 0 && name.length <= LONGEST_NAME && seenNames.size < MOST_NAMES) seenNames.set(name, looked)
  return looked
}

/** What is to be stored of the value of an attribute, where its name says that it is a secret; null where it is none for that. */
export function redactNamed({ isSecret }: SeenName, value: string): Redacted | null {
  return isSecret && isSecretValue(value) ? { text: '[redacted:named]', found: 1 } : null
}
