import { z } from 'zod'
import { Config, variableOf } from './config.ts'
import { groupShape, maintenanceShape, routeShape } from './config-alerts.ts'
import { endpointShape } from './config-endpoints.ts'
import { code, page, table } from './markdown.ts'
import { Owners } from './owners-file.ts'
import { aboutOf, asked, settingsOf, type Setting } from './shape.ts'

/** `lifespan.yaml` as a JSON Schema, for editors. */
export function configSchema(): object {
  return z.toJSONSchema(Config, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Of what is read as something else zod leaves these out.
      const { default: otherwise, examples = [] } = aboutOf(zodSchema)
      if (otherwise !== undefined) jsonSchema.default = otherwise
      if (examples.length > 0) jsonSchema.examples = [...examples]
    },
  })
}

const EXAMPLE = `\`\`\`yaml
clickhouse:
  url: https://clickhouse.example:8443
  user: lifespan
  password: \${file:/run/secrets/clickhouse}
owners: owners.yaml
retention: { uses: 90d }
policy:
  grace: { default: 2m, vm: 15 min }
  issuers:
    aws: { lateness: 30m }
    https://token.actions.githubusercontent.com: { propagation: 0s }
    "*": { overhang: 5m }
\`\`\``

/** How it is configured, as a page. */
export function configurationPage(): string {
  return page(
    'Configuration',
    'What `lifespan.yaml` may say: the file that `--config` or `LIFESPAN_CONFIG` names, else `./lifespan.yaml` if it is there. A flag goes before the environment, that before the file, that before the default. `lifespan config check` looks it over, `config print` shows what holds and who says so, `config schema` is for editors.',
    [
      EXAMPLE,
      '## Settings',
      table(['setting', 'default', 'environment', 'means'], settingsOf(Config).map(settingRow)),
      `Of an issuer (\`policy.issuers\`), by glob; if nobody says otherwise ${issuers()}:`,
      table(['setting', 'means'], partsOf(recordIn(Config.shape.policy))),
      'Of an endpoint (`alerts.endpoints`), by a name of your choice; of a route (`alerts.routes`), where rules and other names are globs in which only `*` is any text, and small letters are not capital ones; of what a route tells together (`group`); and of a window of `alerts.maintenance`:',
      table(['setting', 'means'], partsOf(endpointShape)),
      table(['setting', 'means'], partsOf(routeShape)),
      table(['setting', 'means'], partsOf(groupShape)),
      table(['setting', 'means'], partsOf(maintenanceShape)),
      'A line of `owners`, and one of `people`; they may stand in a file of their own, which `owners` then names:',
      ...Object.values(Owners.shape).map((lines) => table(['field', 'means'], partsOf(elementIn(lines)))),
      '## How values are written',
      'A length of time is a number and its unit: `30s`, `5m`, `15 min`, `24h`, `1d`; a bare number is refused. Any value in the file can be a reference, `${env:NAME}` or `${file:PATH}`: so a secret need not stand in the file. File names in it are below its directory. Names are strict: one that is not known is an error, told with its line and column and the nearest right one.',
      'A change of the policy judges everything again at the next start of `lifespan up`, closed findings too: what no longer holds is retracted, what changed is updated. Commands beside a running Lifespan go by its policy.',
    ],
  )
}

function settingRow({ path, schema, fallback }: Setting): string[] {
  const about = aboutOf(schema)
  const shown = typeof fallback === 'object' ? 'below' : told(fallback ?? about.default)
  const variable = variableOf(path)
  return [code(path.join('.')), shown, variable === null ? '' : code(variable), about.description ?? '']
}

const told = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? code(String(value)) : '')

function partsOf(schema: z.core.$ZodType): string[][] {
  const inside = asked(schema)
  if (!(inside instanceof z.ZodObject)) return []
  return Object.entries(inside.shape as Record<string, z.core.$ZodType>).map(([name, part]) => [
    code(name),
    aboutOf(part).description ?? '',
  ])
}

function recordIn(policy: z.core.$ZodType): z.core.$ZodType {
  const record = asked((asked(policy) as z.ZodObject<{ issuers: z.ZodType }>).shape.issuers)
  return (record as z.ZodRecord).valueType
}

/** The defaults of issuers, in words. */
function issuers(): string {
  const said = settingsOf(Config).find(({ path }) => path.join('.') === 'policy.issuers')!.fallback
  const words = (parts: object) => Object.entries(parts).map(([name, text]) => `${name} ${String(text)}`)
  return Object.entries(said as Record<string, object>)
    .map(([match, parts]) => `${code(match)} ${words(parts).join(', ')}`)
    .join('; ')
}

function elementIn(lines: z.core.$ZodType): z.core.$ZodType {
  return (asked(lines) as z.ZodArray).element
}
