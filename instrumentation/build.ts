/**
 * Makes what the package consists of: `node build.ts`; `npm pack` calls it. It is CommonJS, which `import` takes as well as `require`: so a
 * process has one copy, whichever way it came. Names stay, whitespace and comments go; types are beside it with all that they say.
 */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

rmSync(here('dist'), { recursive: true, force: true })
await build({
  input: { index: here('index.ts'), auto: here('auto.ts') },
  external: [/^@opentelemetry\//, /^node:/],
  platform: 'node',
  logLevel: 'warn',
  output: {
    dir: here('dist'),
    format: 'cjs',
    exports: 'named',
    chunkFileNames: 'shared.js',
    minify: { compress: false, mangle: false, codegen: true },
  },
})
execFileSync('tsc', ['-p', here('tsconfig.json')], { stdio: ['ignore', 'inherit', 'inherit'] })
writeFileSync(here('dist/package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`)
