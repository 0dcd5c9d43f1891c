import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Says which database the tests ran on. `npm test` prints it in its last lines. */
export async function writeReport(project: TestProject, database: string, text: string): Promise<void> {
  const folder = join(project.config.root, '.reports', 'databases')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${database}.txt`), text)
}
