// Neither package has types of its own.
declare module 'snappyjs' {
  /** Raw snappy. Throws where it is none, or would be longer than `maxLength`. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array
  export function compress(bytes: Uint8Array): Uint8Array
}

declare module 'lz4js' {
  /** How long a frame may be at most once it is decompressed. */
  export function decompressBound(frame: Uint8Array): number
  export function decompress(frame: Uint8Array, maxSize?: number): Uint8Array
  export function compress(bytes: Uint8Array): Uint8Array
}
