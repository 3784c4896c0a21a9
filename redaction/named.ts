import { isPasswordValue, isSecretValue } from './formats.ts'
import { redact, type Redacted } from './redact.ts'

/** What is called so is a secret, where it looks like none of prose. How many tokens something took is none, nor OpenTelemetry's `session.id`. */
const SECRET_NAME =
  /^tokens$|(?:^|[._-])(?:authorization|cookies?|pwd|pass|secrets?|token|(?:access|api|auth|bearer|id|refresh|session)[._-]?tokens|jwt|bearer|[ht]?otp|client[._-]?assertion|code[._-]?verifier|session[_-]?id|(?:access|account|api|encryption|hmac|private|secret|signing|subscription)[._-]?key)\d{0,2}$/i
/** What is called so is a password, whatever it looks like. */
const PASSWORD_NAME = /(?:passw(?:or)?ds?|passphrases?|passcodes?|sshpass)\d{0,2}$/i
/** Where nothing but a capital separates the words of a name. */
const HUMP = /(?<=[a-z0-9])(?=[A-Z])/g

/** A name without secrets. */
export interface SeenName extends Redacted {
  /** It says that what it names is a secret. */
  readonly isSecret: boolean
  /** It says that it is a password, which may look like anything. */
  readonly isPassword: boolean
}

const MOST_NAMES = 1_000
const LONGEST_NAME = 64

/** Few names are met again and again: so many of them, without a secret in them, are looked at once. */
const seenNames = new Map<string, SeenName>()

/** Looks at the name of an attribute. */
export function seenName(name: string): SeenName {
  const seen = seenNames.get(name)
  if (seen !== undefined) return seen
  const looked = {
    ...redact(name),
    isSecret: SECRET_NAME.test(name.replace(HUMP, '_')),
    isPassword: PASSWORD_NAME.test(name),
  }
  if (looked.found === 0 && name.length <= LONGEST_NAME && seenNames.size < MOST_NAMES) seenNames.set(name, looked)
  return looked
}

/** What is to be stored of the value of an attribute, where its name says that it is a secret; null where it is none for that. */
export function redactNamed({ isSecret, isPassword }: SeenName, value: string | number): Redacted | null {
  const isTaken = isPassword
    ? isPasswordValue(String(value))
    : isSecret && typeof value === 'string' && isSecretValue(value)
  return isTaken ? { text: '[redacted:named]', found: 1 } : null
}
