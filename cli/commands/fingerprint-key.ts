import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption } from '../options.ts'
import { note, say } from '../output.ts'
import { keysFrom, openSecrets } from '../system/data-directory.ts'
import { findPlace } from '../system/place.ts'

const VARIABLE = 'LIFESPAN_FINGERPRINT_KEY'

/** `lifespan config fingerprint-key`: what services are given, so that a secret has one id, whoever tells of it. */
export function fingerprintKeyCommand(): Command {
  return new Command('fingerprint-key')
    .description('print the key that services need: under it the instrumentation library makes the same ids of secrets')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nIt is itself a secret. Who has LIFESPAN_KEY (key) gets what follows from that, else what the data directory has.\n\nExamples:\n  npx lifespan config fingerprint-key >> service.env\n  kubectl create secret generic lifespan --from-env-file <(npx lifespan config fingerprint-key)\n',
    )
    .action(async ({ json, ...flags }: ConfigFlags & { readonly json?: boolean }) => {
      const key = await fingerprintKey(flags)
      say(json === true ? JSON.stringify({ [VARIABLE]: key }) : `${VARIABLE}=${key}`)
      note('who has this key can try which secret an id stands for: keep it as a secret')
    })
}

async function fingerprintKey(flags: ConfigFlags): Promise<string> {
  const settings = await loadSettings(flags)
  if (settings.key !== null) return keysFrom(settings.key).fingerprintKey
  const { dataDir } = await findPlace(settings)
  if (existsSync(join(dataDir, 'secrets.json'))) return (await openSecrets(dataDir)).fingerprintKey
  const how = "start it once ('npx lifespan up'), name its directory with --data, or set LIFESPAN_KEY where it has one"
  throw new Error(`there are no keys in ${dataDir}: ${how}`)
}
