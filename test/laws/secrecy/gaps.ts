/** What a redaction that looks at one text at a time, and takes out what it knows, can't see in full. */
interface Gap {
  readonly name: string
  /** The texts that a secret is written as. */
  readonly write: (secret: string) => readonly string[]
  /** Of a hundred secrets of known formats some so many leave a text as it was: a gap that narrows, or widens, breaks this list. */
  readonly unseen: number
}

const middle = (text: string) => Math.floor(text.length / 2)
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** The gaps that are known. */
export const GAPS: readonly Gap[] = [
  {
    name: 'split over two attributes',
    write: (secret) => [secret.slice(0, middle(secret)), secret.slice(middle(secret))],
    unseen: 79,
  },
  {
    name: 'with something invisible in its middle',
    write: (secret) => [`${secret.slice(0, middle(secret))}\u200b${secret.slice(middle(secret))}`],
    unseen: 49,
  },
  { name: 'in base64 four times', write: (secret) => [base64(base64(base64(base64(secret))))], unseen: 1 },
  { name: 'backwards', write: (secret) => [Array.from(secret).reverse().join('')], unseen: 56 },
  {
    name: 'without what says that it is one',
    write: (secret) => [secret.replace(/^.*[ =:_.~-](?=.{8})/s, '')],
    unseen: 70,
  },
]
