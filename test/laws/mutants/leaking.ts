import { plantedIn } from './mutant.ts'

const events = plantedIn('collector/redact-event.ts', {
  'keys of attributes are not redacted': [
    'secrecy',
    'return [key.text, kept.text] as const',
    'return [name, kept.text] as const',
  ],
  'values of attributes are not redacted': [
    'secrecy',
    'return [key.text, kept.text] as const',
    'return [key.text, value] as const',
  ],
  'an id is what it was': [
    'secrecy',
    'JOINED.has(name) ? fingerprint(text) : redacted.text',
    'JOINED.has(name) ? text : redacted.text',
  ],
  'columns of words are not redacted': [
    'secrecy',
    " && (storage === 'text' || storage === 'word')",
    " && storage === 'text'",
  ],
  'an event is redacted where a column has a secret': [
    'secrecy',
    'attributes.found === 0 ? columns.changed',
    'columns.found === 0 || attributes.found === 0 ? columns.changed',
  ],
})

const texts = plantedIn('redaction/redact.ts', {
  'hex is public by nature': ['secrecy', '(HEX.test(text) && text.search(HEX_TEXT) < 0)', 'HEX.test(text)'],
  'hex in a text is not read': ['secrecy', 'if (unhexed !== run) return unhexed', ''],
  'percent signs are not undone': ['secrecy', "text.includes('%') && layers > 0", "text.includes('\\0') && layers > 0"],
  'base64 is read from its beginning alone': ['secrecy', 'from < 4; from += 1', 'from < 1; from += 1'],
  'base64 is read once': ['secrecy', 'const LAYERS = 3', 'const LAYERS = 1'],
  'short base64 is none': ['secrecy', '[A-Za-z0-9+/_-]{16,}={0,2}', '[A-Za-z0-9+/_-]{40,}={0,2}'],
})

const known = plantedIn('redaction/known.ts', {
  'one secret of a text is taken out': [
    'secrecy',
    'for (const format of FORMATS) left',
    'for (const format of FORMATS) if (count.found === 0) left',
  ],
  'a JWT is judged by its looks': ['secrecy', "if (!text.includes('eyJ')) return text", "if (text !== '') return text"],
  'a private key is its first line': [
    'secrecy',
    'if (end === null) return kept\n    rest = rest.slice(end.index + end[0].length)',
    'rest = rest.slice(40)',
  ],
})

const formats = plantedIn('redaction/formats.ts', {
  'quotes in JSON in JSON are not seen': ['secrecy', '\\\\{0,3}["\']?`', '["\']?`'],
  'of a cookie the first part is taken out': [
    'secrecy',
    '=[^\\r\\n"\'\\\\]{4,4096})/gi',
    '=[^\\r\\n"\'\\\\;]{4,4096})/gi',
  ],
})

const ways = [
  ...plantedIn('collector/otlp/kept.ts', {
    'half a word is kept where a value is cut': [
      'secrecy',
      'isCut ? withoutLastWord(text.text) : text.text',
      'text.text',
    ],
  }),
  ...plantedIn('collector/place.ts', {
    'file names are judged piece by piece alone': ['secrecy', 'redactKnown(place).text.split', 'place.split'],
  }),
  ...plantedIn('collector/intake.ts', {
    'events are stored as they were read': [
      'secrecy',
      'events: redacted.map(({ event }) => event)',
      'events: outcome.value.events',
    ],
  }),
]

/** Planted errors by which a secret is stored. */
export const LEAKING = [...events, ...texts, ...known, ...formats, ...ways]
