import { writeFileSync } from 'node:fs'
import { allPages } from './pages.ts'

for (const [name, text] of Object.entries(allPages())) {
  writeFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), text)
}
