import { promisify } from 'node:util'
import { constants, gunzip, gzip, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import lz4 from 'lz4js'
import snappy from 'snappyjs'
import { decompressSnappy } from './snappy.ts'
import { undecodable } from './undecodable.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Records that a producer compressed together become at most so many bytes: stock ones send up to 8 MB (otlp: As a client). */
export const MAX_INFLATED_BYTES = 67_108_864

interface Codec {
  compress(bytes: Uint8Array): Promise<Uint8Array> | Uint8Array
  decompress(bytes: Uint8Array): Promise<Uint8Array> | Uint8Array
}

const limit = { maxOutputLength: MAX_INFLATED_BYTES }
const unzip = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip)
const unzstd = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(zstdDecompress)

/** Blocks of the log shrink to no less at the standard level 3, which takes twice the time (BENCHMARKS: Kafka). */
const FAST = { [constants.ZSTD_c_compressionLevel]: 1 }
/** Handing so little to another thread and back takes 0.1 ms, which is more than its decompression. */
const MOST_AT_ONCE_BYTES = 65_536
/** Most blocks of the log become at most so many times as large: they are inflated into memory of one piece. */
const EXPANSION = 8
const FEWEST_BYTES = 1_024

const CODECS: Readonly<Record<number, Codec>> = {
  [CompressionTypes.GZIP]: {
    compress: promisify<Uint8Array, Buffer>(gzip),
    decompress: (bytes) => unzip(bytes, limit),
  },
  [CompressionTypes.Snappy]: {
    compress: snappy.compress,
    decompress: (bytes) => decompressSnappy(bytes, MAX_INFLATED_BYTES),
  },
  // Brokers refuse what lz4js writes (its blocks depend on one another): we write no LZ4.
  [CompressionTypes.LZ4]: { compress: lz4.compress, decompress: decompressLz4 },
  [CompressionTypes.ZSTD]: { compress: compressZstd, decompress: decompressZstd },
}

/**
 * Teaches kafkajs all that Kafka's producers compress with: an unknown codec, or data that are none, would end a consumer for good
 * (kafka: kafkajs). What can't be decompressed comes as records that are {@link isUndecodable}.
 */
export function registerCodecs(): void {
  const known: Record<number, () => unknown> = CompressionCodecs
  for (const [type, codec] of Object.entries(CODECS)) known[Number(type)] = () => adapted(codec)
}

function adapted({ compress, decompress }: Codec) {
  return {
    compress: async ({ buffer }: { buffer: Buffer }) => asBuffer(await compress(buffer)),
    decompress: async (bytes: Buffer) => {
      try {
        return asBuffer(await decompress(bytes))
      } catch {
        return undecodable(bytes)
      }
    },
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength)

/** Into memory that is large enough for what does not shrink (zstd: compressBound). */
function compressZstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: FAST, chunkSize: bytes.length + (bytes.length >> 8) + 128 })
}

function decompressZstd(bytes: Uint8Array): Promise<Uint8Array> | Uint8Array {
  if (bytes.length > MOST_AT_ONCE_BYTES) return unzstd(bytes, limit)
  return zstdDecompressSync(bytes, { ...limit, chunkSize: Math.max(FEWEST_BYTES, bytes.length * EXPANSION) })
}

function decompressLz4(bytes: Uint8Array): Uint8Array {
  const bound = lz4.decompressBound(bytes)
  if (bound > MAX_INFLATED_BYTES) throw new RangeError('inflates to too much')
  return Uint8Array.from(lz4.decompress(bytes, bound))
}
