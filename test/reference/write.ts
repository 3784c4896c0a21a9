import { writeFileSync } from 'node:fs'
import { allPages } from './pages.ts'

for (const [place, text] of Object.entries(await allPages())) {
  writeFileSync(new URL(`../../${place}`, import.meta.url), text)
}
