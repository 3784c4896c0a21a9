import { ByteSink } from '../native/sink.ts'

/** Who says Hello in the native protocol. */
export interface Hello {
  readonly user: string
  readonly password: string
  readonly database?: string
}

/** A client's first packet: kind, name, version in three numbers, database, user, password. */
export function helloOf({ user, password, database = 'default' }: Hello): Buffer {
  const packet = new ByteSink()
  packet.varuint(0)
  packet.text('a test')
  for (const part of [24, 3, 54_451]) packet.varuint(part)
  for (const text of [database, user, password]) packet.text(text)
  return Buffer.from(packet.bytes())
}
