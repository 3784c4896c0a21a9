import { writeFileSync } from 'node:fs'
import { referencePages } from '../../schemas/reference.ts'

for (const [name, text] of Object.entries(referencePages())) {
  writeFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), text)
}
