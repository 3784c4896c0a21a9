import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { findPlace } from '../system/place.ts'
import type { Around } from './around.ts'
import { fail, ok, type Result } from './check.ts'

/** What a command would go by, and what to say of it; null where that is not taken, and nothing else can be looked at. */
export async function readConfiguration(flags: ConfigFlags): Promise<readonly [Around | null, readonly Result[]]> {
  try {
    const settings = await loadSettings(flags)
    const said = ok(settings.file ?? 'no file', 'what is configured is taken')
    const { ports, kafka, key } = settings
    return [{ place: await findPlace(settings), ports, kafka, key }, [said]]
  } catch (error) {
    return [null, problemsOf((error as Error).message, flags)]
  }
}

/** A line each, below one that says that there are some. */
function problemsOf(message: string, { config }: ConfigFlags): Result[] {
  const [first, ...lines] = message.split('\n')
  const problems = lines.length === 0 ? [first!] : lines
  return problems.map((problem) =>
    fail(config ?? 'configuration', problem, 'mend that, and see it with: npx lifespan config check'),
  )
}
