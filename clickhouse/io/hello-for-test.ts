/** Who says Hello in the native protocol. */
export interface Hello {
  readonly user: string
  readonly password: string
  readonly database?: string
}

/** A client's first packet: kind, name, version in three numbers, database, user, password. */
export function helloOf({ user, password, database = 'default' }: Hello): Buffer {
  const parts = [number(0), text('a test'), number(24), number(3), number(54_451), text(database), text(user)]
  return Buffer.concat([...parts, text(password)])
}

function text(words: string): Buffer {
  return Buffer.concat([number(Buffer.byteLength(words)), Buffer.from(words)])
}

function number(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) + 128]), number(value >> 7)])
}
