import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, Command, Option } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { queryNames } from '../../queries/catalogue.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { DependentArgument } from './dependent-argument.ts'
import { offersOf } from './offers.ts'
import { SHELLS } from './scripts.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lifespan-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('what is offered', () => {
  const program = new Command('lifespan')
    .version('1')
    .addCommand(
      new Command('ask')
        .addArgument(new Argument('<name>').choices(['a', 'b']))
        .addArgument(new DependentArgument('[name=value...]', '', (name) => [{ word: `${name}1=`, says: 'one' }]))
        .addOption(new Option('--rule <ids>', 'which').choices(['L01']))
        .option('--data <directory>', 'where')
        .option('-j, --json', 'for programs'),
    )
    .addCommand(new Command('config').addCommand(new Command('check').argument('[file]')))
  const words = (place: string) => {
    const offer = offersOf(program).get(place)
    return offer?.kind === 'words' ? offer.words.map(({ word }) => word) : offer?.kind
  }

  test.each([
    ['lifespan -', ['--version', '-V', '--help', '-h']],
    ['lifespan 1', ['ask', 'config', 'help']],
    ['lifespan help 1', ['ask', 'config', 'help']],
    ['lifespan ask -', ['--rule', '--data', '--json', '-j', '--help', '-h']],
    ['lifespan ask --rule', ['L01']],
    ['lifespan ask --data', 'directories'],
    ['lifespan ask --json', undefined],
    ['lifespan ask 1', ['a', 'b']],
    ['lifespan ask 2 b', ['b1=']],
    ['lifespan ask 2', 'anything'],
    ['lifespan config 1', ['check', 'help']],
    ['lifespan config check 1', 'files'],
  ])('at %j is what the program declares', (place, offered) => {
    expect(words(place)).toEqual(offered)
  })
})

/** Has a shell say what it would complete a line to. */
type Asking = (script: string, line: string) => string

const run = (command: string, args: readonly string[], input = '') =>
  spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', input, env: { ...process.env, HOME: folder } })

/** As bash calls the function that a command's completion is. */
const inBash: Asking = (script, line) =>
  run('bash', [
    '--norc',
    '-c',
    `source "$1"; COMP_LINE=$2 COMP_POINT=\${#2}; read -ra COMP_WORDS <<<"$2"; COMP_CWORD=\${#COMP_WORDS[@]}
     specification=$(complete -p "\${COMP_WORDS[0]}"); function=\${specification##*-F }; "\${function%% *}"
     printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    script,
    line,
  ]).stdout

const inZsh: Asking = (script, line) =>
  run('zsh', ['-f', join(ROOT, 'cli/completion/ask-zsh.zsh'), script, line]).stdout.replaceAll('offered:', '')

const inFish: Asking = (script, line) =>
  run('fish', ['-N', '-c', 'source $argv[1]; complete -C $argv[2]', script, line]).stdout

const ASKING: Readonly<Record<string, Asking>> = { bash: inBash, zsh: inZsh, fish: inFish }

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit']).status === 0

describe.each(SHELLS)('in %s', (shell) => {
  const script = join(folder, shell)
  writeFileSync(script, execFileSync(process.execPath, ['bin/lifespan.js', 'completion', shell], { cwd: ROOT }))
  const completed = (line: string) => {
    const lines = ASKING[shell]!(script, line).split(/\r?\n/)
    const offered = lines.map((each) => each.split('\t')[0]!.trim()).filter((each) => each !== '')
    return [...new Set(offered)].toSorted()
  }

  test.skipIf(!hasShell(shell)).each([
    ['lifespan find', ['findings']],
    ['npx lifespan find', ['findings']],
    ['npx lif', ['lifespan']],
    ['lifespan findings --op', ['--open']],
    ['lifespan findings --rule ', RULES.map(({ id }) => id).toSorted()],
    ['lifespan findings --open --data there --severity h', ['high']],
    ['lifespan query or', ['orphans']],
    ['lifespan query ', queryNames()],
    ['lifespan query --data there longest-exposure ', ['at=', 'limit=', 'rule=']],
    ['lifespan query account ', []],
    ['lifespan help ver', ['verify']],
    ['lifespan completion ', ['bash', 'fish', 'zsh']],
    ['lifespan explain ', []],
    ['lifespan findings --source ', []],
    ['lifespan ingest CONTRIB', ['CONTRIBUTING.md']],
  ])('%j is completed', (line, offered) => {
    expect(completed(line)).toEqual(offered)
  })

  test.skipIf(!hasShell(shell)).each([
    ['lifespan findings --rule G01,L0', ['L01', 'L02', 'L03']],
    ['lifespan findings --rule=G', ['G01', 'G02']],
    ['lifespan up --data correl', ['correlator']],
  ])('%j is completed, with what stands before it or without', (line, offered) => {
    const last = completed(line).map((word) => word.replace(/^.*[,=]/, '').replace(/\/$/, ''))
    expect(last).toEqual(offered)
  })
})
