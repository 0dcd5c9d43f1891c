import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `npm test` prints the reports in this folder. */
const FOLDER = fileURLToPath(new URL('../../.reports/faults', import.meta.url))

/** Writes a report for people to read. */
export async function writeReport(name: string, text: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, `${name}.txt`), `${text}\n`)
}
