import type { Message } from 'kafkajs'

/** Brokers take a MiB of a partition at a time (`message.max.bytes`), as it is once it is compressed, which may save nothing. */
const MOST_BYTES_A_PARTITION = 900_000
/** And 100 MiB in all (`socket.request.max.bytes`). */
const MOST_BYTES = 50_000_000
/** What a record takes beside key and value: headers, lengths, offsets. */
const BESIDE_BYTES = 100

/** Messages in as few parts as brokers take at once, each partition's in their order. One that is larger than that goes by itself. */
export function inRounds(messages: readonly Message[]): Message[][] {
  const most = Math.min(MOST_BYTES_A_PARTITION, MOST_BYTES / new Set(messages.map(({ partition }) => partition)).size)
  const places = new Map<number | undefined, { round: number; bytes: number }>()
  const rounds: Message[][] = []
  for (const message of messages) {
    const place = places.get(message.partition) ?? { round: 0, bytes: 0 }
    places.set(message.partition, place)
    const bytes = sizeOf(message.key) + sizeOf(message.value) + BESIDE_BYTES
    if (place.bytes > 0 && place.bytes + bytes > most) Object.assign(place, { round: place.round + 1, bytes: 0 })
    place.bytes += bytes
    ;(rounds[place.round] ??= []).push(message)
  }
  return rounds
}

const sizeOf = (part: Buffer | string | null | undefined) => (part ? Buffer.byteLength(part) : 0)
