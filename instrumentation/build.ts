/**
 * Makes what the package consists of: `node build.ts`; `npm pack` calls it. It is CommonJS, which `import` takes as well as `require`: so a
 * process has one copy, whichever way it came. It is made small (100 KB is what it may have); the types of what can be imported are beside it, with
 * all that they say.
 */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const ENTRIES = ['index', 'auto', 'kafka']

rmSync(here('dist'), { recursive: true, force: true })
await build({
  input: Object.fromEntries(ENTRIES.map((name) => [name, here(`${name}.ts`)])),
  external: [/^@opentelemetry\//, /^node:/],
  platform: 'node',
  logLevel: 'warn',
  output: { dir: here('dist'), format: 'cjs', exports: 'named', chunkFileNames: '[name].js', minify: true },
})

/** What chunks give each other is constant: it needs no getter, of which each is longer than most functions. */
const GETTER =
  /Object\.defineProperty\(exports,("?)(\w+)\1,\{enumerable:!0,get:function\(\)\{return(?: ([\w$]+)|(`[^`]*`))\}\}\)/g
for (const file of globSync('*.js', { cwd: here('dist') })) {
  const made = readFileSync(here(`dist/${file}`), 'utf8')
  writeFileSync(here(`dist/${file}`), made.replace(GETTER, 'exports.$2=$3$4').replaceAll('/* @__PURE__ */ ', ''))
}
execFileSync('tsc', ['-p', here('tsconfig.json')], { stdio: ['ignore', 'inherit', 'inherit'] })
writeFileSync(here('dist/package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`)

const IMPORT = /from '(\.[^']+)\.ts'/g

/** A declaration file and all that it is made of. */
function reached(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORT))
    reached(join(dirname(file), `${path}.d.ts`), known)
  return known
}

const types = here('dist/types')
const needed = new Set(ENTRIES.flatMap((name) => [...reached(join(types, `instrumentation/${name}.d.ts`))]))
for (const file of globSync('**/*.d.ts', { cwd: types })) if (!needed.has(join(types, file))) rmSync(join(types, file))
