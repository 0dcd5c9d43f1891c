/**
 * `npm test`: runs every check. Checks that use one processor core, or wait for downloads, run beside others. A failed check does
 * not stop the others, so that one run shows all failures. The last line is "N passed, M failed".
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findFirefox } from './findFirefox.mjs'
import { runStep } from './runStep.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const firefox = findFirefox()

/**
 * The steps by stage, and by lane within a stage. Lanes of a stage run at the same time; the steps of a lane run one after the
 * other. No stage begins before the one before it has ended.
 * @type {import('./runStep.mjs').Step[][][]}
 */
const stages = [
  [
    // The last step of this lane mostly waits: for databases, timers and processes.
    [
      { name: 'types', command: ['types'] },
      { name: 'lint', command: ['lint'] },
      { name: 'build', command: ['build'] },
      { name: 'publint', command: ['check:publint'], needs: 'build' },
      { name: 'types of the package', command: ['check:attw'], needs: 'build' },
      { name: 'API report', command: ['api', '--check'], needs: 'build' },
      { name: 'size', command: ['size'], needs: 'build', shown: true },
      { name: 'playground build', command: ['play:build'] },
      { name: 'tests of servers and components', command: ['test:source', '--project=!core*'], counted: true },
    ],
    // Each of these tests keeps a core busy. They need no build.
    [{ name: 'tests of the core and its random faults', command: ['test:source', '--project=core*'], counted: true, reports: '.reports/faults' }],
  ],
  [
    // Apps wait for installations, so the checks of the other lane use what they leave of the machine.
    [{ name: 'tests of apps', command: ['test:built', '--project', 'nuxt', '--project', 'examples'], needs: 'build', counted: true }],
    [
      { name: 'tests of the package', command: ['test:built', '--project', 'package', '--project', 'readme'], needs: 'build', counted: true },
      { name: 'documentation', command: ['docs'], needs: 'playground build' },
    ],
  ],
  // Alone, because a busy machine shows and answers late what these tests look at.
  [[{
    name: firefox ? 'tests in Chromium and Firefox' : 'tests in Chromium',
    command: ['test:built', '--project', 'browser', ...firefox ? ['--project', 'firefox'] : []],
    needs: 'playground build',
    counted: true,
  }]],
]

// Removes earlier builds, so that they are not tested if the build fails now.
await Promise.all(['dist', 'playground/dist', '.reports/faults', '.reports/browsers', '.reports/databases'].map(folder => rm(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true })))

/** The summaries that tests wrote for people to read. */
async function readReports(folder) {
  const url = new URL(`../${folder}/`, import.meta.url)
  const names = await readdir(url).catch(() => [])
  return Promise.all(names.sort().map(name => readFile(new URL(name, url), 'utf8')))
}

const total = { passed: 0, failed: 0 }
const failedSteps = new Set()
/** A line for each failure, for readers who see only the end of the output. */
const failures = []

async function run(step) {
  const startedAt = performance.now()
  const outcome = await runStep(root, step)
  return { ...outcome, seconds: (performance.now() - startedAt) / 1000 }
}

async function runAndReport(step) {
  const outcome = failedSteps.has(step.needs)
    ? { passed: 0, failed: 1, seconds: 0, output: `Not run, because the step "${step.needs}" failed.` }
    : await run(step)
  total.passed += outcome.passed
  total.failed += outcome.failed
  if (outcome.failed > 0) {
    failedSteps.add(step.name)
    failures.push(...(outcome.failures ?? [outcome.output.trim().split('\n').at(-1)]).map(line => `FAILED in ${step.name}: ${line}`))
  }
  const counts = step.counted ? `, ${outcome.passed} passed, ${outcome.failed} failed` : ''
  const texts = [
    `${outcome.failed > 0 ? 'FAILED' : 'ok    '} ${step.name} (${outcome.seconds.toFixed(1)} s${counts})`,
    ...[...outcome.failed > 0 || step.shown ? [outcome.output] : [], ...step.reports ? await readReports(step.reports) : []]
      .map(text => text.trim().replace(/^/gm, '       ')),
  ]
  console.log(texts.join('\n'))
}

for (const lanes of stages) {
  await Promise.all(lanes.map(async (steps) => {
    for (const step of steps) await runAndReport(step)
  }))
}

const browsers = await readReports('.reports/browsers')
if (!firefox) browsers.push('Firefox is not installed')
else if (!browsers.some(text => text.startsWith('Firefox'))) browsers.push('Firefox is installed, but did not run')
const databases = await readReports('.reports/databases')
console.log(`databases: ${databases.length > 0 ? databases.join(', ') : 'none was tested'}`)
console.log(`browsers: ${browsers.join(', ')}`)
for (const failure of failures) console.log(failure)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
