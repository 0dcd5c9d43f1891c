/**
 * `npm test`: runs every check. Types and lint use one processor core each, so they run at the same time. Lint takes longer, so it
 * still runs beside the tests of the sources. The other checks run one after the other. A failed check does not stop the others, so
 * that one run shows all failures. The last line is "N passed, M failed".
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findFirefox } from './findFirefox.mjs'
import { runStep } from './runStep.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const firefox = findFirefox()

/** @type {import('./runStep.mjs').Step[]} */
const steps = [
  { name: 'types', command: ['types'], runsFirst: true },
  { name: 'tests of the sources', command: ['test:source'], counted: true, reports: '.reports/faults' },
  { name: 'lint', command: ['lint'], runsFirst: true },
  { name: 'build', command: ['build'] },
  { name: 'publint', command: ['check:publint'], needs: 'build' },
  { name: 'types of the package', command: ['check:attw'], needs: 'build' },
  { name: 'API report', command: ['api', '--check'], needs: 'build' },
  { name: 'size', command: ['size'], needs: 'build', shown: true },
  { name: 'tests of the package', command: ['test:built', '--project', 'package', '--project', 'readme'], needs: 'build', counted: true },
  { name: 'tests of apps', command: ['test:built', '--project', 'nuxt', '--project', 'examples'], needs: 'build', counted: true },
  { name: 'playground build', command: ['play:build'] },
  { name: 'documentation', command: ['docs'], needs: 'playground build' },
  {
    name: firefox ? 'tests in Chromium and Firefox' : 'tests in Chromium',
    command: ['test:built', '--project', 'browser', ...firefox ? ['--project', 'firefox'] : []],
    needs: 'playground build',
    counted: true,
  },
]

// Removes earlier builds, so that they are not tested if the build fails now.
await Promise.all(['dist', 'playground/dist', '.reports/faults', '.reports/browsers'].map(folder => rm(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true })))

/** The summaries that tests wrote for people to read. */
async function readReports(folder) {
  const url = new URL(`../${folder}/`, import.meta.url)
  const names = await readdir(url).catch(() => [])
  return Promise.all(names.sort().map(name => readFile(new URL(name, url), 'utf8')))
}

const total = { passed: 0, failed: 0 }
const failedSteps = new Set()

async function run(step) {
  const startedAt = performance.now()
  const outcome = await runStep(root, step)
  return { ...outcome, seconds: (performance.now() - startedAt) / 1000 }
}

const first = new Map(steps.filter(({ runsFirst }) => runsFirst).map(step => [step, run(step)]))

for (const step of steps) {
  const outcome = failedSteps.has(step.needs)
    ? { passed: 0, failed: 1, seconds: 0, output: `Not run, because the step "${step.needs}" failed.` }
    : await (first.get(step) ?? run(step))
  total.passed += outcome.passed
  total.failed += outcome.failed
  if (outcome.failed > 0) failedSteps.add(step.name)
  const counts = step.counted ? `, ${outcome.passed} passed, ${outcome.failed} failed` : ''
  console.log(`${outcome.failed > 0 ? 'FAILED' : 'ok    '} ${step.name} (${outcome.seconds.toFixed(1)} s${counts})`)
  if (outcome.failed > 0 || step.shown) console.log(outcome.output.trim().replace(/^/gm, '       '))
  for (const text of step.reports ? await readReports(step.reports) : []) console.log(text.trim().replace(/^/gm, '       '))
}

const browsers = await readReports('.reports/browsers')
if (!firefox) browsers.push('Firefox is not installed')
else if (!browsers.some(text => text.startsWith('Firefox'))) browsers.push('Firefox is installed, but did not run')
console.log(`browsers: ${browsers.join(', ')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
