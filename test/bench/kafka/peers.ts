import { fileURLToPath } from 'node:url'

/** Real systems to measure against, where they are on this machine; and where what was built of them is kept. */
export const PEERS = fileURLToPath(new URL('../../../../shared/peers', import.meta.url))
export const BUILT = fileURLToPath(new URL('../../../.cache/peers', import.meta.url))
